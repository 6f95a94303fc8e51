"""What is remembered of a delivery: per source its rows, findings, columns and the spread of every item. No row, no name.

Writes and reads `<home>/profiles/<day>-<number>-<parcel>.json`. A file of a newer form than this version knows is passed over.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.governance.register import Item, Register, Source
from sukoyaka.terminal.check.inbox import FileAccount
from sukoyaka.terminal.report.measure import ENOUGH, FEW, Spread, measured

VERSION = 1
FOLDER = "profiles"
YEAR = 365


@dataclass(frozen=True)
class Profile:
    """One source of one delivery.

    `columns`: of the first of its files that was read. `since`: the spreads are of the facts of so many days before the delivery;
    0: of all rows, where the year before holds too few. `newest`: ten facts happened on that day or later.
    """

    rows: Mapping[str, int]  # read, kept, quarantined
    findings: Mapping[str, int]  # by rule
    columns: tuple[str, ...] = ()
    newest: str = ""
    since: int = 0
    items: Mapping[str, Spread] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As it is remembered."""
        items = {name: spread.to_json() for name, spread in self.items.items()}
        return {**vars(self), "rows": dict(self.rows), "findings": dict(self.findings), "columns": list(self.columns), "items": items}

    @classmethod
    def of_json(cls, document: Mapping[str, Any]) -> "Profile":
        """As it was remembered."""
        items = {name: Spread.of_json(spread) for name, spread in document["items"].items()}
        return cls(**{**document, "columns": tuple(document["columns"]), "items": items})


@dataclass(frozen=True)
class Remembered:
    """A delivery as it was: its day, its parcel, and the profile of each source."""

    on: date
    sequence: int
    parcel: str
    sources: Mapping[str, Profile]


def profiles(accounts: Iterable[FileAccount], tables: Mapping[str, pl.DataFrame], register: Register, on: date) -> dict[str, Profile]:
    """Of every source with a file in the delivery. `tables` holds the kept rows by table, as `resolve` takes them."""
    by_source: dict[str, list[FileAccount]] = {}
    for account in accounts:
        by_source.setdefault(account.source, []).append(account)
    return {name: _profile(theirs, tables, register.source(name), on) for name, theirs in sorted(by_source.items())}


def _profile(accounts: list[FileAccount], tables: Mapping[str, pl.DataFrame], source: Source, on: date) -> Profile:
    rows, found = Counter[str](), Counter[str]()
    for account in accounts:
        rows.update(read=account.read, kept=account.kept, quarantined=account.held_back)
        found.update(dict(account.findings["rule"].value_counts().iter_rows()))
        if account.refusal:
            found[account.refusal.rule] += account.read
    theirs = _tables_of(source, tables)
    days = next((_happened(table, source) for table in theirs), pl.Series(dtype=pl.Date))
    since = YEAR if (days > on - timedelta(days=YEAR)).sum() >= ENOUGH else 0
    items = {item.id: measured(column, item, day) for item, column, day in columns_of(source, tables, on, since)}
    columns = next((account.columns for account in accounts if account.columns and not account.refusal), ())
    newest = days.top_k(FEW).min() if days.len() - days.null_count() >= FEW else ""
    return Profile(dict(rows), dict(sorted(found.items())), columns, str(newest), since, items)


def columns_of(source: Source, tables: Mapping[str, pl.DataFrame], on: date, since: int) -> list[tuple[Item, pl.Series, date | None]]:
    """Every item of a source that its kept rows hold, with its column, and the day of the delivery for the day of recent facts."""
    theirs = _tables_of(source, tables)
    if since:
        theirs = [table.filter(_happened(table, source) > on - timedelta(days=since)) for table in theirs]
    held = [(item, table) for item in source.items for table in [t for t in theirs if item.id in t.columns][:1]]
    return [(item, table[item.id], on if since and item.id == source.time else None) for item, table in held]


def _tables_of(source: Source, tables: Mapping[str, pl.DataFrame]) -> list[pl.DataFrame]:
    return [tables[name] for name in sorted(tables) if name.partition(".")[0] == source.id]


def _happened(table: pl.DataFrame, source: Source) -> pl.Series:
    """The day of each fact: of claims that of the receipt or visit."""
    return table["happened_on"] if "happened_on" in table.columns else table[source.time]


def keep(home: Path, told: Remembered) -> Path:
    """Writes the profile of a delivery; the same delivery again is the same file."""
    path = home / FOLDER / f"{told.on.isoformat()}-{told.sequence:04d}-{told.parcel}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    sources = {name: profile.to_json() for name, profile in sorted(told.sources.items())}
    document = {"version": VERSION, "on": told.on.isoformat(), "sequence": told.sequence, "parcel": told.parcel, "sources": sources}
    draft = path.with_name(f".{path.name}")
    draft.write_text(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    draft.replace(path)
    return path


def remembered(home: Path) -> list[Remembered]:
    """Every delivery of which a profile was kept, oldest first. One that cannot be read is as if it had not been kept."""
    found = [_read(path) for path in sorted((home / FOLDER).glob("*.json"))]
    return [each for each in found if each is not None]


def _read(path: Path) -> Remembered | None:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["version"] != VERSION:
            return None
        sources = {name: Profile.of_json(profile) for name, profile in document["sources"].items()}
        return Remembered(date.fromisoformat(document["on"]), document["sequence"], document["parcel"], sources)
    except (ValueError, KeyError, TypeError):
        return None


def last_of(source: str, before: Iterable[Remembered], on: date) -> Remembered | None:
    """The newest delivery of an earlier day in which rows of the source were kept."""
    earlier = [each for each in before if each.on < on and source in each.sources and each.sources[source].rows.get("kept", 0)]
    return max(earlier, key=lambda each: (each.on, each.sequence), default=None)
