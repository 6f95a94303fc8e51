"""Resolves all sources of an inbox: every kept row gets a resident number and the step that found it, or waits."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sukoyaka.governance.register import Register, Source
from sukoyaka.terminal.resolve.links import by_crosswalk, by_number
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
    for source in register.sources.values():
        if source.crosswalk and source.id in done and f"{source.crosswalk['to']}.receipt" in tables:
            done |= _claims(tables, source, done[source.id])
    return Resolved(done, found)


def _claims(tables: Mapping[str, pl.DataFrame], crosswalk: Source, qualifications: pl.DataFrame) -> dict[str, pl.DataFrame]:
    claims = (crosswalk.crosswalk or {})["to"]
    receipts = by_crosswalk(tables[f"{claims}.receipt"], qualifications, crosswalk).rows
    whose = receipts.select("file", "line", "resident_number", "step")
    return {
        f"{claims}.receipt": receipts,
        **{
            name: tables[name].join(whose, on=["file", "line"], how="left", maintain_order="left")
            for name in tables
            if name.startswith(f"{claims}.") and not name.endswith(".receipt")
        },
    }
