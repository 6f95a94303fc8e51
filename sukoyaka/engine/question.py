"""What an engine is asked: which events, put together how, over which days before a day.

Reads nothing, writes nothing. Why: every engine answers the same small question, so that they can be compared.
"""

from dataclasses import dataclass
from enum import StrEnum


class Aggregate(StrEnum):
    """How the matching events become one number."""

    COUNT = "count"  # number of events
    COUNT_DAYS = "count_days"  # number of different days with an event
    ANY_OF = "any_of"  # 1 if there is an event, else 0
    DAYS_SINCE_LAST = "days_since_last"  # days from the last event to the as-of day, at least 1
    SMALLEST = "smallest"  # least numeric value
    GREATEST = "greatest"  # greatest numeric value
    SUM = "sum"  # of the numeric values
    MEAN = "mean"  # of the numeric values
    LAST = "last"  # numeric value at the latest time that has one; the greatest, where that time has several


COUNTING = frozenset({Aggregate.COUNT, Aggregate.COUNT_DAYS, Aggregate.ANY_OF})
"""Aggregates that are 0 where there is no event; the others are empty."""

BEYOND_MEASURE = 1e12
"""A measurement as large as this, or one that is no number, is none: engines do not order it alike."""

GRAIN = 1_000_000
"""Sums add whole millionths: numbers that are whole can be added in any order, and every engine gets the same sum."""


@dataclass(frozen=True)
class Selection:
    """Which events: code paths (`*` is one step, a path stands for all below it), values, and how certain."""

    patterns: tuple[str, ...]
    texts: tuple[str, ...] = ()  # empty: any text value
    confirmed: bool = False  # without the text value "suspected"

    def matches_code(self, code: str) -> bool:
        """Whether the code lies on or below one of the paths."""
        steps = code.split("/")
        return any(_on_path(steps, pattern.split("/")) for pattern in self.patterns)

    def matches_text(self, text: str | None) -> bool:
        """Whether the text value is wanted."""
        if self.confirmed and text == SUSPECTED:
            return False
        return not self.texts or text in self.texts


@dataclass(frozen=True)
class Question:
    """One number about a child: an aggregate of a selection over a window, or a bin, of days before the as-of day.

    A window of 90 is days 1 to 90. A bin leaves out the days nearest: 365 after 90 is days 91 to 365.
    """

    name: str
    aggregate: Aggregate
    selection: Selection
    days: int | None = None  # None: since ever
    after: int = 0  # days nearest to the as-of day that do not count


SUSPECTED = "suspected"
"""Text value of a diagnosis that was written down to be ruled out (の疑い)."""


def _on_path(code: list[str], pattern: list[str]) -> bool:
    return len(code) >= len(pattern) and all(want in ("*", step) for step, want in zip(code, pattern, strict=False))
