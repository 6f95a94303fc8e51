"""How the back half of the hub writes a file: columns of its shape, a total order, fixed row groups: equal data, equal bytes.

Writes Parquet and JSON, whole or not at all.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.records.shape import Kind, Table

ROW_GROUP = 100_000  # rows
DTYPES: Mapping[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.INTEGER: pl.Int64(),
    Kind.SMALL: pl.Int32(),
    Kind.REAL: pl.Float32(),
    Kind.DATE: pl.Date(),
    Kind.TIMESTAMP: pl.Datetime("us"),
    Kind.FLAG: pl.Boolean(),
}


def shaped(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The frame with exactly the table's columns and types, without doubles, in the table's order and then by every column."""
    exact = frame.select(pl.col(column.name).cast(DTYPES[column.kind]) for column in table.columns).unique()
    return exact.sort([*table.order, *(name for name in table.column_names if name not in table.order)])


def write(frame: pl.DataFrame, path: Path) -> None:
    """Parquet with fixed row groups."""
    frame.write_parquet(path, compression="zstd", row_group_size=ROW_GROUP, statistics=True)


def write_json(document: Mapping[str, Any], path: Path) -> None:
    """JSON with sorted keys; dates as ISO."""
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n", encoding="utf-8")


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A hidden draft directory that takes the place of `target` when the block ends well, and vanishes when it does not."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    try:
        yield draft
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
