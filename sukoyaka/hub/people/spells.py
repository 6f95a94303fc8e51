"""Arithmetic of spells: half-open stretches of time, `until_on` is out, an open spell has none."""

from collections.abc import Sequence

import polars as pl

FOREVER = pl.date(9999, 12, 31)


def closed(until: str = "until_on") -> pl.Expr:
    """`until` with a far day instead of nothing, to compare with."""
    return pl.col(until).fill_null(FOREVER)


def reopened(until: str = "until_on") -> pl.Expr:
    """The inverse of `closed`."""
    return pl.when(pl.col(until) >= FOREVER).then(None).otherwise(pl.col(until)).alias(until)


def on_day(day: pl.Expr) -> pl.Expr:
    """Whether a spell holds on a day."""
    return (pl.col("from_on") <= day) & (pl.col("until_on").is_null() | (day < pl.col("until_on")))


def union(spells: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The fewest spells that cover the same days, for each value of `keys`. Gives `keys, from_on, until_on`."""
    rows = spells.select(*keys, "from_on", closed()).filter(pl.col("from_on") < pl.col("until_on")).sort(*keys, "from_on", "until_on")
    reached = pl.col("until_on").cum_max().shift(1).over(keys)
    begins = (pl.col("from_on") > reached).fill_null(value=True)
    grouped = rows.with_columns(begins.cum_sum().alias("__spell")).group_by("__spell", maintain_order=True)
    return (
        grouped.agg(*(pl.col(key).first() for key in keys), pl.col("from_on").first(), pl.col("until_on").max())
        .drop("__spell")
        .with_columns(reopened())
    )


def intersection(left: pl.DataFrame, right: pl.DataFrame, key: str) -> pl.DataFrame:
    """Days in a spell of both, as spells. Gives `key, from_on, until_on`."""
    both = left.select(key, "from_on", closed()).join(
        right.select(key, pl.col("from_on").alias("from_right"), closed().alias("until_right")), on=key
    )
    common = both.select(
        key, pl.max_horizontal("from_on", "from_right").alias("from_on"), pl.min_horizontal("until_on", "until_right").alias("until_on")
    )
    return union(common.with_columns(reopened()), (key,))
