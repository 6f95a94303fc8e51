"""A small hub's home with two marts, made from rows that a test writes down."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from sukoyaka.governance.register import Register
from sukoyaka.governance.register import load as load_register
from sukoyaka.parcel.keys import ZoneKeys, save_public
from sukoyaka.records.delivery import SOURCES
from sukoyaka.records.platform import CODES, COVERAGE_SPELLS, EVENTS, HELD_BACK, HOUSEHOLD_SPELLS, PEOPLE
from sukoyaka.records.purpose import Purpose
from sukoyaka.records.shape import Kind, Table

DTYPES = {
    Kind.TEXT: pl.String,
    Kind.INTEGER: pl.Int64,
    Kind.SMALL: pl.Int32,
    Kind.REAL: pl.Float32,
    Kind.DATE: pl.Date,
    Kind.TIMESTAMP: pl.Datetime("us"),
    Kind.FLAG: pl.Boolean,
}
OFFSET = {Purpose.SCREENING: 1_000_000, Purpose.CASEWORK: 2_000_000}  # each mart has its own subject ids


@dataclass(frozen=True)
class Mart:
    """As `sukoyaka.hub.marts` opens one."""

    purpose: Purpose
    snapshot: str
    directory: Path
    register_version: str

    def table(self, name: str) -> Path:
        return self.directory / name / "*.parquet" if name == "events" else self.directory / f"{name}.parquet"


@dataclass(frozen=True)
class Town:
    """Rows of the platform, before they are split by purpose. People are small numbers here."""

    people: list[tuple]  # id, birth_month, sex, died_on
    households: list[tuple]  # id, household, dwelling, relation, reason, from, until, known
    coverage: list[tuple]  # id, source, from, until
    events: list[tuple]  # id, day, code, number, text, known, source
    known_through: date = date(2024, 3, 31)
    held_back: list[tuple] = field(default_factory=list)  # id, source, day, rule, rows

    def later(self, *events: tuple) -> "Town":
        return replace(self, events=[*self.events, *events])


def frame(table: Table, rows: list[tuple], without: tuple[str, ...] = ()) -> pl.DataFrame:
    columns = {c.name: DTYPES[c.kind] for c in table.columns if c.name not in without}
    return pl.DataFrame(rows, schema=columns, orient="row").sort([name for name in table.order if name in columns])


def write_mart(town: Town, purpose: Purpose, root: Path, register: Register) -> Mart:
    """One mart as the contract has it."""
    shift = OFFSET[purpose]
    directory = root / "marts" / purpose / "snap"
    directory.mkdir(parents=True, exist_ok=True)

    def move(rows: list[tuple]) -> list[tuple]:
        return [(row[0] + shift, *row[1:]) for row in rows]

    homes = [(*row[:3], "310010", *row[3:]) for row in move(town.households)]
    frame(PEOPLE, move(town.people), ("person",)).write_parquet(directory / "people.parquet")
    frame(HOUSEHOLD_SPELLS, homes).write_parquet(directory / "household_spells.parquet")
    frame(COVERAGE_SPELLS, move(town.coverage)).write_parquet(directory / "coverage_spells.parquet")
    told = [(i, datetime.combine(d, datetime.min.time()), c, n, t, k, s, "p1") for i, d, c, n, t, k, s in move(town.events)]
    (directory / "events").mkdir(exist_ok=True)
    frame(EVENTS, told).write_parquet(directory / "events" / "2023.parquet")
    codes = sorted(
        {
            (c, f"『{c}』", s, "concern" if s == "consultation" else "life", "g" if c.endswith("WEIGHT") else None)
            for _, _, c, _, _, _, s in town.events
        }
    )
    frame(CODES, codes).write_parquet(directory / "codes.parquet")
    sources = sorted({*register.sources})
    frame(SOURCES, [(source, town.known_through, 100, 100, 0, 100) for source in sources]).write_parquet(directory / "sources.parquet")
    frame(HELD_BACK, move(town.held_back)).write_parquet(directory / "held_back.parquet")
    return Mart(purpose, "snap", directory, register.version)


def write_crosswalk(town: Town, purpose: Purpose, root: Path) -> None:
    ids = [row[0] for row in town.people]
    columns = {
        "subject_id": [i + OFFSET[purpose] for i in ids],
        "platform_subject_id": ids,
        "person": [f"{i:032x}" for i in ids],
    }
    if purpose is Purpose.CASEWORK:
        columns["case"] = [f"{i:032x}"[::-1] for i in ids]
    (root / "crosswalks").mkdir(parents=True, exist_ok=True)
    pl.DataFrame(columns).write_parquet(root / "crosswalks" / f"{purpose}.parquet")


@dataclass(frozen=True)
class Hub:
    home: Path
    register: Register
    screening: Mart
    casework: Mart
    keys: ZoneKeys
    office: ZoneKeys


def build_hub(town: Town, root: Path) -> Hub:
    register = load_register()
    marts = {purpose: write_mart(town, purpose, root, register) for purpose in OFFSET}
    for purpose in OFFSET:
        write_crosswalk(town, purpose, root)
    keys, office = ZoneKeys.generate("hub"), ZoneKeys.generate("office")
    save_public(office.public(), root / "trusted")
    return Hub(root, register, marts[Purpose.SCREENING], marts[Purpose.CASEWORK], keys, office)


def family(number: int, born: date, **facts: object) -> tuple[list[tuple], list[tuple], list[tuple]]:
    """A mother (number*10), a father (+1) and a child (+2) who live together from the child's birth on."""
    mother, father, child = number * 10, number * 10 + 1, number * 10 + 2
    people = [(mother, date(1992, 5, 1), "female", None), (father, date(1990, 7, 1), "male", None), (child, born, "female", None)]
    roles = {mother: "妻", father: "世帯主", child: "子"}
    start = facts.get("since", date(2010, 4, 1))
    homes = [(i, number, number, role, "INITIAL", max(start, born) if i == child else start, None, start) for i, role in roles.items()]
    sources = ("checkup_child", "vaccination", "consultation", "child_allowance")
    coverage = [(child, s, max(start, born), date(2024, 4, 1)) for s in sources]
    return people, homes, coverage


