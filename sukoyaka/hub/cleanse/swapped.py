"""Height and weight written in each other's place: put back.

Only where the height is impossible for the age and both values become possible when they change places.
"""

import polars as pl

from sukoyaka.hub.cleanse.growth import MEASURES, possible
from sukoyaka.hub.cleanse.sheet import Outcome, Rule, Sheet, change, in_turn, unchanged
from sukoyaka.hub.cleanse.units import grams

RULE = Rule("height-weight-swapped", 1)
HEIGHT, WEIGHT = "height", "weight"


def apply(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    """Lets swapped heights and weights change places."""
    units = {item.id: item.unit for item in sheet.items}
    if any(units.get(measure) != MEASURES[measure] for measure in (HEIGHT, WEIGHT)):
        return unchanged(rows)
    crossed = ~possible(pl.col(HEIGHT), HEIGHT) & possible(pl.col(WEIGHT), HEIGHT) & possible(grams(pl.col(HEIGHT)), WEIGHT)
    marked = rows.with_columns(crossed.alias("__crossed"), pl.col(HEIGHT).alias("__height"))
    outcome = in_turn(marked, sheet, (_height, _weight))
    return Outcome(outcome.rows.drop("__crossed", "__height"), outcome.changes, outcome.set_aside)


def _height(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    return change(rows, sheet, RULE, pl.col("__crossed"), HEIGHT, pl.col(WEIGHT), ("a weight", "a height"))


def _weight(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    return change(rows, sheet, RULE, pl.col("__crossed"), WEIGHT, pl.col("__height"), ("a height", "a weight"))
