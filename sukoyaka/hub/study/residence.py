"""Who lived with a child, and from when to when: in its household, or in another household at the same dwelling.

Reads household spells, returns stretches. Why stretches: an illness counts only if it fell into the time together.
"""

from datetime import date

import polars as pl

PAIRS = ("subject_id", "member", "from_on", "until_on")


def cut(spells: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Spells that end on the day at the latest; none lies after it."""
    end = pl.min_horizontal(pl.col("until_on").fill_null(as_of), pl.lit(as_of))
    kept = spells.with_columns(until_on=end).filter(pl.col("from_on") < pl.col("until_on"))
    return kept.select("subject_id", "household_id", "dwelling_id", "town", "from_on", "until_on").sort("subject_id", "from_on")


def pairs(spells: pl.DataFrame, children: pl.Series) -> pl.DataFrame:
    """`PAIRS`: half-open stretches of a child with another person; stretches that touch are one."""
    own = spells.filter(pl.col("subject_id").is_in(children.unique().implode()))
    found = pl.concat([_shared(own, spells, key) for key in ("household_id", "dwelling_id")])
    return _merged(found)


def _shared(own: pl.DataFrame, spells: pl.DataFrame, key: str) -> pl.DataFrame:
    others = spells.select(key, "from_on", "until_on", member="subject_id")
    joined = own.filter(pl.col(key).is_not_null()).join(others, on=key).filter(pl.col("member") != pl.col("subject_id"))
    start, end = pl.max_horizontal("from_on", "from_on_right"), pl.min_horizontal("until_on", "until_on_right")
    return joined.select("subject_id", "member", from_on=start, until_on=end).filter(pl.col("from_on") < pl.col("until_on"))


def _merged(found: pl.DataFrame) -> pl.DataFrame:
    ordered = found.sort(PAIRS)
    reached = pl.col("until_on").cum_max().shift(1).over("subject_id", "member")
    begins = (pl.col("from_on") > reached).fill_null(True)
    numbered = ordered.with_columns(stretch=begins.cast(pl.Int32).cum_sum().over("subject_id", "member"))
    merged = numbered.group_by("subject_id", "member", "stretch").agg(pl.col("from_on").min(), pl.col("until_on").max())
    return merged.select(PAIRS).sort(PAIRS)
