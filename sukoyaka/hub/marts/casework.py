"""The mart for 支援の検討と実施: what caseworkers may see of a listed child. Its crosswalk names the office's cases."""

from sukoyaka.hub.marts.make import Definition
from sukoyaka.records.purpose import Purpose

DEFINITION = Definition(Purpose.CASEWORK, names_cases=True)
