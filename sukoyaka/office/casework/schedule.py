"""Which checkups and vaccinations a child was due for, and what became of each: done, due, overdue, not yet, or no data.

Reads `schedule.toml` and facts; pure. Why five and not two: an empty cell means nothing by itself. Where no source could
have shown it, we say so; and nothing counts as overdue before its whole period was observable.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from sukoyaka.office.draw.axis import Stretch, gaps
from sukoyaka.records.age import add_months, end_of_month

CHECKUPS, VACCINATIONS = "checkup_child", "vaccination"  # the sources that tell
SCHOOL_BEGINS = 4  # month


class State(StrEnum):
    """What became of something that was due."""

    DONE = "done"
    DUE = "due"
    OVERDUE = "overdue"
    NOT_YET = "not_yet"
    NO_DATA = "no_data"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return LABELS[self]


LABELS = {
    State.DONE: "済み",
    State.DUE: "時期です",
    State.OVERDUE: "期限を過ぎています",
    State.NOT_YET: "まだ対象ではありません",
    State.NO_DATA: "データがありません",
}


@dataclass(frozen=True)
class Due:
    """A period in which something is to be done: from the first day, before the last."""

    from_on: date
    by: date


@dataclass(frozen=True)
class Cell:
    """One checkup or dose of a child. `on`: the day it was done; `fact`: which fact tells it, by its code."""

    name: str
    state: State
    due: Due | None
    on: date | None = None
    code: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A checkup, or a vaccine with its doses in order."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Known:
    """What is known of a child: month of birth, the day of the determination, facts (code → first day), coverage by source."""

    birth_month: date
    as_of: date
    facts: Mapping[str, date]
    covered: Mapping[str, Sequence[Stretch]]
    labels: Mapping[str, str]  # code → the fact in words


@dataclass(frozen=True)
class Round:
    """A checkup: from completed month `first` until `last`; reminders go on for `grace` months."""

    round: str
    name: str
    first: int
    last: int
    grace: int


@dataclass(frozen=True)
class Vaccine:
    """A vaccine of the calendar; see the head of `schedule.toml`."""

    id: str
    name: str
    brings: tuple[str, ...]
    until: int
    doses: tuple[tuple[int, int, int], ...]
    born_from: date = date.min
    cohort: str = ""
    before_school: int = 0


@dataclass(frozen=True)
class Schedule:
    """The whole calendar."""

    version: str
    checkups: tuple[Round, ...]
    vaccines: tuple[Vaccine, ...]
    five_from: date


@cache
def schedule() -> Schedule:
    """The calendar of `schedule.toml`."""
    document = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    vaccines = [
        Vaccine(**row | {"brings": tuple(row["brings"]), "doses": tuple(tuple(dose) for dose in row["doses"])})
        for row in document["vaccine"]
    ]
    rounds = tuple(Round(**row) for row in document["checkup"])
    return Schedule(document["version"], rounds, tuple(vaccines), document["cohort"]["five_from"])


def checkups(known: Known) -> list[Row]:
    """Each checkup of the calendar, and any other that the child came to (歯科, 妊婦)."""
    rows = []
    for one in schedule().checkups:
        due = _due(known.birth_month, one.first, one.last + one.grace)
        rows.append(Row(one.name, (_cell(one.name, f"CHECKUP/{one.round}/DONE", CHECKUPS, due, known),)))
    told = {row.cells[0].code for row in rows}
    others = sorted((on, code) for code, on in known.facts.items() if _is_visit(code) and code not in told)
    return [*rows, *(_other(known.labels.get(code, code), code, on) for on, code in others)]


def _other(name: str, code: str, on: date) -> Row:
    return Row(name, (Cell(name, State.DONE, None, on, code),))


def vaccinations(known: Known) -> list[Row]:
    """Each vaccine of the child's cohort with its doses."""
    return [Row(one.name, _doses(one, known)) for one in schedule().vaccines if _is_for(one, known)]


