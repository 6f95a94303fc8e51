"""A hub's home with a screening mart made from a snapshot that is written down here: three families and a woman alone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from sukoyaka.governance import register as registers
from sukoyaka.governance.permit import Permit
from sukoyaka.hub import flow
from sukoyaka.hub.events.plan import emissions
from sukoyaka.hub.marts import Mart, anonymity, make, open_mart, screening
from sukoyaka.hub.store import files
from sukoyaka.hub.store.home import Home
from sukoyaka.hub.store.shelf import Shelf
from sukoyaka.hub.store.tables import schema
from sukoyaka.records import platform
from sukoyaka.records.delivery import SOURCES
from sukoyaka.records.purpose import Purpose

DAY = date(2024, 4, 1)
KEY = b"k" * 32
PEOPLE = {  # number: month of birth, sex, [(household, town, from)]
    1: (date(1990, 3, 1), "female", [(71, "000010", date(2019, 4, 2))]),
    2: (date(2021, 5, 1), "female", [(71, "000010", date(2021, 5, 1))]),
    3: (date(2021, 5, 1), "female", [(72, "000010", date(2021, 6, 1)), (73, "000020", date(2022, 6, 1))]),
    4: (date(1988, 1, 1), "male", [(72, "000010", date(2018, 1, 1))]),
    5: (date(1988, 1, 1), "male", [(73, None, date(2018, 1, 1))]),
    6: (date(1930, 7, 1), "female", []),
}
FACTS = (  # person, day, code, number, text, known on, source, item
    (2, date(2022, 12, 10), "CHECKUP/18M/WEIGHT", 9800.0, None, date(2023, 1, 31), "checkup_child", "weight"),
    (2, date(2022, 12, 10), "CHECKUP/18M/SUPPORT_NEED", None, "nurse", date(2023, 1, 31), "checkup_child", "support_need"),
    (2, date(2022, 8, 3), "CLAIM/DX/S00", None, "suspected", date(2022, 10, 31), "claims_nhi", "diagnosis"),
    (3, date(2022, 6, 1), "VACCINE/MR/1", None, None, date(2022, 6, 20), "vaccination", "vaccine"),
)
LABELS = {"CHECKUP/18M/WEIGHT": ("1歳6か月児健診 体重", "g"), "VACCINE/MR/1": ("麻しん風しん 1回目", None)}


@dataclass(frozen=True)
class City:
    """A home, and its mart."""

    home: Path
    mart: Mart

    def export(self, target: Path, purpose: str = "screening", as_of: date | None = None, register: Path | None = None) -> dict:
        return flow.export_meds(purpose, target, self.home, register, as_of)

    def table(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.mart.table(name))


def write_snapshot(directory: Path, numbers: tuple[int, ...]) -> None:
    directory.mkdir(parents=True)
    people = [(n, f"{n:032x}", PEOPLE[n][0], PEOPLE[n][1], None) for n in numbers]
    homes = [(n, h, h + 100, town, "子", "MOVE_IN", start, None, start) for n in numbers for h, town, start in PEOPLE[n][2]]
    told = sorted(events(numbers), key=lambda row: row[:3])
    kept = pl.DataFrame([row[:-1] for row in told], schema=schema(platform.EVENTS.columns), orient="row")
    (directory / "events").mkdir()
    (directory / "origins").mkdir()
    files.write(kept, directory / "events" / "2023.parquet")
    files.write(pl.DataFrame({"origin": [row[-1] for row in told]}), directory / "origins" / "2023.parquet")
    codes = [(c, *LABELS.get(c, (f"『{c}』", None))) for c in sorted({row[2] for row in told})]
    tables = {
        platform.PEOPLE: people,
        platform.HOUSEHOLD_SPELLS: homes,
        platform.COVERAGE_SPELLS: [],
        platform.HELD_BACK: [],
        platform.CODES: [(c, label, "x", "life", unit) for c, label, unit in codes],
        platform.HELD_BACK: [],
        SOURCES: [(name, day, 0, 0, 0, 0) for name, day in (("resident", DAY), ("vaccination", date(2024, 2, 29)))],
    }
    for shape, rows in tables.items():
        files.write_table(pl.DataFrame(rows, schema=schema(shape.columns), orient="row"), shape, directory)


def events(numbers: tuple[int, ...]) -> list[tuple]:
    """Rows of the platform's events, with their origin: moves, and the facts above."""
    moves = [(n, start, "RESIDENCE/MOVE_IN", None, None, start, "resident", "reason") for n in numbers for *_, start in PEOPLE[n][2]]
    facts = [fact for fact in FACTS if fact[0] in numbers]
    return [
        (n, datetime.combine(day, datetime.min.time()), code, number, text, known, source, "p1", origin(source, item))
        for n, day, code, number, text, known, source, item in [*moves, *facts]
    ]


def origin(source: str, item: str) -> str:
    """As the register has it: the first kind of event of that source that rests on the item."""
    return next(e.origin for e in emissions(registers.load(), source) if item in e.items)


@pytest.fixture(autouse=True)
def six_people_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among six, most are alone with their birth month and sex: what is refused for that has tests of its own."""
    monkeypatch.setattr(anonymity, "MOST_UNIQUE", 1.0)


@pytest.fixture
def make_city(tmp_path: Path) -> Callable[..., City]:
    def made(name: str = "hub", numbers: tuple[int, ...] = tuple(PEOPLE)) -> City:
        home = Home(tmp_path / name)
        snapshot = home.snapshots / "5nap"
        write_snapshot(snapshot, numbers)
        make.make(screening.DEFINITION, snapshot, home, Permit(registers.load(), Purpose.SCREENING, DAY), KEY, Shelf(home.kept))
        home.current.write_text("5nap\n")
        return City(home.root, open_mart(home.root, Purpose.SCREENING))

    return made


@pytest.fixture
def city(make_city: Callable[..., City]) -> City:
    return make_city()
