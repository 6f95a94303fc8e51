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
    found, told = [], []
    for name, rows in resolved.asked().items():
        source = register.source(name)
        waiting = rows.filter(pl.col("resident_number").is_null())
        if source.format == "uke":
            waiting = _with_patients(waiting, source.encoding, files)
            told.append(waiting.select(pl.lit(name).alias("source"), pl.col("file").cast(pl.Int32), *SCHEMA))
            found.append(_candidates(waiting, rows.clear(), name, PERSON, resolved))
        elif source.match:
            found.append(_candidates(waiting.filter(pl.col("step") == UNKNOWN_NUMBER), rows, name, source.match, resolved))
    before = (
        [resolved.candidates.select(pl.col(column).cast(kind) for column, kind in _CANDIDATES.items())]
        if resolved.candidates.height
        else []
    )
    candidates = pl.concat([pl.DataFrame(schema=_CANDIDATES), *before, *found])
    return replace(resolved, candidates=candidates, patients=pl.concat(told) if told else resolved.patients)


def _with_patients(receipts: pl.DataFrame, encoding: str, files: Mapping[int, Path]) -> pl.DataFrame:
    """`file, line` of receipts with what their RE records say."""
    parts = [pl.DataFrame(schema={"file": pl.Int32, **SCHEMA})]
    for (ordinal,), lines in receipts.select(pl.col("file").cast(pl.Int32), "line").group_by("file", maintain_order=True):
        said = patients(files[ordinal], encoding, lines["line"].to_list())
        parts.append(said.select(pl.lit(ordinal, pl.Int32).alias("file"), *SCHEMA))
    return pl.concat(parts)


def _candidates(asking: pl.DataFrame, others: pl.DataFrame, source: str, match: Mapping[str, str], resolved: Resolved) -> pl.DataFrame:
    """The closest residents of each row. `others` of the source show how it writes people."""
    if asking.is_empty():
        return pl.DataFrame(schema=_CANDIDATES)
    people = resolved.register.keys
    asked = persons.keys(asking, match, resolved.register.names).with_row_index("row")
    spelled = asked if others.is_empty() else persons.keys(others, match, resolved.register.names).with_row_index("row")
    met = likely.find(asked, people, likely.learn(spelled, people)).candidates
    where = asking.select(pl.lit(source).alias("source"), "file", "line").with_row_index("row")
    return where.join(met.cast({"row": pl.UInt32}), on="row").select(pl.col(column).cast(kind) for column, kind in _CANDIDATES.items())
