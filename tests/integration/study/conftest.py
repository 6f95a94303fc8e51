"""Towns whose truth is known: what a month of treatment at home does to a weight, and what it does not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sukoyaka.city import growth
from sukoyaka.engine.duck import Duck
from sukoyaka.governance import register as registers
from sukoyaka.governance.permit import Permit
from sukoyaka.governance.register import Register
from sukoyaka.hub.marts import Mart
from sukoyaka.hub.store.tables import schema
from sukoyaka.hub.study.known import open_known
from sukoyaka.hub.study.protocol import Protocol, load
from sukoyaka.hub.study.table import Table, build
from sukoyaka.records import platform
from sukoyaka.records.delivery import SOURCES
from sukoyaka.records.purpose import Purpose

AS_OF = date(2024, 4, 1)
FIRST_CLAIM = date(2018, 4, 1)
VISITS = (("4M", 125), ("10M", 300), ("18M", 590), ("36M", 1180))  # days of age
MOOD, ANXIETY = "CLAIM/DX/F32", "CLAIM/DX/F41"


@dataclass(frozen=True)
class Rows:
    """Rows of a mart: people are small numbers."""

    people: list[tuple]
    homes: list[tuple]
    coverage: list[tuple]
    events: list[tuple]


def town(seed: int, effect: float, families: int = 260, covered: float = 0.9) -> Rows:
    """Families of a mother and one or two children. Strained families (on the allowance) are ill more often and their children lighter.

    `effect`: spreads of weight for each month of the mother's treatment in the 365 days before. Heads know nothing of it.
    """
    rng = np.random.default_rng(seed)
    rows = Rows([], [], [], [])
    for number in range(1, families + 1):
        mother, begin = number * 10, FIRST_CLAIM
        strained = rng.random() < 0.3
        ill = rng.random() < (0.6 if strained else 0.2)
        shared = 0.5 * rng.standard_normal() - 0.5 * strained
        rows.people.append((mother, date(1990, 5, 1), "female", None))
        rows.homes.append((mother, number, number + 5000, "310010", "世帯主", "INITIAL", begin, None, begin))
        if rng.random() < covered:
            rows.coverage.append((mother, "claims_nhi", begin, AS_OF))
        days = _treated(rng, ill) if rows.coverage and rows.coverage[-1][0] == mother else []
        rows.events.extend(_event(mother, day, MOOD, None, None, "claims_nhi") for day in days)
        if strained:
            rows.events.append(_event(mother, begin, "ALLOWANCE/CHILD_REARING/START", None, None, "child_allowance"))
        for child in range(mother + 1, mother + 2 + int(rng.random() < 0.4)):
            born = FIRST_CLAIM + timedelta(days=int(rng.integers(400, 1500)))
            _grow(rows, rng, child, number, born, shared, days, effect)
    return rows


def _treated(rng: np.random.Generator, ill: bool) -> list[date]:
    months = [date(2018 + m // 12, m % 12 + 1, 10) for m in range(3, 74)]
    return [month for month in months if ill and rng.random() < 0.4]


def _event(who: int, day: date, code: str, number: float | None, text: str | None, source: str) -> tuple:
    return (who, datetime.combine(day, datetime.min.time()), code, number, text, day, source, "p1")


def _grow(rows: Rows, rng: np.random.Generator, child: int, home: int, born: date, shared: float, days: list[date], effect: float) -> None:
    female = bool(rng.random() < 0.5)
    rows.people.append((child, born.replace(day=1), "female" if female else "male", None))
    rows.homes.append((child, home, home + 5000, "310010", "子", "BIRTH", born, None, born))
    own = 0.7 * rng.standard_normal()
    rows.events.append(_event(child, born + timedelta(days=120), "BIRTH/WEIGHT", float(rng.normal(3000, 350)), None, "checkup_child"))
    rows.events.append(_event(child, born + timedelta(days=120), "BIRTH/GESTATION", 39.0, None, "checkup_child"))
    for name, age in VISITS:
        day = born + timedelta(days=age + int(rng.integers(0, 30)))
        if day >= AS_OF - timedelta(days=40):
            continue
        dose = len({(d.year, d.month) for d in days if max(day - timedelta(days=365), born) <= d < day})
        months = np.array([(day - born).days / 30.4375])
        z = np.array([shared + own + 0.4 * rng.standard_normal() + effect * dose])
        kilograms = float(growth.weight(np.array([female]), months, z)[0])
        told = {"DONE": None, "WEIGHT": kilograms * 1000, "HEAD": float(rng.normal(45, 1.3))}
        rows.events.extend(_event(child, day, f"CHECKUP/{name}/{what}", value, None, "checkup_child") for what, value in told.items())
        rows.events.append(
            _event(child, day, f"CHECKUP/{name}/JUDGEMENT", None, "observe" if rng.random() < 0.2 else "no findings", "checkup_child")
        )


def write(rows: Rows, home: Path, register: Register, purpose: Purpose = Purpose.HEALTH_STUDY) -> Mart:
    """The mart as the contract has it, in use."""
    directory = home / "marts" / purpose / "snap"
    directory.mkdir(parents=True)
    codes = sorted({(row[2], row[2], row[6], "life", "g" if row[2].endswith("WEIGHT") else None) for row in rows.events})
    tables = {
        platform.HOUSEHOLD_SPELLS: rows.homes,
        platform.COVERAGE_SPELLS: rows.coverage,
        platform.EVENTS: rows.events,
        platform.CODES: codes,
        platform.HELD_BACK: [],
        SOURCES: [(source, date(2024, 3, 31), 1, 1, 0, 1) for source in sorted(register.sources)],
    }
    people = pl.DataFrame(
        rows.people, schema={"subject_id": pl.Int64, "birth_month": pl.Date, "sex": pl.String, "died_on": pl.Date}, orient="row"
    )
    people.write_parquet(directory / "people.parquet")
    for shape, held in tables.items():
        frame = pl.DataFrame(held, schema=schema(shape.columns), orient="row")
        path = directory / "events" / "2023.parquet" if shape is platform.EVENTS else directory / f"{shape.name}.parquet"
        path.parent.mkdir(exist_ok=True)
        frame.sort(shape.order).write_parquet(path)
    (directory / "mart.json").write_text(f'{{"purpose": "{purpose}", "snapshot": "snap", "register_version": "{register.version}"}}')
    (home / "snapshots").mkdir(exist_ok=True)
    (home / "snapshots" / "current").write_text("snap\n")
    return Mart(purpose, "snap", directory, register.version)


def table_of(mart: Mart, register: Register, protocol: Protocol) -> Table:
    with Duck() as engine:
        return build(open_known(engine, mart, Permit(register, Purpose.HEALTH_STUDY, AS_OF), AS_OF), protocol)


@pytest.fixture(scope="session")
def register() -> Register:
    return registers.load()


@pytest.fixture(scope="session")
def protocol() -> Protocol:
    return load("co_resident_health")


@pytest.fixture(scope="session")
def make_table(register: Register, protocol: Protocol, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Rows], Table]:
    def made(rows: Rows) -> Table:
        return table_of(write(rows, tmp_path_factory.mktemp("town"), register), register, protocol)

    return made


@pytest.fixture
def home(register: Register, tmp_path: Path) -> Path:
    """A hub's home with a town in which a month of treatment takes 0.15 spreads off a weight."""
    write(town(1, -0.15), tmp_path / "hub", register)
    return tmp_path / "hub"
