"""Unknown is not no: what a row that waits for its repair does to each kind of conclusion, as a table."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from sukoyaka.hub.features.held_back import ROWS, Counts, HeldBack, as_of

CHILD, MOTHER = 1, 2
READABLE = {"checkup_child": Counts(1000, 50, 50), "vaccination": Counts(1000, 50, 50)}  # 5 % is the limit
CHECKUPS = """
    who   | happened   | known      | code             | value
    child | 2021-09-01 | 2021-10-31 | CHECKUP/4M/DONE  | -
    child | 2022-03-01 | 2022-04-30 | CHECKUP/10M/DONE | -
"""
CAME_TO_ALL = CHECKUPS + "    child | 2022-12-01 | 2023-01-31 | CHECKUP/18M/DONE | -"
DOSES = """
    who   | happened   | known      | code      | value
    child | 2021-08-01 | 2021-08-20 | VACCINE/DPT_IPV_HIB/1 | -
    child | 2021-09-01 | 2021-09-20 | VACCINE/DPT_IPV_HIB/2 | -
    child | 2021-10-01 | 2021-10-20 | VACCINE/DPT_IPV_HIB/3 | -
    child | 2021-08-01 | 2021-08-20 | VACCINE/PCV/1 | -
    child | 2021-09-01 | 2021-09-20 | VACCINE/PCV/2 | -
    child | 2021-10-01 | 2021-10-20 | VACCINE/PCV/3 | -
    child | 2021-08-01 | 2021-08-20 | VACCINE/HEPB/1 | -
    child | 2021-09-01 | 2021-09-20 | VACCINE/HEPB/2 | -
"""
NOTHING = "who | happened | known | code | value"
UNKNOWN = (None, "not observable")


def held(*rows: tuple[int, str, date | None], dark: str = "") -> HeldBack:
    """Rows held back of people; `dark`: a source with more unplaced rows than the limit."""
    frame = pl.DataFrame([(*row, 1) for row in rows], schema=ROWS, orient="row")
    return HeldBack(frame, READABLE | ({dark: Counts(1000, 51, 51)} if dark else {}))


@pytest.mark.parametrize(
    ("feature", "events", "rows", "expected"),
    [
        # the round of 18 months ends 2023-05-31: a row of that time may be the visit
        ("missed_checkups", CHECKUPS, [], (1, "value")),
        ("missed_checkups", CHECKUPS, [(CHILD, "checkup_child", date(2022, 12, 1))], UNKNOWN),
        ("missed_checkups", CHECKUPS, [(CHILD, "checkup_child", date(2023, 12, 1))], (1, "value")),  # of another time
        ("missed_checkups", CHECKUPS, [(MOTHER, "checkup_child", date(2022, 12, 1))], (1, "value")),  # of somebody else
        ("missed_checkups", CHECKUPS, [(CHILD, "checkup_child", None)], UNKNOWN),  # its day is unreadable: any round
        ("missed_checkups", NOTHING, [(CHILD, "checkup_child", None)], (2, "value")),  # three are missing, two for sure
        ("missed_checkups", CAME_TO_ALL, [(CHILD, "checkup_child", None)], (0, "observed")),  # nothing is missing
        # MR by 26 months and the doses of the first year
        ("overdue_vaccinations", DOSES, [], (1, "value")),
        ("overdue_vaccinations", DOSES, [(CHILD, "vaccination", date(2022, 6, 1))], UNKNOWN),
        ("overdue_vaccinations", DOSES, [(CHILD, "vaccination", date(2021, 11, 1))], (1, "value")),  # too early to be MR
        ("overdue_vaccinations", NOTHING, [], (3, "value")),
        ("overdue_vaccinations", NOTHING, [(CHILD, "vaccination", date(2021, 11, 1))], (2, "value")),  # not "none at all"
        # the day of a row held back may be a sighting
        ("days_unseen", CHECKUPS, [], (761, "value")),
        ("days_unseen", CHECKUPS, [(CHILD, "vaccination", date(2024, 3, 1))], (30, "value")),
        ("days_unseen", CHECKUPS, [(CHILD, "vaccination", date(2021, 12, 1))], (761, "value")),
        ("days_unseen", CHECKUPS, [(CHILD, "vaccination", None)], UNKNOWN),
        # a question about claims over a year
        ("injury_claims", NOTHING, [], (0, "observed")),
        ("injury_claims", NOTHING, [(CHILD, "claims_nhi", date(2023, 9, 1))], UNKNOWN),
        ("injury_claims", NOTHING, [(CHILD, "claims_nhi", date(2022, 9, 1))], (0, "observed")),
        ("co_resident_mind_claims", NOTHING, [(MOTHER, "claims_nhi", None)], UNKNOWN),
        ("abuse_consultations", NOTHING, [(CHILD, "consultation", None)], UNKNOWN),
        ("grave_open_consultation", NOTHING, [(CHILD, "consultation", None)], UNKNOWN),
        ("single_parent", NOTHING, [(MOTHER, "child_allowance", None)], UNKNOWN),
    ],
)
def test_an_absence_in_whose_place_a_row_is_held_back(
    ask: Callable[..., tuple[float | None, str]], feature: str, events: str, rows: list, expected: tuple
) -> None:
    assert ask(feature, events, held=held(*rows)) == expected


@pytest.mark.parametrize(
    ("dark", "expected"),
    [("", (1, "value")), ("vaccination", (1, "value")), ("checkup_child", UNKNOWN)],
)
def test_of_a_source_with_too_many_rows_of_nobody_no_absence_is_a_no(
    ask: Callable[..., tuple[float | None, str]], dark: str, expected: tuple
) -> None:
    assert ask("missed_checkups", CHECKUPS, held=held(dark=dark)) == expected


def test_what_is_there_stays_known(ask: Callable[..., tuple[float | None, str]]) -> None:
    visit = NOTHING + "\n    child | 2023-09-01 | 2023-11-30 | CLAIM/DX/T20 | confirmed"
    assert ask("injury_claims", visit, held=held((CHILD, "claims_nhi", None), dark="claims_nhi")) == (1, "value")


def test_a_row_of_a_later_day_bears_on_nothing() -> None:
    rows = pl.DataFrame(
        [(1, "vaccination", date(2024, 5, 1), "C-ID-WIDTH", 1)],
        schema=["subject_id", "source", "happened_on", "rule", "rows"],
        orient="row",
    )
    sources = pl.DataFrame({"source": ["vaccination"], "rows_read": [10], "rows_quarantined": [1]})
    assert as_of(rows, sources, date(2024, 4, 1)).rows.is_empty()
    assert as_of(rows, sources, date(2024, 6, 1)).rows.height == 1
