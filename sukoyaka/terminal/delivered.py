"""Whom and what the terminal has ever named to another zone: needed once, when the key changes.

Writes and reads `<home>/delivered/`: numbers of people and households, and addresses as they were digested. They stay on the terminal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from sukoyaka.governance.permit import leaves_terminal
from sukoyaka.governance.register import ItemType, Masking, Register, Source
from sukoyaka.terminal.resolve.flow import Resolved
from sukoyaka.terminal.resolve.residents import protected
from sukoyaka.terminal.resolve.scope import in_scope

FOLDER = "delivered"
_NUMBERS = {"number": pl.String}


@dataclass(frozen=True)
class Delivered:
    """`people` and `households` (number); `dwellings`: by source the items that become one digest."""

    people: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_NUMBERS))
    households: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_NUMBERS))
    dwellings: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    def also(self, other: "Delivered") -> "Delivered":
        """Both together."""
        sources = sorted({*self.dwellings, *other.dwellings})
        dwellings = {name: _united([d.dwellings[name] for d in (self, other) if name in d.dwellings]) for name in sources}
        return Delivered(_united([self.people, other.people]), _united([self.households, other.households]), dwellings)


def _united(frames: list[pl.DataFrame]) -> pl.DataFrame:
    together = pl.concat(frames, how="diagonal").unique()
    return together.sort(together.columns)


def gather(resolved: Resolved, register: Register, on: date) -> Delivered:
    """Of one delivery: everybody in scope, their households, and their addresses where no 支援措置 withholds them."""
    scope, hidden = in_scope(resolved.register, on), protected(resolved.register, on)
    households: list[pl.Series] = [pl.Series(dtype=pl.String)]
    dwellings: dict[str, pl.DataFrame] = {}
    for name, rows in sorted(resolved.tables.items()):
        source = register.source(name.partition(".")[0])
        inside = rows.filter(pl.col("resident_number").is_in(scope.implode()))
        numbered = [item.id for item in source.items if item.type is ItemType.HOUSEHOLD_NUMBER and item.id in inside.columns]
        households += [inside[item] for item in numbered]
        if parts := [item for item in dwelling_items(source, on) if item in inside.columns]:
            dwellings[source.id] = inside.filter(~pl.col("resident_number").is_in(hidden.implode())).select(parts).unique()
    return Delivered(_numbers(scope), _numbers(pl.concat(households)), dwellings)


def dwelling_items(source: Source, on: date) -> list[str]:
    """Items that become the one digest, in the order in which they are read."""
    return [item.id for item in source.items if item.masking is Masking.DWELLING and leaves_terminal(item, on)]


def _numbers(series: pl.Series) -> pl.DataFrame:
    return series.drop_nulls().unique().sort().alias("number").to_frame()


def remember(home: Path, new: Delivered) -> None:
    """Adds what a delivery named to what is known; each file appears whole."""
    known = load(home).also(new)
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"people": known.people, "households": known.households, **{f"dwellings.{k}": v for k, v in known.dwellings.items()}}
    for name, table in tables.items():
        draft = folder / f".{name}.parquet"
        table.write_parquet(draft, compression="zstd")
        draft.replace(folder / f"{name}.parquet")


def load(home: Path) -> Delivered:
    """Everything that was ever named; nothing before the first delivery."""
    folder = home / FOLDER
    if not (folder / "people.parquet").exists():
        return Delivered()
    dwellings = {path.name.split(".")[1]: pl.read_parquet(path) for path in sorted(folder.glob("dwellings.*.parquet"))}
    return Delivered(pl.read_parquet(folder / "people.parquet"), pl.read_parquet(folder / "households.parquet"), dwellings)
