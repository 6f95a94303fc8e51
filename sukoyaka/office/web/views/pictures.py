"""Turns the stored facts of a child into its pictures: growth, and what became of checkups and vaccinations.

Reads rows already fetched, asks the database nothing. Why apart: a packet for a meeting shows the same pictures.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from sukoyaka.office.casework import schedule
from sukoyaka.office.draw import growth
from sukoyaka.office.draw import matrix as drawn_matrix
from sukoyaka.office.draw.axis import Stretch
from sukoyaka.office.draw.glyphs import glyph
from sukoyaka.office.draw.reference import LATEST
from sukoyaka.office.web.models import Coverage, LifeFact, Listing

Word = Callable[[str], str]
NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(kg|g|cm|週)?")
GESTATION, BIRTH_WEIGHT = "BIRTH/GESTATION", "BIRTH/WEIGHT"
MEASURES = {"weight": "WEIGHT", "height": "HEIGHT"}


def safe(svg: str) -> SafeString:
    """A picture of `office.draw` as markup."""
    return mark_safe(svg)  # noqa: S308 - every text in it is escaped by draw.svg


def growth_charts(listing: Listing, facts: Sequence[LifeFact], coverage: Iterable[Coverage], word: Word) -> dict[str, Any]:
    """Both charts with the rows of their table, and how early the child was born."""
    own = [fact for fact in facts if fact.member == listing.case_id]
    known, weeks = known_of(listing, own, coverage), _first_number(own, GESTATION)
    charts = [_chart(listing, own, known, weeks, measure) for measure in MEASURES]
    return {
        "charts": [
            (growth.TITLES[one.measure], growth.UNITS[one.measure], safe(growth.draw(one, word)), growth.points(one)) for one in charts
        ],
        "missing": [(one.name, one.due.from_on, one.why) for one in charts[0].missing],
        "weeks": weeks,
        "preterm": bool(charts[0].early),
        "fell": any(point.fell for one in charts for point in growth.points(one)),
        "survey": LATEST.name,
    }


def matrix(listing: Listing, facts: Sequence[LifeFact], coverage: Iterable[Coverage]) -> dict[str, Any]:
    """Checkups and vaccinations in rows of cells, the signs and their words, and how many of each there are."""
    own = [fact for fact in facts if fact.member == listing.case_id]
    known, first = known_of(listing, own, coverage), _first_facts(own)
    groups = [
        ("健診", [_row(row, first) for row in schedule.checkups(known)]),
        ("予防接種", [_row(row, first) for row in schedule.vaccinations(known)]),
    ]
    cells = [cell for _, rows in groups for row in rows for cell in row["cells"]]
    widest = max((len(row["cells"]) for row in groups[1][1]), default=1)
    for row in groups[1][1]:
        row["rest"] = widest - len(row["cells"])
    return {
        "groups": groups,
        "legend": [(safe(glyph(state)), state.label, sum(cell["state"] is state for cell in cells)) for state in schedule.State],
        "version": schedule.schedule().version,
        "widest": range(1, widest + 1),
    }


def growth_pictures(listing: Listing, facts: Sequence[LifeFact], coverage: Iterable[Coverage]) -> tuple[str, ...]:
    """Both charts, for paper."""
    own = [fact for fact in facts if fact.member == listing.case_id]
    known, weeks = known_of(listing, own, coverage), _first_number(own, GESTATION)
    return tuple(growth.draw(_chart(listing, own, known, weeks, measure)) for measure in MEASURES)


def matrix_picture(listing: Listing, facts: Sequence[LifeFact], coverage: Iterable[Coverage]) -> str:
    """Checkups and vaccinations, for paper."""
    known = known_of(listing, [fact for fact in facts if fact.member == listing.case_id], coverage)
    checkups, doses = _drawn(schedule.checkups(known)), _drawn(schedule.vaccinations(known))
    return drawn_matrix.draw(checkups, doses, [(state.value, state.label) for state in schedule.State])


def _drawn(rows: Iterable[schedule.Row]) -> list[drawn_matrix.Row]:
    return [drawn_matrix.Row(row.name, tuple(drawn_matrix.Cell(cell.state.value, _beside(cell)) for cell in row.cells)) for row in rows]


def _beside(cell: schedule.Cell) -> str:
    """The day it was done, until when it is due, or from when it will be."""
    if cell.on:
        return cell.on.isoformat()
    if cell.due is None or cell.state is schedule.State.NO_DATA:
        return ""
    return f"{cell.due.from_on.isoformat()}〜" if cell.state is schedule.State.NOT_YET else f"〜{cell.due.by.isoformat()}"


def known_of(listing: Listing, own: Iterable[LifeFact], coverage: Iterable[Coverage]) -> schedule.Known:
    """The child's facts and coverage as the calendar reads them."""
    facts, covered = list(own), defaultdict(list)
    for row in coverage:
        covered[row.source].append(Stretch(row.from_on, row.until_on))
    first = schedule.first_days((fact.code, fact.happened_on) for fact in facts)
    labels = {fact.code: fact.label for fact in facts}
    return schedule.Known(listing.birth_month, listing.run.as_of, first, covered, labels)


