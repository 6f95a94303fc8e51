"""Heights, weights and heads that no child of that age has: emptied. Other numbers outside the register's range too.

A required number out of range makes its whole row unreadable: the row is set aside.
"""

from functools import partial

import polars as pl

from sukoyaka.hub.cleanse.growth import MEASURES, possible
from sukoyaka.hub.cleanse.sheet import Outcome, Rule, Sheet, change, in_turn, set_aside

FOR_AGE = Rule("implausible-for-age", 1)
OUT_OF_RANGE = Rule("out-of-range", 1)


def apply(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    """Empties implausible measurements and numbers out of range."""
    measures = [item.id for item in sheet.items if item.id in MEASURES and MEASURES[item.id] == item.unit]
    ranged = [item for item in sheet.items if item.range]
    return in_turn(
        rows,
        sheet,
        (
            *(partial(_for_age, item=item) for item in measures),
            *(
                partial(_optional, item=item.id, low=item.range.min, high=item.range.max)
                for item in ranged
                if item.range and not item.required
            ),
            *(partial(_required, item=item.id, low=item.range.min, high=item.range.max) for item in ranged if item.range and item.required),
        ),
    )


def _for_age(rows: pl.DataFrame, sheet: Sheet, item: str) -> Outcome:
    return change(rows, sheet, FOR_AGE, ~possible(pl.col(item), item), item, pl.lit(None), ("implausible for the age", "empty"))


def _optional(rows: pl.DataFrame, sheet: Sheet, item: str, low: float, high: float) -> Outcome:
    return change(rows, sheet, OUT_OF_RANGE, ~pl.col(item).is_between(low, high), item, pl.lit(None), ("out of range", "empty"))


def _required(rows: pl.DataFrame, sheet: Sheet, item: str, low: float, high: float) -> Outcome:
    return set_aside(rows, sheet, OUT_OF_RANGE, ~pl.col(item).is_between(low, high), f"{item} is out of range")
