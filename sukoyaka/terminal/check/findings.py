"""Findings and quarantine as tables: file line, item and rule, never a value."""

from collections.abc import Iterable

import polars as pl

SCHEMA = {"line": pl.Int32, "item": pl.String, "rule": pl.String}


def none() -> pl.DataFrame:
    """No finding."""
    return pl.DataFrame(schema=SCHEMA)


def of(lines: pl.Series | Iterable[int], item: str, rule: str) -> pl.DataFrame:
    """One finding per line."""
    series = pl.Series("line", lines, dtype=pl.Int32)
    if series.is_empty():
        return none()
    return pl.DataFrame(
        {"line": series, "item": pl.repeat(item, series.len(), eager=True), "rule": pl.repeat(rule, series.len(), eager=True)},
        schema=SCHEMA,
    )
