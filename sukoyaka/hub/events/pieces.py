"""The rows of sources that are cleansed together, cut by period, each piece named by the digest of what stands in it.

Reads deliveries. Why: a department delivers its whole extract every month, and all but the last months of it say what they said
before; a piece of the same digest need not be worked on again. A piece knows no file and no line: these move when rows are added.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

import polars as pl

from sukoyaka.governance.register import Register
from sukoyaka.hub.events.periods import Periods
from sukoyaka.hub.store import standing
from sukoyaka.hub.store.code import PLATFORM, code_version
from sukoyaka.hub.store.deliveries import Delivery
from sukoyaka.hub.store.shelf import Shelf, key_of
from sukoyaka.hub.store.standing import Standing

WHOLE = "whole"
WORTH_CUTTING = 20_000  # rows: less is cleansed faster as a whole
Part = tuple[str, str]  # source, table
Rows = Mapping[Part, pl.DataFrame]


def groups(register: Register, sources: Sequence[str]) -> list[tuple[str, ...]]:
    """Sources that must be cleansed together: those of claims tell the same visits; every other one stands alone."""
    claims = tuple(name for name in sources if register.source(name).format == "uke")
    alone = [(name,) for name in sources if name not in claims]
    return sorted([*alone, *([claims] if claims else [])])


@dataclass(frozen=True)
class Telling:
    """What some deliveries tell of a group of sources. `parts`: source → its deliveries, in order."""

    parts: Mapping[str, Sequence[Delivery]]
    believed: Standing
    register: Register
    periods: Periods
    shelf: Shelf = field(repr=False)

    @cached_property
    def tables(self) -> list[Part]:
        """The tables of the group; a row's `file` counts them in a piece."""
        return [(name, table) for name in self.parts for table in self.register.source(name).tables]

    @cached_property
    def pieces(self) -> dict[str, str]:
        """Period → digest of the piece. Of deliveries that were cut before, it is remembered."""
        key = key_of("pieces", self._named(), code_version(PLATFORM), self.register.version, self.periods.newest.year)
        kept = self.shelf.look(key) or self.shelf.put(key, {}, {period: _digest(rows) for period, rows in self._cut.items()})
        return dict(kept.said)

    def rows(self, period: str) -> Rows:
        """The rows of a piece: `file` is the place of the table in `tables`, `line` that of the row in it."""
        return {
            part: rows.with_columns(pl.lit(number, pl.Int32).alias("file"), pl.row_index().cast(pl.Int32).alias("line"))
            for number, (part, rows) in enumerate(self._cut[period].items())
        }

    def placed(self, frame: pl.DataFrame, period: str) -> pl.DataFrame:
        """A table about rows of a piece, with the file and line that they came from."""
        if frame.is_empty():
            return frame
        places = pl.concat(
            rows.select(pl.lit(number, pl.Int32).alias("file"), pl.row_index().cast(pl.Int32).alias("line"), __file="file", __line="line")
            for number, rows in enumerate(self._cut[period].values())
        )
        joined = frame.join(places, on=["file", "line"], how="left", maintain_order="left")
        return joined.with_columns(pl.col("__file").alias("file"), pl.col("__line").alias("line")).drop("__file", "__line")

    @cached_property
    def _cut(self) -> dict[str, Rows]:
        """Period → rows by table, in the order of their lines."""
        whole = {
            (name, table): standing.table(self.believed, self.register.source(name), table, self.parts[name]).sort("file", "line")
            for name, table in self.tables
        }
        if sum(rows.height for rows in whole.values()) < WORTH_CUTTING:
            return {WHOLE: whole}
        cut = {part: self.periods.parted(rows, "happened_on") for part, rows in whole.items()}
        found = sorted({period for parts in cut.values() for period in parts})
        return {period: {part: cut[part].get(period, rows.clear()) for part, rows in whole.items()} for period in found}

    def _named(self) -> list[object]:
        """What the rows of the deliveries follow from: signed digests, and what was withdrawn."""
        named: list[object] = []
        for name, table in self.tables:
            for delivery in self.parts[name]:
                digests = [content.sha256 for content in delivery.manifest.contents if content.name == f"{table}.parquet"]
                gone = self.believed.rows_withdrawn.filter(pl.col("parcel") == delivery.parcel, pl.col("table") == table)
                files = len(delivery.manifest.files)
                named.append([table, digests, delivery.created_on, files, gone.sort("file", "line").rows()])
        return named


def _digest(rows: Rows) -> str:
    digest = hashlib.sha256()
    for (source, table), frame in rows.items():
        digest.update(f"{source} {table} ".encode() + content_digest(frame.drop("file", "line")).encode())
    return digest.hexdigest()


def content_digest(frame: pl.DataFrame) -> str:
    """Digest of names, types and values of a table, in their order."""
    content = BytesIO()
    plain = [column for name in frame.columns for column in _plain(frame, name)]
    frame.select(plain).rechunk().write_ipc(content, compat_level=pl.CompatLevel.oldest())
    types = " ".join(str(dtype) for dtype in frame.dtypes)
    return hashlib.sha256(types.encode() + content.getbuffer()).hexdigest()


def _plain(frame: pl.DataFrame, name: str) -> list[pl.Expr]:
    """A column without bits: where several share a byte, those beyond the last row are whatever they happen to be."""
    text = frame.schema[name] == pl.String()
    values = pl.col(name) if text else pl.col(name).to_physical()
    values = values.cast(pl.UInt8) if frame.schema[name] == pl.Boolean() else values
    if not frame[name].null_count():
        return [values]
    return [values.fill_null("" if text else 0), pl.col(name).is_null().cast(pl.UInt8).alias(f"{name} is empty")]
