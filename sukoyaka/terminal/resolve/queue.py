"""The review queue as files: which rows wait and why, what they say, and who they could be. Never leaves the terminal.

Writes and reads `review/queue.parquet`, `rows.parquet`, `candidates.parquet` and `residents.parquet` in the terminal's home.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sukoyaka.governance.register import Register
from sukoyaka.terminal.resolve.flow import Resolved
from sukoyaka.terminal.resolve.likely import FIELDS
from sukoyaka.terminal.resolve.review import NOBODY, digests

SHOWN = ("name", "kana", "birth_date", "sex", "address", "building")  # what a person compares
QUEUE = {"id": pl.String, "source": pl.String, "file": pl.String, "line": pl.Int64, "step": pl.String}
ROWS = {"id": pl.String, "field": pl.String, "value": pl.String}
CANDIDATES = {
    "id": pl.String,
    "rank": pl.Int64,
    "resident": pl.String,
    "likelihood": pl.Float64,
    **dict.fromkeys(SHOWN, pl.String),
    **{f"level_{field.name}": pl.Int8 for field in FIELDS},
}


@dataclass(frozen=True)
class Queue:
    """`queue` (id, source, file, line, step), `rows` (id, field, value) and `candidates` as they were left by the last `mask`."""

    queue: pl.DataFrame
    rows: pl.DataFrame
    candidates: pl.DataFrame
    residents: frozenset[str]

    def open(self) -> pl.DataFrame:
        """Rows that nobody has settled, in the order of source, file and line."""
        return self.queue.filter(pl.col("step") != NOBODY)


def gather(resolved: Resolved, register: Register, files: Mapping[int, str]) -> Queue:
    """From resolved tables: every row that has no resident number."""
    waiting, told, shown = [pl.DataFrame(schema=QUEUE)], [pl.DataFrame(schema=ROWS)], [pl.DataFrame(schema=CANDIDATES)]
    people = resolved.register.people.select("resident", *(pl.col(name).cast(pl.String) for name in SHOWN))
    for name, rows in sorted(resolved.asked().items()):
        source, open_rows = register.source(name), rows.filter(pl.col("resident_number").is_null())
        if open_rows.is_empty():
            continue
        open_rows = open_rows.with_columns(digests(open_rows, source), source=pl.lit(name), ordinal=pl.col("file").cast(pl.Int32))
        named = open_rows.with_columns(pl.col("ordinal").replace_strict(files, return_dtype=pl.String).alias("file"))
        waiting.append(named.select("id", "source", "file", pl.col("line").cast(pl.Int64), "step"))
        told.append(_told(named, [item.id for item in source.items if item.id in rows.columns]))
        if resolved.patients.height and source.format == "uke":
            said = resolved.patients.with_columns(pl.col("line").cast(pl.Int64))
            where = open_rows.select("id", "source", file="ordinal", line=pl.col("line").cast(pl.Int64))
            told.append(_told(where.join(said, on=["source", "file", "line"]), [name for name in SHOWN if name in said.columns]))
        if resolved.candidates.height:
            where = open_rows.select("id", "source", file="ordinal", line=pl.col("line"))
            levels = resolved.candidates.rename({field.name: f"level_{field.name}" for field in FIELDS})
            met = where.join(levels, on=["source", "file", "line"]).join(people, on="resident")
            shown.append(met.select(pl.col(column).cast(kind) for column, kind in CANDIDATES.items()))
    return Queue(
        pl.concat(waiting).sort("source", "file", "line"),
        pl.concat(told).unique(["id", "field"], keep="first", maintain_order=True),
        pl.concat(shown).unique(["id", "rank"], keep="first", maintain_order=True).sort("id", "rank"),
        frozenset(people["resident"]),
    )


def _told(rows: pl.DataFrame, items: list[str]) -> pl.DataFrame:
    texts = rows.select("id", *(pl.col(item).cast(pl.String) for item in items))
    return texts.unpivot(index="id", variable_name="field", value_name="value").drop_nulls("value").select(ROWS.keys())


def keep(queue: Queue, home: Path) -> None:
    """Each file appears whole."""
    numbers = pl.DataFrame({"resident": sorted(queue.residents)}, schema={"resident": pl.String})
    for name, table in (("queue", queue.queue), ("rows", queue.rows), ("candidates", queue.candidates), ("residents", numbers)):
        path = home / "review" / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{name}.parquet")
        table.write_parquet(draft, compression="zstd")
        draft.rename(path)


def load(home: Path) -> Queue:
    """What the last `mask` left; empty before the first."""
    folder = home / "review"
    tables = {
        name: pl.read_parquet(folder / f"{name}.parquet") if (folder / f"{name}.parquet").exists() else pl.DataFrame(schema=schema)
        for name, schema in (("queue", QUEUE), ("rows", ROWS), ("candidates", CANDIDATES), ("residents", {"resident": pl.String}))
    }
    return Queue(tables["queue"], tables["rows"], tables["candidates"], frozenset(tables["residents"]["resident"]))
