"""Candidates for rows that nothing may link by itself: a number that nobody has, a receipt whose card leads to nobody.

Reads what such rows say of a person and the resident register, gives the residents that come closest. Never a link: who types a wrong
number may have meant somebody else, and a person must look at both.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from sukoyaka.governance.register import Register
from sukoyaka.terminal.read.patients import SCHEMA, patients
from sukoyaka.terminal.resolve import likely, persons
from sukoyaka.terminal.resolve.flow import Resolved
from sukoyaka.terminal.resolve.likely import FIELDS
from sukoyaka.terminal.resolve.links import UNKNOWN_NUMBER

PERSON = {name: name for name in SCHEMA if name != "line"}  # what a receipt says of its patient, under the queue's own names
_CANDIDATES = {
    **{"source": pl.String, "file": pl.Int32, "line": pl.Int32, "resident": pl.String, "rank": pl.Int64, "likelihood": pl.Float64},
    **{field.name: pl.Int8 for field in FIELDS},
}


def offer(resolved: Resolved, register: Register, files: Mapping[int, Path]) -> Resolved:
    """`resolved` with candidates for such rows, and with what the receipts among them say (`patients`). `files`: path by ordinal."""
    keyed, told = [], []
    for name, rows in sorted(resolved.asked().items()):
        source = register.source(name)
        waiting = rows.filter(pl.col("resident_number").is_null())
        if source.format == "uke":
            said = _with_patients(waiting, source.encoding, files).with_columns(pl.lit(name).alias("source"))
            told.append(said.select("source", "file", *SCHEMA))
            keyed.append(_keyed(said, PERSON, resolved))
        elif source.match:
            unknown = waiting.filter(pl.col("step") == UNKNOWN_NUMBER).with_columns(pl.lit(name).alias("source"))
            keyed.append(_keyed(unknown, source.match, resolved))
    before = [resolved.candidates.select(_typed())] if resolved.candidates.height else []
    candidates = pl.concat([pl.DataFrame(schema=_CANDIDATES), *before, _closest(keyed, resolved)])
    return replace(resolved, candidates=candidates, patients=pl.concat(told) if told else resolved.patients)


def _typed() -> list[pl.Expr]:
    return [pl.col(column).cast(kind) for column, kind in _CANDIDATES.items()]


def _with_patients(receipts: pl.DataFrame, encoding: str, files: Mapping[int, Path]) -> pl.DataFrame:
    """`file, line` of receipts with what their RE records say."""
    parts = [pl.DataFrame(schema={"file": pl.Int32, **SCHEMA})]
    for (ordinal,), lines in receipts.select(pl.col("file").cast(pl.Int32), "line").group_by("file", maintain_order=True):
        said = patients(files[ordinal], encoding, lines["line"].to_list())
        parts.append(said.select(pl.lit(ordinal, pl.Int32).alias("file"), *SCHEMA))
    return pl.concat(parts)


def _keyed(rows: pl.DataFrame, match: Mapping[str, str], resolved: Resolved) -> pl.DataFrame:
    """`source, file, line` with the match keys of what the row says."""
    where = rows.select("source", pl.col("file").cast(pl.Int32), pl.col("line").cast(pl.Int32))
    return pl.concat([where, persons.keys(rows, match, resolved.register.names)], how="horizontal")


def _closest(keyed: list[pl.DataFrame], resolved: Resolved) -> pl.DataFrame:
    """The closest residents of each row; of all sources at once, for a model costs more than the few rows."""
    asked = pl.concat(keyed).with_row_index("row") if keyed else pl.DataFrame()
    if asked.is_empty():
        return pl.DataFrame(schema=_CANDIDATES)
    people = resolved.register.keys
    met = likely.find(asked, people, likely.learn(asked, people)).candidates
    return asked.select("row", "source", "file", "line").join(met.cast({"row": pl.UInt32}), on="row").select(_typed())
