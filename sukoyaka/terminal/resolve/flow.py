"""Resolves all sources of an inbox: every kept row gets a resident number and the step that found it, or waits."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sukoyaka.governance.register import Register, Source
from sukoyaka.terminal.resolve.links import by_crosswalks, by_number
from sukoyaka.terminal.resolve.residents import Residents, residents

RESIDENT = "resident"


@dataclass(frozen=True)
class Resolved:
    """Rows by table with `resident_number` and `step`, and the resident register they were looked up in."""

    tables: dict[str, pl.DataFrame]
    register: Residents

    def links(self) -> pl.DataFrame:
        """source, file, line, resident_number, step: of every kept row about a person (of claims: every receipt)."""
        asked = {name: rows for name, rows in self.tables.items() if name.endswith(".receipt") or "." not in name}
        return pl.concat(
            [
                rows.select(pl.lit(name.partition(".")[0]).alias("source"), "file", "line", "resident_number", "step")
                for name, rows in sorted(asked.items())
            ]
        )


def resolve(tables: Mapping[str, pl.DataFrame], register: Register) -> Resolved:
    """`tables` holds the kept rows; the resident register must be among them."""
    found = residents(tables[RESIDENT])
    done: dict[str, pl.DataFrame] = {}
    for source in register.sources.values():
        if source.id in tables:
            done[source.id] = by_number(tables[source.id], source.subject, found.people, source).rows
    for name in [table for table in tables if table.endswith(".receipt")]:
        done |= _claims(tables, name.removesuffix(".receipt"), _leading_to(name.removesuffix(".receipt"), register, done))
    return Resolved(done, found)


def _leading_to(claims: str, register: Register, done: Mapping[str, pl.DataFrame]) -> list[tuple[Source, pl.DataFrame]]:
    """The crosswalks to a source of claims that were delivered, with their resolved rows."""
    crosswalks = [source for source in register.sources.values() if source.crosswalk and source.crosswalk["to"] == claims]
    return [(source, done[source.id]) for source in crosswalks if source.id in done]


def _claims(tables: Mapping[str, pl.DataFrame], claims: str, crosswalks: list[tuple[Source, pl.DataFrame]]) -> dict[str, pl.DataFrame]:
    kept = ("file", "line", "month", "setting", "happened_on", "resident_number", "step")  # the cards have done their work
    receipts = by_crosswalks(tables[f"{claims}.receipt"], crosswalks).rows.select(kept)
    whose = receipts.select("file", "line", "resident_number", "step")
    return {
        f"{claims}.receipt": receipts,
        **{
            name: tables[name].join(whose, on=["file", "line"], how="left", maintain_order="left")
            for name in tables
            if name.startswith(f"{claims}.") and not name.endswith(".receipt")
        },
    }
