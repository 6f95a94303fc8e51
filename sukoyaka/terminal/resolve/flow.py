"""Resolves all sources of an inbox: every kept row gets a resident number and the step that found it, or waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from sukoyaka.governance.register import Register, Source
from sukoyaka.terminal.resolve import review
from sukoyaka.terminal.resolve.identify import identify
from sukoyaka.terminal.resolve.links import NO_MATCH, by_crosswalks, by_number
from sukoyaka.terminal.resolve.residents import Residents, residents

RESIDENT = "resident"
_FOUND = ("file", "line", "resident_number", "step")
EXPECTED = {"source": pl.String, "step": pl.String, "links": pl.UInt32, "wrong": pl.Float64, "spread": pl.Float64}


@dataclass(frozen=True)
class Resolved:
    """Rows by table with `resident_number` and `step`, and the resident register they were looked up in.

    `candidates` (source, file, line, resident, rank, likelihood, levels) of rows looked up by name; `expected` (source, step, links,
    wrong, spread): how many of a pass's links are expected to be wrong, and the standard deviation of that number; `patients` (source,
    file, line, name, kana, birth_date, sex) of receipts that wait.
    """

    tables: dict[str, pl.DataFrame]
    register: Residents
    candidates: pl.DataFrame = field(default_factory=pl.DataFrame)
    expected: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=EXPECTED))
    patients: pl.DataFrame = field(default_factory=pl.DataFrame)

    def links(self) -> pl.DataFrame:
        """source, file, line, resident_number, step: of every kept row about a person (of claims: every receipt)."""
        return pl.concat([rows.select(pl.lit(source).alias("source"), *_FOUND) for source, rows in sorted(self.asked().items())])

    def asked(self) -> dict[str, pl.DataFrame]:
        """By source the table whose rows are each about one person (of claims: receipts)."""
        return {name.partition(".")[0]: rows for name, rows in self.tables.items() if name.endswith(".receipt") or "." not in name}


@dataclass(frozen=True)
class _ByName:
    rows: pl.DataFrame
    candidates: list[pl.DataFrame]
    expected: list[pl.DataFrame]


def resolve(tables: Mapping[str, pl.DataFrame], register: Register, verdicts: Mapping[str, str | None] | None = None) -> Resolved:
    """`tables` holds the kept rows, the resident register among them; `verdicts` is what people decided (`review.settled`)."""
    found = residents(tables[RESIDENT])
    done: dict[str, pl.DataFrame] = {}
    candidates: list[pl.DataFrame] = []
    expected = [pl.DataFrame(schema=EXPECTED)]
    for source in register.sources.values():
        if source.id in tables:
            numbered = by_number(tables[source.id], source.subject, found.people).rows
            named = _by_name(review.honour(numbered, source, verdicts or {}, found.people), source, found)
            done[source.id] = named.rows
            candidates += named.candidates
            expected += named.expected
    for claims in [table.removesuffix(".receipt") for table in tables if table.endswith(".receipt")]:
        leading = _leading_to(claims, register, done)
        done |= _claims(tables, register.source(claims), leading, verdicts or {}, found)
    return Resolved(done, found, pl.concat(candidates) if candidates else pl.DataFrame(), pl.concat(expected))


def _by_name(rows: pl.DataFrame, source: Source, register: Residents) -> _ByName:
    """Rows without a number, in a source that says who it is about in words."""
    blank = rows["resident_number"].is_null() & (rows["step"] == NO_MATCH)
    if not source.match or not blank.any():
        return _ByName(rows, [], [])
    result = identify(rows, blank, source.match, register)
    found_by = result.links.select("row", whose="resident", found_by="step")
    linked = rows.with_row_index("row").join(found_by, on="row", how="left", maintain_order="left")
    named = linked.with_columns(resident_number=pl.coalesce("whose", "resident_number"), step=pl.coalesce("found_by", "step"))
    where = linked.select("row", pl.lit(source.id).alias("source"), "file", "line")
    shown = where.join(result.candidates.cast({"row": pl.UInt32}), on="row").drop("row")
    wrong = result.links.group_by("step", maintain_order=True).agg(
        links=pl.len().cast(pl.UInt32), wrong=pl.col("wrong").sum(), spread=(pl.col("wrong") * (1 - pl.col("wrong"))).sum().sqrt()
    )
    return _ByName(
        named.drop("row", "whose", "found_by"),
        [shown],
        [wrong.select(pl.lit(source.id).alias("source"), "step", "links", "wrong", "spread")],
    )


def _leading_to(claims: str, register: Register, done: Mapping[str, pl.DataFrame]) -> list[tuple[Source, pl.DataFrame]]:
    """The crosswalks to a source of claims that were delivered, with their resolved rows."""
    crosswalks = [source for source in register.sources.values() if source.crosswalk and source.crosswalk["to"] == claims]
    return [(source, done[source.id]) for source in crosswalks if source.id in done]


def _claims(
    tables: Mapping[str, pl.DataFrame],
    source: Source,
    crosswalks: list[tuple[Source, pl.DataFrame]],
    verdicts: Mapping[str, str | None],
    found: Residents,
) -> dict[str, pl.DataFrame]:
    by_card = by_crosswalks(tables[f"{source.id}.receipt"], crosswalks).rows
    receipts = review.honour(by_card, source, verdicts, found.people)
    whose = receipts.select("file", "line", "resident_number", "step")
    return {
        f"{source.id}.receipt": receipts,
        **{
            name: tables[name].join(whose, on=["file", "line"], how="left", maintain_order="left")
            for name in tables
            if name.startswith(f"{source.id}.") and not name.endswith(".receipt")
        },
    }
