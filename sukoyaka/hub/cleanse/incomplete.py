"""Rows without a day, or without a value that the register requires: set aside.

Why: a fact without a day has no place in time, and an event code with a hole in it is no code.
"""

import polars as pl

from sukoyaka.governance.register import Item, ItemType
from sukoyaka.hub.cleanse.sheet import Outcome, Rule, Sheet, in_turn, set_aside, unchanged
from sukoyaka.hub.store.tables import has_events, variables

RULE = Rule("incomplete", 1)


def apply(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    """Sets aside rows of tables with events that lack a day, or a required item."""
    if not has_events(sheet.source, sheet.table):
        return unchanged(rows)
    return in_turn(rows, sheet, (_without_day, _without_required))


def _without_day(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    return set_aside(rows, sheet, RULE, pl.col("happened_on").is_null() | pl.col("known_on").is_null(), "no day")


def _without_required(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    in_codes = {variable for item in sheet.items for variable in variables(item.code or "")} | set(variables(sheet.source.event or ""))
    needed = [item.id for item in sheet.items if (item.required and not _another_person(item, sheet)) or item.id in in_codes]
    empty = pl.any_horizontal(pl.lit(value=False), *(pl.col(name).is_null() for name in needed))
    return set_aside(rows, sheet, RULE, empty, "a required item is empty")


def _another_person(item: Item, sheet: Sheet) -> bool:
    """Somebody else whom the row names is empty when that person is out of scope: the fact about the child still stands."""
    return item.type is ItemType.RESIDENT_NUMBER and item.id != sheet.source.subject
