"""Rows about somebody whom the resident register of the delivery does not know: set aside.

Why: without birth month and residence nothing about them can be read, and a child is never guessed.
"""

import polars as pl

from sukoyaka.hub.cleanse.sheet import BORN, Outcome, Rule, Sheet, set_aside

RULE = Rule("unknown-person", 1)


def apply(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    """Sets aside rows whose subject has no person of the register."""
    return set_aside(rows, sheet, RULE, pl.col(BORN).is_null(), "person is not in the resident register of the delivery")
