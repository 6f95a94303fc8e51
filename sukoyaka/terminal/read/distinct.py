"""Converts a column of texts through its distinct values: half a million names are a few thousand conversions."""

from collections.abc import Callable

import polars as pl


def over_distinct(column: pl.Series, convert: Callable[[str], str | None]) -> pl.Series:
    """The column with every text converted, in its order and under its name; null stays null."""
    distinct = column.drop_nulls().unique()
    table = pl.DataFrame({"text": distinct, "made": [convert(text) for text in distinct]}, schema={"text": pl.String, "made": pl.String})
    return column.rename("text").to_frame().join(table, on="text", how="left", maintain_order="left")["made"].alias(column.name)
