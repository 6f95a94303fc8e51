"""Checkups and doses by the calendar: five states, and no data wherever nobody could have told us."""

from datetime import date

import pytest

from sukoyaka.office.casework.schedule import Cell, Known, Row, State, checkups, first_days, missing_measurements, schedule, vaccinations
from sukoyaka.office.draw.axis import Stretch

BORN, TODAY = date(2022, 1, 1), date(2024, 4, 1)
ALWAYS = (Stretch(BORN, TODAY),)


def known(*facts: tuple[str, date], born: date = BORN, covered: tuple[Stretch, ...] = ALWAYS, as_of: date = TODAY) -> Known:
    return Known(born, as_of, first_days(facts), {"checkup_child": covered, "vaccination": covered}, {})


def cell(rows: list[Row], name: str, number: int = 1) -> Cell:
    return next(row for row in rows if row.name == name).cells[number - 1]


def names(rows: list[Row]) -> list[str]:
    return [row.name for row in rows]


CHECKUP = "1歳6か月児健診"  # due from 2023-07-01 until 2024-01-31 with its reminders
CASES = {
    # what is known                                                       state
    "came": (known(("CHECKUP/18M/DONE", date(2023, 8, 3))), State.DONE),
    "lived here all the time and did not come": (known(), State.OVERDUE),
    "the time has just come": (known(as_of=date(2023, 9, 1), covered=(Stretch(BORN, date(2023, 9, 1)),)), State.DUE),
    "the data end a month before today": (known(as_of=date(2023, 9, 1), covered=(Stretch(BORN, date(2023, 8, 1)),)), State.DUE),
    "too young": (known(as_of=date(2023, 6, 30)), State.NOT_YET),
    "moved in after the time": (known(covered=(Stretch(date(2024, 3, 1), TODAY),)), State.NO_DATA),
    "moved in in the middle of it": (known(covered=(Stretch(date(2023, 9, 1), TODAY),)), State.NO_DATA),
    "was away for a while": (known(covered=(Stretch(BORN, date(2023, 9, 1)), Stretch(date(2023, 10, 1), TODAY))), State.NO_DATA),
    "the data end before the time is over": (known(covered=(Stretch(BORN, date(2024, 1, 1)),)), State.NO_DATA),
    "nobody supplied the source": (known(covered=()), State.NO_DATA),
}


@pytest.mark.parametrize("name", CASES)
def test_a_checkup(name: str) -> None:
    child, state = CASES[name]
    assert cell(checkups(child), CHECKUP).state is state


def test_a_dose_links_to_its_fact_and_day() -> None:
    given = cell(vaccinations(known(("VACCINE/MR/1", date(2023, 2, 5)))), "麻しん風しん")
    assert (given.state, given.on, given.code) == (State.DONE, date(2023, 2, 5), "VACCINE/MR/1")


def test_a_dose_before_one_that_was_given_was_most_likely_given_elsewhere() -> None:
    rows = vaccinations(known(("VACCINE/PCV/3", date(2022, 6, 1))))
    assert [c.state for c in next(row for row in rows if row.name == "小児用肺炎球菌").cells] == [
        State.NO_DATA,
        State.NO_DATA,
        State.DONE,
        State.OVERDUE,
    ]


COHORTS = {
    # born, doses on record                     vaccines of the calendar
    "before five": (date(2023, 1, 1), (), {"四種混合", "ヒブ"}),
    "with five": (date(2024, 2, 1), (), {"五種混合"}),
    "young enough to begin with five": (date(2023, 12, 1), ("DPT_IPV_HIB",), {"五種混合"}),
    "began with the old, went on with five": (date(2023, 12, 1), ("HIB", "DPT_IPV_HIB"), {"四種混合", "ヒブ"}),
    "of the new cohort, with the old vaccine": (date(2024, 2, 1), ("DPT_IPV",), {"四種混合", "ヒブ"}),
}


@pytest.mark.parametrize("name", COHORTS)
def test_mixed_cohorts(name: str) -> None:
    born, vaccines, wanted = COHORTS[name]
    facts = [(f"VACCINE/{vaccine}/{number}", date(2024, 6, number)) for number, vaccine in enumerate(vaccines, 1)]
    found = set(names(vaccinations(known(*facts, born=born, as_of=date(2024, 8, 1)))))
    assert found & {"四種混合", "ヒブ", "五種混合"} == wanted


def test_a_dose_of_five_counts_in_both_old_series() -> None:
    facts = (("VACCINE/HIB/1", date(2024, 3, 1)), ("VACCINE/DPT_IPV/1", date(2024, 3, 1)), ("VACCINE/DPT_IPV_HIB/2", date(2024, 5, 1)))
    rows = vaccinations(known(*facts, born=date(2023, 12, 1), as_of=date(2024, 8, 1)))
    assert cell(rows, "四種混合", 2).on == cell(rows, "ヒブ", 2).on == date(2024, 5, 1)


def test_rota_begins_with_its_cohort() -> None:
    assert "ロタ" not in names(vaccinations(known(born=date(2020, 7, 1))))
    assert "ロタ" in names(vaccinations(known(born=date(2020, 8, 1))))


def test_a_third_dose_of_rota_is_shown_though_the_calendar_has_two() -> None:
    rows = vaccinations(known(*[(f"VACCINE/ROTA/{n}", date(2022, 2 + n, 10)) for n in (1, 2, 3)]))
    assert len(next(row for row in rows if row.name == "ロタ").cells) == 3


@pytest.mark.parametrize(("born", "first"), [(date(2020, 4, 1), date(2026, 4, 1)), (date(2021, 3, 1), date(2026, 4, 1))])
def test_the_dose_before_school_goes_by_school_years(born: date, first: date) -> None:
    second = cell(vaccinations(known(born=born)), "麻しん風しん", 2)
    assert second.due is not None
    assert (second.due.from_on, second.state) == (first, State.NOT_YET)


def test_other_checkups_are_shown_when_the_child_came() -> None:
    assert "DENTAL/24M/DONE" in names(checkups(known(("DENTAL/24M/DONE", date(2024, 1, 20)))))


def test_a_checkup_without_a_weight_is_missing_with_its_reason() -> None:
    came = known(("CHECKUP/18M/DONE", date(2023, 8, 3)), ("CHECKUP/4M/WEIGHT", date(2022, 5, 3)), ("CHECKUP/4M/DONE", date(2022, 5, 3)))
    told = {one.name: why for one, why in missing_measurements(came, "WEIGHT")}
    assert told == {"9-10か月児健診": "期限を過ぎています", CHECKUP: "受診の記録はあるが計測値がない"}


def test_the_calendar_is_in_order() -> None:
    assert all(dose[1] < dose[2] <= one.until for one in schedule().vaccines for dose in one.doses)
    assert all(one.first < one.last for one in schedule().checkups)
