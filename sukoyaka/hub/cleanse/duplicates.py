"""The same row twice: the one that was known first stays, the others are set aside.

Why: an extract is often cut from overlapping periods, and a fact counted twice weighs twice.
"""

import polars as pl

from sukoyaka.hub.cleanse.sheet import Outcome, Rule, Sheet, set_aside

RULE = Rule("duplicate-row", 1)


def apply(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    """Sets aside rows that equal an earlier one in every item."""
    key = sheet.columns - {"known_on", "file", "line"}
    first = rows.sort("known_on", "file", "line", nulls_last=True)
    return set_aside(first, sheet, RULE, ~pl.struct(sorted(key)).is_first_distinct(), "equal to another row")
