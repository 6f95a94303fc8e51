"""Facts before the month of birth or after death: set aside. A residence that seems to begin before birth begins with it.

Why the difference: a visit before birth is somebody else's or a slip; but a child must not vanish from the register of
residents because of a slip in a date.
"""

import polars as pl

from sukoyaka.hub.cleanse.sheet import BORN, DIED, Outcome, Rule, Sheet, change, in_turn, set_aside

BEFORE_BIRTH = Rule("before-birth", 1)
AFTER_DEATH = Rule("after-death", 1)
RESIDENTS = "resident"


def apply(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    """Compares the day of every row with the life of its subject."""
    return in_turn(rows, sheet, (_residence_from_birth if sheet.source.id == RESIDENTS else _before_birth, _after_death))


def _residence_from_birth(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    early = pl.col("happened_on") < pl.col(BORN)
    return change(rows, sheet, BEFORE_BIRTH, early, "happened_on", pl.col(BORN), ("before the month of birth", "month of birth"))


def _before_birth(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    return set_aside(rows, sheet, BEFORE_BIRTH, pl.col("happened_on") < pl.col(BORN), "before the month of birth")


def _after_death(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    return set_aside(rows, sheet, AFTER_DEATH, pl.col("happened_on") > pl.col(DIED), "after death")
