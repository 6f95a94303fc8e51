"""How a table becomes a file: columns and order of its shape, fixed row groups, no timestamps, so equal data has equal bytes.

Writes Parquet. Rows of one subject lie together, so that a life is one small read.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.hub.store.errors import StoreDamaged
from sukoyaka.hub.store.tables import schema
from sukoyaka.records.shape import Table

ROW_GROUP = 100_000  # rows: a few thousand people's lives


def shaped(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """`frame` with exactly the table's columns and types, in the table's order."""
    types = schema(table.columns)
    return in_order(frame.select(pl.col(name).cast(dtype) for name, dtype in types.items()), table.order)


def in_order(frame: pl.DataFrame, order: tuple[str, ...]) -> pl.DataFrame:
    """Rows sorted by `order`, then by every other column, so that the order is total. Texts are ranked once: sorting millions is quick."""
    names = [*order, *(name for name in frame.columns if name not in order)]
    ranked = [_ranks(frame, name) if frame.schema[name] == pl.String() else pl.col(name) for name in names]
    return frame.sort(ranked, nulls_last=False)


def _ranks(frame: pl.DataFrame, name: str) -> pl.Expr:
    words = frame[name].unique().drop_nulls().sort()
    return pl.col(name).cast(pl.Enum(words)).to_physical()


def write(frame: pl.DataFrame, path: Path) -> None:
    """Writes Parquet with fixed row groups."""
    frame.write_parquet(path, compression="zstd", row_group_size=ROW_GROUP, statistics=True)


def write_table(frame: pl.DataFrame, table: Table, directory: Path) -> int:
    """Writes `<table>.parquet` into the directory; returns its rows."""
    write(shaped(frame, table), directory / f"{table.name}.parquet")
    return frame.height


def digests(directory: Path) -> dict[str, str]:
    """Digest of every Parquet file in and below a directory, by its path without the ending."""
    paths = sorted(directory.rglob("*.parquet"))
    return {path.relative_to(directory).with_suffix("").as_posix(): sha256(path) for path in paths}


def require_whole(directory: Path, stated: Mapping[str, str], what: str) -> None:
    """Raises `StoreDamaged` unless the files with a stated digest are there and have it."""
    here = digests(directory)
    harmed = sorted(name for name, digest in stated.items() if here.get(name) != digest)
    if harmed:
        raise StoreDamaged(
            f"{', '.join(harmed)} of {what} is not what was written",
            "files as the hub wrote them",
            f"remove {directory.parent.name}/{directory.name} and run `sukoyaka hub build --as-of DATE`: it is made again, byte for byte",
        )


def to_json(document: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys, for people and programs; dates as ISO."""
    return (json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n").encode()


def from_json(path: Path) -> dict[str, Any]:
    """A document that `to_json` wrote. Raises `StoreDamaged`."""
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise StoreDamaged(
            f"{path.name} cannot be read", "the document as the hub wrote it", f"remove {path.name} and run the command again"
        ) from error
    return document


def sha256(path: Path) -> str:
    """Digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
