"""Deadlines in business days of a Japanese city office, and how near one is.

Weekends, national holidays and the days from December 29th to January 3rd (条例で定める休日) do not count. The days allowed
for each step of each list are proposals for a city to confirm.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache

import jpholiday

from sukoyaka.office.casework.states import Status
from sukoyaka.records.findings import Tier

ONE = timedelta(days=1)
REMIND = (7, 3, 0)  # calendar days before the day itself

# (list, where the case stands) → business days until somebody must have taken the next step
ALLOWED: dict[tuple[Tier, Status], int] = {
    (Tier.SUPPORT_NEEDED, Status.NEW): 2,
    (Tier.SUPPORT_NEEDED, Status.LOOKING): 10,
    (Tier.SUPPORT_NEEDED, Status.TO_MEETING): 20,
    (Tier.AT_RISK, Status.NEW): 10,
    (Tier.AT_RISK, Status.LOOKING): 20,
    (Tier.AT_RISK, Status.TO_MEETING): 20,
}
ERROR_ANSWERED = 10  # business days in which the holder of a source answers a reported error
REVIEW_MONTHS = 4  # every open case is reviewed on this cycle


class Nearness(StrEnum):
    """How near a deadline is."""

    OVERDUE = "overdue"
    TODAY = "today"
    IN_THREE = "in_three"
    IN_SEVEN = "in_seven"
    LATER = "later"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return NEARNESS_LABELS[self]


NEARNESS_LABELS = {
    Nearness.OVERDUE: "期限超過",
    Nearness.TODAY: "今日まで",
    Nearness.IN_THREE: "3日以内",
    Nearness.IN_SEVEN: "7日以内",
    Nearness.LATER: "それ以降",
}


@dataclass(frozen=True)
class Clock:
    """A deadline as a screen shows it: the day, how near, and the business days left (negative: since)."""

    due: date
    nearness: Nearness
    left: int

    @property
    def over(self) -> int:
        """Business days since the deadline; 0 while it is not over."""
        return max(-self.left, 0)


@cache  # a list asks about the same few days for every child
def is_business_day(day: date) -> bool:
    """Whether the city office is open."""
    year_end = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not year_end and not jpholiday.is_holiday(day)


@lru_cache(maxsize=10_000)
def after_business_days(start: date, count: int) -> date:
    """The `count`-th business day after `start`; the day itself does not count, as 期間の初日 does not."""
    day = start
    while count > 0:
        day += ONE
        count -= is_business_day(day)
    return day


@lru_cache(maxsize=10_000)
def business_days(start: date, until: date) -> int:
    """Business days after `start` up to and with `until`; negative if `until` comes first."""
    if until < start:
        return -business_days(until, start)
    return sum(is_business_day(start + ONE * n) for n in range(1, (until - start).days + 1))


def latest_start_over(today: date, count: int) -> date:
    """The last day on which something started that is over its `count` business days today: what a query compares with."""
    day = today
    while after_business_days(day, count) >= today:
        day -= ONE
    return day


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where there is none (民法 143 条)."""
    place = day.month - 1 + months
    first = date(day.year + place // 12, place % 12 + 1, 1)
    next_month = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=day.day - 1), next_month - ONE)


def nearness(due: date, today: date) -> Nearness:
    """How near a deadline is in calendar days: over, today, within 3, within 7, later."""
    days = (due - today).days
    if days < 0:
        return Nearness.OVERDUE
    if days == 0:
        return Nearness.TODAY
    return Nearness.IN_THREE if days <= REMIND[1] else Nearness.IN_SEVEN if days <= REMIND[0] else Nearness.LATER


@lru_cache(maxsize=10_000)
def clock(due: date, today: date) -> Clock:
    """The deadline as of today."""
    return Clock(due, nearness(due, today), business_days(today, due))


def step_due(tier: Tier, status: Status, since: date) -> date | None:
    """When the next step of a case is due that stands there since a day; nothing where no clock runs."""
    allowed = ALLOWED.get((tier, status))
    return None if allowed is None else after_business_days(since, allowed)


@lru_cache(maxsize=10_000)
def review_due(last: date) -> date:
    """When an open case is reviewed again; a closed office moves it to the next business day."""
    due = months_after(last, REVIEW_MONTHS)
    return due if is_business_day(due) else after_business_days(due, 1)
