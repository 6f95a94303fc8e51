"""Small tables in ASCII become a view as of 2024-04-01, so that a rule can be read with its rows."""

from collections.abc import Callable, Iterator
from datetime import date

import ibis
import polars as pl
import pytest

from sukoyaka.engine.duck import Duck
from sukoyaka.governance.permit import Permit
from sukoyaka.governance.register import load
from sukoyaka.hub.features import households
from sukoyaka.hub.features.catalogue import CATALOGUE
from sukoyaka.hub.features.held_back import NOTHING as NOTHING_HELD
from sukoyaka.hub.features.held_back import HeldBack
from sukoyaka.hub.features.measure import measure
from sukoyaka.hub.features.view import View
from sukoyaka.records.purpose import Purpose

AS_OF = date(2024, 4, 1)
WHO = {"child": 1, "mother": 2, "father": 3, "sibling": 4, "other": 5}
EVENTS = {"who": pl.Int64, "happened": pl.Date, "known": pl.Date, "code": pl.String, "value": pl.String}
PEOPLE = {"who": pl.Int64, "born": pl.Date, "sex": pl.String, "relation": pl.String, "house": pl.Int64, "from": pl.Date, "until": pl.Date}
COVERED = {"who": pl.Int64, "source": pl.String, "from": pl.Date, "until": pl.Date}

FAMILY = """
    who    | born       | sex    | relation | house | from       | until
    child  | 2021-05-01 | female | 子       | 1     | 2021-05-01 | -
    mother | 1992-01-01 | female | 妻       | 1     | 2015-01-01 | -
    father | 1990-01-01 | male   | 世帯主   | 1     | 2015-01-01 | -
"""
EVERYWHERE = """
    who    | source        | from       | until
    child  | checkup_child | 2021-05-01 | 2024-04-01
    child  | vaccination   | 2021-05-01 | 2024-04-01
    child  | claims_nhi    | 2021-05-01 | 2024-04-01
    mother | claims_nhi    | 2015-01-01 | 2024-04-01
    father | claims_nhi    | 2015-01-01 | 2024-04-01
"""
NOTHING = "who | happened | known | code | value"


def table(text: str, types: dict[str, pl.DataType]) -> pl.DataFrame:
    """An ASCII table; `-` is empty."""
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    rows = [dict(zip(head, line, strict=True)) for line in lines if line != [""]]
    return pl.DataFrame([{name: cell(row[name], kind) for name, kind in types.items()} for row in rows], schema=types, orient="row")


def cell(text: str, kind: object) -> object:
    if text == "-":
        return None
    if kind == pl.Date:
        return date.fromisoformat(text)
    return WHO.get(text) or int(text) if kind == pl.Int64 else text


def events_frame(told: pl.DataFrame) -> pl.DataFrame:
    number = pl.col("value").cast(pl.Float32, strict=False)
    return told.select(
        subject_id="who",
        time=pl.col("happened").cast(pl.Datetime("us")),
        code="code",
        numeric_value=number,
        text_value=pl.when(number.is_null()).then(pl.col("value")),
        known_on="known",
        source=pl.lit("checkup_child"),
        parcel=pl.lit("p"),
    )


def build(engine: Duck, told: str, family: str, covered: str, known_through: date, as_of: date, held: HeldBack = NOTHING_HELD) -> View:
    lives = table(family, PEOPLE)
    people = lives.unique("who", keep="first", maintain_order=True).select(
        subject_id="who", birth_month="born", sex="sex", died_on=pl.lit(None, pl.Date)
    )
    spells = lives.select(
        subject_id="who",
        household_id="house",
        dwelling_id=pl.lit(None, pl.Int64),
        town=pl.lit("310010"),
        relation="relation",
        reason=pl.lit("INITIAL"),
        from_on="from",
        until_on="until",
        known_on="from",
    )
    nobody = pl.DataFrame(schema={"subject_id": pl.Int64, "left_on": pl.Date, "left_known_on": pl.Date})
    believed = households.believed(spells, nobody, as_of)
    home = households.homes(believed)
    children = households.resident_children(people, home, as_of).filter(pl.col("subject_id") == WHO["child"])
    events = events_frame(table(told, EVENTS))
    return View(
        engine=engine,
        permit=Permit(load(), Purpose.SCREENING, as_of),
        as_of=as_of,
        snapshot="spec",
        events=ibis.memtable(events),
        codes=tuple(sorted(events["code"].unique())),
        people=people,
        spells=believed,
        coverage=table(covered, COVERED).select(subject_id="who", source="source", from_on="from", until_on="until"),
        known_through={"checkup_child": known_through, "vaccination": known_through},
        units={code: "g" for code in events["code"].unique() if code.endswith("WEIGHT")},
        children=children,
        members=households.living_with(children, people, home, as_of),
        held=held,
    )


Look = Callable[..., View]
Ask = Callable[..., tuple[float | None, str]]


@pytest.fixture
def look() -> Iterator[Look]:
    """`look(events=…, family=…, covered=…)` → the view."""
    with Duck() as engine:

        def view(
            events: str = NOTHING,
            family: str = FAMILY,
            covered: str = EVERYWHERE,
            known_through: date = date(2024, 3, 31),
            as_of: date = AS_OF,
            held: HeldBack = NOTHING_HELD,
        ) -> View:
            return build(engine, events, family, covered, known_through, as_of, held)

        yield view


@pytest.fixture
def ask(look: Look) -> Ask:
    """`ask(feature, events=…, family=…, covered=…)` → (value, state)."""

    def answer(feature: str, *told: str, **said: str | date) -> tuple[float | None, str]:
        row = measure(look(*told, **said), [CATALOGUE[feature]]).row(0, named=True)
        return row["value"], row["state"]

    return answer
