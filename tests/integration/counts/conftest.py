"""A hub's home with every mart of one snapshot of a few hundred people; nobody's name, number or address is in it."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sukoyaka.governance import register as registers
from sukoyaka.governance.permit import Permit
from sukoyaka.hub import flow
from sukoyaka.hub.events.plan import emissions
from sukoyaka.hub.marts import make, open_mart
from sukoyaka.hub.store import files
from sukoyaka.hub.store.home import Home
from sukoyaka.hub.store.shelf import Shelf
from sukoyaka.hub.store.tables import schema
from sukoyaka.records import platform
from sukoyaka.records.delivery import SOURCES
from sukoyaka.records.purpose import Purpose

DAY = date(2024, 4, 1)
THROUGH = date(2024, 3, 31)
COVERING = ("checkup_child", "vaccination", "resident", "child_allowance")


@dataclass(frozen=True)
class City:
    """A home, and the people in it: `number, birth_month, sex, town, household`."""

    home: Path
    people: pl.DataFrame
    snapshot: str = "5nap"

    def mart(self, purpose: str, table: str) -> pl.DataFrame:
        return pl.read_parquet(open_mart(self.home, Purpose(purpose), self.snapshot).table(table))

    def ids(self, purpose: str) -> pl.DataFrame:
        """Which subject of a mart is which person: what only the hub may know."""
        return pl.read_parquet(self.home / "crosswalks" / f"{purpose}.parquet").select("subject_id", number="platform_subject_id")


@functools.cache
def origin(source: str, item: str | None) -> str:
    """As the register has it: the kind of event of that source that rests on the item, or on the row itself."""
    return next(e.origin for e in emissions(registers.load(), source) if (e.item.id if e.item else None) == item)


def townspeople(count: int, towns: int, seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    births = zip(rng.integers(0, 6, count), rng.integers(1, 13, count), strict=True)
    return pl.DataFrame(
        {
            "number": np.arange(1, count + 1),
            "birth_month": [date(2018 + int(year), int(month), 1) for year, month in births],
            "sex": rng.choice(["male", "female"], count),
            "town": [f"{1 + int(t) // 2:03}{int(t) % 2:03}" for t in rng.integers(0, towns, count)],
            "household": rng.integers(1, count // 2, count) + 5000,
        }
    )


def events_of(people: pl.DataFrame) -> list[tuple]:
    """Each child was born here; nine of ten came to the round of 18 months and had the first MR, on days of their own."""
    told: list[tuple] = []
    for number, born, *_ in people.iter_rows():
        told.append((number, born, "RESIDENCE/BIRTH", born, "resident", origin("resident", None)))
        if number % 10:
            day = born + timedelta(days=560 + number % 27)
            told.append((number, day, "CHECKUP/18M/DONE", day + timedelta(days=40), "checkup_child", origin("checkup_child", None)))
            dose = born + timedelta(days=370 + number % 23)
            told.append((number, dose, "VACCINE/MR/1", dose + timedelta(days=9), "vaccination", origin("vaccination", None)))
    return sorted((row for row in told if row[1] < DAY), key=lambda row: row[:3])


def write_snapshot(directory: Path, people: pl.DataFrame) -> None:
    """The platform's tables of these people, as `hub build` leaves them."""
    directory.mkdir(parents=True)
    told = events_of(people)
    events = [(n, datetime.combine(d, datetime.min.time()), code, None, None, known, source, "p1") for n, d, code, known, source, _ in told]
    (directory / "events").mkdir()
    (directory / "origins").mkdir()
    files.write(pl.DataFrame(events, schema=schema(platform.EVENTS.columns), orient="row"), directory / "events" / "2023.parquet")
    files.write(pl.DataFrame({"origin": [row[-1] for row in told]}), directory / "origins" / "2023.parquet")
    files.write(people.select(subject_id="number", case=pl.col("number").cast(pl.String).str.zfill(32)), directory / "cases.parquet")
    tables = {
        platform.PEOPLE: [(n, f"{n:032x}", born, sex, None) for n, born, sex, *_ in people.iter_rows()],
        platform.HOUSEHOLD_SPELLS: [
            (n, home, home + 9000, town, "子", "BIRTH", born, None, born) for n, born, _, town, home in people.iter_rows()
        ],
        platform.COVERAGE_SPELLS: [(n, source, born, DAY) for n, born, *_ in people.iter_rows() for source in COVERING],
        platform.CODES: [(code, f"『{code}』", "x", "life", None) for code in sorted({row[2] for row in told})],
        SOURCES: [(name, THROUGH, 9, 9, 0, 9) for name in sorted(registers.load().sources)],
    }
    for shape, rows in tables.items():
        files.write_table(pl.DataFrame(rows, schema=schema(shape.columns), orient="row"), shape, directory)
    files.write(pl.DataFrame(schema=schema(platform.HELD_BACK.columns)), directory / "held_back.parquet")
    nothing = pl.DataFrame(schema=dict.fromkeys(("source", "table", "rule", "item", "before_class", "after_class", "reason"), pl.String))
    for name in ("changes", "set_aside"):
        files.write(nothing, directory / f"{name}.parquet")


@pytest.fixture(scope="session")
def make_city(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., City]:
    def made(count: int = 400, towns: int = 6, seed: int = 1) -> City:
        home = Home(tmp_path_factory.mktemp("city") / "hub")
        people = townspeople(count, towns, seed)
        write_snapshot(home.snapshots / "5nap", people)
        for definition in flow.MARTS:
            key = definition.purpose.value.encode().ljust(32, b".")
            make.make(definition, home.snapshots / "5nap", home, Permit(registers.load(), definition.purpose, DAY), key, Shelf(home.kept))
        home.current.write_text("5nap\n")
        return City(home.root, people)

    return made


@pytest.fixture(scope="session")
def city(make_city: Callable[..., City]) -> City:
    return make_city()
