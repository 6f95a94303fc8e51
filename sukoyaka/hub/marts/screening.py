"""The mart for 虐待リスクの判定: what the determination may see. It knows no case of the office."""

from sukoyaka.hub.marts.make import Definition
from sukoyaka.records.purpose import Purpose

DEFINITION = Definition(Purpose.SCREENING, names_cases=False, for_analysts=True)