@pytest.fixture
def town() -> Town:
    """Forty families; child 12 has hard facts, child 22 is a mover-in, the others are ordinary."""
    people: list[tuple] = []
    homes: list[tuple] = []
    coverage: list[tuple] = []
    events: list[tuple] = []
    for number in range(1, 41):
        born = date(2018 + number % 6, 1 + number % 12, 1)
        since = date(2024, 1, 10) if number == 2 else date(2010, 4, 1)
        a, b, c = family(number, date(2021, 5, 1) if number in (1, 2) else born, since=since)
        people, homes, coverage = people + a, homes + b, coverage + c
        if number > 2:
            events += attended(number * 10 + 2, born)
    events += [
        (12, date(2023, 12, 1), "CONSULTATION/ABUSE", None, None, date(2023, 12, 31), "consultation"),
        (12, date(2023, 12, 1), "CONSULTATION/SEVERITY", None, "severe", date(2023, 12, 31), "consultation"),
        (12, date(2023, 6, 10), "CHECKUP/18M/Q/HIT", None, "yes", date(2023, 7, 31), "checkup_child"),
        (12, date(2023, 6, 10), "CHECKUP/18M/WEIGHT", 7000.0, None, date(2023, 7, 31), "checkup_child"),
        (10, date(2023, 9, 10), "RESIDENCE/DIVORCE", None, None, date(2023, 9, 12), "resident"),
    ]
    return Town(people, homes, coverage, events)


def attended(child: int, born: date) -> list[tuple]:
    """Every checkup and the vaccinations, on time."""
    from sukoyaka.records.age import add_months, end_of_month

    rows: list[tuple] = []
    for code, months in (("4M", 4), ("10M", 10), ("18M", 19), ("36M", 38)):
        day = add_months(born, months)
        known = end_of_month(add_months(day, 1))
        rows.append((child, day, f"CHECKUP/{code}/DONE", None, None, known, "checkup_child"))
        rows.append((child, day, f"CHECKUP/{code}/Q/SOMEONE_TO_CONSULT", None, "yes", known, "checkup_child"))
    for code, months in (
        ("DPT_IPV_HIB/1", 3),
        ("DPT_IPV_HIB/2", 4),
        ("DPT_IPV_HIB/3", 5),
        ("PCV/1", 3),
        ("PCV/2", 4),
        ("PCV/3", 5),
        ("BCG/1", 6),
        ("MR/1", 13),
    ):
        day = add_months(born, months)
        rows.append((child, day, f"VACCINE/{code}", None, None, day, "vaccination"))
    return rows


@pytest.fixture
def hub(town: Town, tmp_path: Path) -> Hub:
    return build_hub(town, tmp_path / "hub")


@pytest.fixture
def build() -> Callable[[Town, Path], Hub]:
    """Builds another hub from other rows."""
    return build_hub
