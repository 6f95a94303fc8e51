"""Weights written in kilograms where the register says grams: multiplied by 1,000.

No child, born or unborn, is registered with less than 100 g, and none with more than 100 kg.
"""

from functools import partial

import polars as pl

from sukoyaka.governance.register import ItemType
from sukoyaka.hub.cleanse.sheet import Outcome, Rule, Sheet, change, in_turn

RULE = Rule("weight-in-kilograms", 1)
LESS_THAN = 100  # as grams impossible, as kilograms possible
GRAMS_PER_KILOGRAM = 1000


def grams(value: pl.Expr) -> pl.Expr:
    """The value in grams, whichever of the two units it was written in."""
    return pl.when(value < LESS_THAN).then(value * GRAMS_PER_KILOGRAM).otherwise(value)


def apply(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    """Turns kilograms into grams in every item that the register has in grams."""
    weights = [item.id for item in sheet.items if item.unit == "g" and item.type is ItemType.NUMBER]
    return in_turn(rows, sheet, tuple(partial(_item, item=item) for item in weights))


def _item(rows: pl.DataFrame, sheet: Sheet, item: str) -> Outcome:
    in_kilograms = (pl.col(item) > 0) & (pl.col(item) < LESS_THAN)
    return change(rows, sheet, RULE, in_kilograms, item, grams(pl.col(item)), ("kg", "g"))