def missing_measurements(known: Known, measure: str) -> list[tuple[Cell, str]]:
    """Checkups whose time has begun and that left no `HEIGHT` or `WEIGHT`, each with the reason."""
    found = []
    for one in schedule().checkups:
        due = _due(known.birth_month, one.first, one.last + one.grace)
        if f"CHECKUP/{one.round}/{measure}" in known.facts or due.by > known.as_of:
            continue
        cell = _cell(one.name, f"CHECKUP/{one.round}/DONE", CHECKUPS, due, known)
        found.append((cell, "受診の記録はあるが計測値がない" if cell.state is State.DONE else cell.state.label))
    return found


def _is_visit(code: str) -> bool:
    return code.endswith("/DONE")


def _is_for(one: Vaccine, known: Known) -> bool:
    """Whether the vaccine is in the calendar of the child. A child that got an old vaccine goes on in the old calendar."""
    if end_of_month(known.birth_month) < one.born_from:
        return False
    if not one.cohort:
        return True
    old = any(code.startswith(("VACCINE/DPT_IPV/", "VACCINE/HIB/")) for code in known.facts)
    new = any(code.startswith("VACCINE/DPT_IPV_HIB/") for code in known.facts)
    five = not old and (new or known.birth_month >= schedule().five_from)
    return five == (one.cohort == "five")


def _doses(one: Vaccine, known: Known) -> tuple[Cell, ...]:
    cells = [_dose(one, number, _due(known.birth_month, first, last), known) for number, first, last in one.doses]
    if one.before_school:
        cells.append(_dose(one, one.before_school, _last_year_before_school(known.birth_month), known))
    told = {cell.code for cell in cells}
    more = sorted(code for code in known.facts if code.split("/")[0] == "VACCINE" and code.split("/")[1] in one.brings and code not in told)
    beyond = [Cell(known.labels.get(code, code), State.DONE, None, known.facts[code], code) for code in more]
    return (*_told_by_a_later_one(cells), *beyond)


def _dose(one: Vaccine, number: int, due: Due, known: Known) -> Cell:
    codes = [f"VACCINE/{vaccine}/{number}" for vaccine in one.brings]
    code = next((c for c in codes if c in known.facts), codes[0])
    return _cell(f"{one.name} {number}回目", code, VACCINATIONS, due, known)


def _told_by_a_later_one(cells: Sequence[Cell]) -> list[Cell]:
    """A dose without a record before one that was given was most likely given elsewhere: that is no data, not overdue."""
    last_done = max((index for index, cell in enumerate(cells) if cell.state is State.DONE), default=-1)
    return [_elsewhere(cell) if index < last_done and cell.state is not State.DONE else cell for index, cell in enumerate(cells)]


def _elsewhere(cell: Cell) -> Cell:
    return Cell(cell.name, State.NO_DATA, cell.due, None, cell.code, "後の回の記録があるため、別の場所での接種か記録もれと考えられる")


def _cell(name: str, code: str, source: str, due: Due, known: Known) -> Cell:
    if code in known.facts:
        return Cell(name, State.DONE, due, known.facts[code], code)
    return Cell(name, _state(due, known.as_of, known.covered.get(source, ())), due, None, code)


def _state(due: Due, as_of: date, covered: Sequence[Stretch]) -> State:
    """Without a record: overdue only if the whole period was observable; due while the period lasts as far as the data reach."""
    if as_of < due.from_on:
        return State.NOT_YET
    until = min(due.by, as_of)
    blind = gaps(list(covered), due.from_on, until)
    if not blind and due.by <= as_of:
        return State.OVERDUE
    reaches = all(gap.until_on == until and gap.from_on > due.from_on for gap in blind)
    return State.DUE if due.by > as_of and reaches else State.NO_DATA


def _due(birth_month: date, first: int, last: int) -> Due:
    """From the first day any child of the month is old enough, until the last day the youngest of the month has time."""
    return Due(add_months(birth_month, first), add_months(end_of_month(birth_month), last))


def _last_year_before_school(birth_month: date) -> Due:
    """April to March before the April in which school begins: the year in which the child turns six."""
    year = birth_month.year + (6 if birth_month.month >= SCHOOL_BEGINS else 5)
    return Due(date(year, SCHOOL_BEGINS, 1), date(year + 1, SCHOOL_BEGINS, 1))


def first_days(facts: Iterable[tuple[str, date]]) -> dict[str, date]:
    """Code → the first day it happened."""
    found: dict[str, date] = {}
    for code, on in facts:
        found[code] = min(on, found.get(code, on))
    return found