def _row(row: schedule.Row, first: dict[str, LifeFact]) -> dict[str, Any]:
    return {"name": row.name, "cells": [_cell(cell, first) for cell in row.cells]}


def _cell(cell: schedule.Cell, first: dict[str, LifeFact]) -> dict[str, Any]:
    fact = first.get(cell.code)
    return {
        "name": cell.name,
        "state": cell.state,
        "glyph": safe(glyph(cell.state)),
        "fact": fact.pk if fact else None,
        "on": cell.on,
        "due": cell.due,
        "note": cell.note,
    }


def _first_facts(own: Iterable[LifeFact]) -> dict[str, LifeFact]:
    found: dict[str, LifeFact] = {}
    for fact in sorted(own, key=lambda f: (f.happened_on, f.pk)):
        found.setdefault(fact.code, fact)
    return found


def _chart(listing: Listing, own: Sequence[LifeFact], known: schedule.Known, weeks: float | None, measure: str) -> growth.Growth:
    missing = [
        growth.Missing(cell.name, Stretch(cell.due.from_on, cell.due.by), why)
        for cell, why in schedule.missing_measurements(known, MEASURES[measure])
        if cell.due
    ]
    return growth.Growth(
        measure, listing.sex, listing.birth_month, listing.run.as_of, weeks, tuple(_measured(listing, own, measure)), tuple(missing)
    )


def _measured(listing: Listing, own: Sequence[LifeFact], measure: str) -> Iterable[growth.Measured]:
    """One measurement a day: a correction of the same day comes later in the order of the facts."""
    found: dict[date, growth.Measured] = {}
    for fact in own:
        number = number_in(fact.value)
        if number is not None and fact.code.startswith("CHECKUP/") and fact.code.endswith(f"/{MEASURES[measure]}"):
            found[fact.happened_on] = growth.Measured(fact.happened_on, number, fact.label)
    birth = _first_number(own, BIRTH_WEIGHT) if measure == "weight" else None
    if birth is not None:
        yield growth.Measured(listing.birth_month, birth, "出生体重", at_birth=True)
    yield from found.values()


def number_in(value: str | None) -> float | None:
    """「7250g」 → 7.25, 「72.4cm」 → 72.4, 「38週」 → 38; none for words."""
    match = NUMBER.match(value or "")
    if not match:
        return None
    number, unit = float(match.group(1)), match.group(2)
    return number / 1000 if unit == "g" else number


def _first_number(own: Iterable[LifeFact], code: str) -> float | None:
    return next((number for fact in own if fact.code == code and (number := number_in(fact.value)) is not None), None)
