"""Business days of a city office: weekends, holidays, the turn of the year, Golden Week; and how near a deadline is."""

from datetime import date, timedelta

import pytest

from sukoyaka.office.casework.deadlines import (
    ALLOWED,
    Nearness,
    after_business_days,
    business_days,
    clock,
    is_business_day,
    latest_start_over,
    months_after,
    nearness,
    review_due,
    step_due,
)
from sukoyaka.office.casework.states import Status
from sukoyaka.records.findings import Tier


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2024, 4, 26), True),  # Friday
        (date(2024, 4, 27), False),  # Saturday
        (date(2024, 4, 29), False),  # 昭和の日
        (date(2024, 4, 30), True),
        (date(2024, 5, 3), False),  # 憲法記念日
        (date(2024, 5, 6), False),  # 振替休日
        (date(2024, 12, 28), False),  # Saturday
        (date(2023, 12, 28), True),
        (date(2023, 12, 29), False),  # a Friday, but the office is closed
        (date(2024, 1, 3), False),
        (date(2024, 1, 4), True),
        (date(2019, 5, 2), False),  # ten days in a row for the new era
        (date(2026, 9, 22), False),  # 国民の休日 between two holidays
    ],
)
def test_days_on_which_the_office_is_open(day: date, opens: bool) -> None:
    assert is_business_day(day) is opens


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        (date(2024, 4, 1), 1, date(2024, 4, 2)),
        (date(2024, 4, 5), 1, date(2024, 4, 8)),  # over a weekend
        (date(2024, 4, 26), 2, date(2024, 5, 1)),  # the first half of Golden Week
        (date(2024, 5, 2), 1, date(2024, 5, 7)),  # and the second
        (date(2024, 12, 27), 2, date(2025, 1, 7)),  # over the turn of the year and its weekends
        (date(2024, 4, 6), 1, date(2024, 4, 8)),  # begun on a Saturday
        (date(2024, 4, 1), 0, date(2024, 4, 1)),
    ],
)
def test_a_deadline(start: date, count: int, due: date) -> None:
    assert after_business_days(start, count) == due


@pytest.mark.parametrize("start", [date(2023, 12, 20) + timedelta(days=n) for n in range(0, 40, 3)])
@pytest.mark.parametrize("count", [1, 2, 10])
def test_counting_forth_and_back_agree(start: date, count: int) -> None:
    due = after_business_days(start, count)
    assert business_days(start, due) == count
    assert business_days(due, start) == -count


def test_a_query_for_what_is_over_finds_what_the_clock_calls_over() -> None:
    today = date(2024, 5, 8)
    latest = latest_start_over(today, 2)
    for back in range(30):
        start = today - timedelta(days=back)
        assert (after_business_days(start, 2) < today) is (start <= latest)


@pytest.mark.parametrize(
    ("days", "near"),
    [
        (-1, Nearness.OVERDUE),
        (0, Nearness.TODAY),
        (1, Nearness.IN_THREE),
        (3, Nearness.IN_THREE),
        (4, Nearness.IN_SEVEN),
        (7, Nearness.IN_SEVEN),
        (8, Nearness.LATER),
    ],
)
def test_reminders_at_seven_three_and_no_days(days: int, near: Nearness) -> None:
    today = date(2024, 4, 10)
    assert nearness(today + timedelta(days=days), today) is near


def test_a_clock_counts_business_days() -> None:
    assert (clock(date(2024, 5, 7), date(2024, 5, 2)).left, clock(date(2024, 5, 2), date(2024, 5, 7)).over) == (1, 1)


def test_what_fell_due_on_a_weekend_is_over_without_a_business_day() -> None:
    sunday = clock(date(2024, 4, 13), date(2024, 4, 14))
    assert (sunday.nearness, sunday.over) == (Nearness.OVERDUE, 0)


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2024, 1, 15), 4, date(2024, 5, 15)),
        (date(2023, 10, 31), 4, date(2024, 2, 29)),  # no 31st there
        (date(2024, 10, 31), 4, date(2025, 2, 28)),
        (date(2024, 9, 1), 4, date(2025, 1, 1)),
        (date(2024, 12, 15), 12, date(2025, 12, 15)),
    ],
)
def test_months(day: date, months: int, due: date) -> None:
    assert months_after(day, months) == due


def test_a_review_due_on_a_closed_day_is_due_on_the_next_open_one() -> None:
    assert review_due(date(2024, 9, 1)) == date(2025, 1, 6)


def test_every_step_with_a_clock_is_quicker_for_support_needed() -> None:
    for status in (Status.NEW, Status.LOOKING, Status.TO_MEETING):
        assert ALLOWED[Tier.SUPPORT_NEEDED, status] <= ALLOWED[Tier.AT_RISK, status]


@pytest.mark.parametrize("status", [Status.WATCHING, Status.CLOSED])
def test_where_no_step_is_waited_for_no_clock_runs(status: Status) -> None:
    assert step_due(Tier.SUPPORT_NEEDED, status, date(2024, 4, 1)) is None
