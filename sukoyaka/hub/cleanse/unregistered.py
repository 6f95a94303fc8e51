"""Values that no code table of the register has: emptied, or the row set aside where nothing can be read without them.

Why: a code that was never registered has no meaning that anybody agreed on, and an event code made of it would be one nobody cleared.
"""

from functools import partial

import polars as pl

from sukoyaka.governance.register import Item
from sukoyaka.hub.cleanse.sheet import Outcome, Rule, Sheet, change, in_turn, set_aside
from sukoyaka.hub.store.tables import variables

RULE = Rule("never-registered", 1)


def apply(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    """Looks at every item with a code table."""
    coded = [item for item in sheet.items if item.codes and rows.schema[item.id] == pl.String()]
    in_codes = {name for item in sheet.items for name in variables(item.code or "")} | set(variables(sheet.source.event or ""))
    return in_turn(rows, sheet, tuple(partial(_aside if i.required or i.id in in_codes else _emptied, item=i) for i in coded))


def _unknown(item: Item) -> pl.Expr:
    meanings = {*(item.codes or {}).values(), *([item.other] if item.other else [])}
    return ~pl.col(item.id).is_in(sorted(meanings))


def _aside(rows: pl.DataFrame, sheet: Sheet, item: Item) -> Outcome:
    return set_aside(rows, sheet, RULE, _unknown(item), f"{item.id} has a value that was never registered")


def _emptied(rows: pl.DataFrame, sheet: Sheet, item: Item) -> Outcome:
    return change(rows, sheet, RULE, _unknown(item), item.id, pl.lit(None), ("never registered", "empty"))
