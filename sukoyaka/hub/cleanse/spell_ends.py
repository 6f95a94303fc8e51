"""Spells that end before they begin.

Of an allowance or a case the end is emptied: that it began is still so. A spell that says what we could have seen (a
qualification) is set aside: "observable" must never rest on a slip.
"""

from functools import partial

import polars as pl

from sukoyaka.hub.cleanse.sheet import Outcome, Rule, Sheet, change, in_turn, set_aside

RULE = Rule("ends-before-it-begins", 1)


def apply(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    """Looks at every item that ends something in this table."""
    coverage = sheet.source.coverage
    observing = [name for key in ("until", "last") if (name := (coverage or {}).get(key)) in sheet.columns]
    ends = [item.id for item in sheet.items if item.end_event and item.id not in observing]
    return in_turn(rows, sheet, (*(partial(_emptied, item=item) for item in ends), *(partial(_aside, item=item) for item in observing)))


def _emptied(rows: pl.DataFrame, sheet: Sheet, item: str) -> Outcome:
    return change(rows, sheet, RULE, pl.col(item) < pl.col("happened_on"), item, pl.lit(None), ("before the beginning", "empty"))


def _aside(rows: pl.DataFrame, sheet: Sheet, item: str) -> Outcome:
    return set_aside(rows, sheet, RULE, pl.col(item) < pl.col("happened_on"), f"{item} is before the beginning")
