"""The mart for 同居者の健康と発育の検討: what a study of groups may see. It knows no case of the office."""

from sukoyaka.hub.marts.make import Definition
from sukoyaka.records.purpose import Purpose

DEFINITION = Definition(Purpose.HEALTH_STUDY, names_cases=False, for_analysts=True)
