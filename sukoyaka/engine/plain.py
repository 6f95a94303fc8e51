"""The slow, obvious engine: loops over lists. The tests believe it and compare the fast one with it.

Reads rows as Python objects, returns one number. Why: a rule that is written twice, once so that anyone can check it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor

from sukoyaka.engine.question import BEYOND_MEASURE, GRAIN, Aggregate, Question


@dataclass(frozen=True)
class Event:
    """One row of the events table, as far as a question looks at it."""

    subject_id: int
    time: datetime
    code: str
    known_on: date
    numeric_value: float | None = None
    text_value: str | None = None


@dataclass(frozen=True)
class Stretch:
    """A stretch in which a source could have shown something about a person."""

    subject_id: int
    source: str
    from_on: date
    until_on: date


def answer(question: Question, as_of: date, members: Sequence[int], events: Iterable[Event]) -> float | None:
    """The answer about the people `members` as of a day; None where there is nothing to measure."""
    found = [event for event in events if event.subject_id in members and _counts(event, question, as_of)]
    if question.aggregate is Aggregate.COUNT:
        return float(len(found))
    if question.aggregate is Aggregate.ANY_OF:
        return 1.0 if found else 0.0
    if question.aggregate is Aggregate.COUNT_DAYS:
        return float(len({event.time.date() for event in found}))
    if question.aggregate is Aggregate.DAYS_SINCE_LAST:
        return min((float(_days_before(event, as_of)) for event in found), default=None)
    return _measured(question.aggregate, found)


def _measured(aggregate: Aggregate, found: Sequence[Event]) -> float | None:
    """The number that the measurements among the events make."""
    measured = [(event.time, value) for event in found if (value := event.numeric_value) is not None and abs(value) < BEYOND_MEASURE]
    if not measured:
        return None
    numbers = [value for _, value in measured]
    match aggregate:
        case Aggregate.SMALLEST:
            return min(numbers)
        case Aggregate.GREATEST:
            return max(numbers)
        case Aggregate.LAST:
            return max(measured)[1]
    total = sum(floor(value * GRAIN + 0.5) for value in numbers) / GRAIN
    return total / len(numbers) if aggregate is Aggregate.MEAN else total


def observable(sources: Sequence[str], days: int, as_of: date, born: date, members: Sequence[int], stretches: Iterable[Stretch]) -> bool:
    """Whether the sources together covered, for each member, at least half of the window that the child has lived through."""
    start = max(as_of - timedelta(days=days), born)
    window = [start + timedelta(days=n) for n in range((as_of - start).days)]
    shown = [stretch for stretch in stretches if stretch.source in sources]
    return all(2 * sum(_is_covered(day, member, shown) for day in window) >= len(window) for member in members)


def _is_covered(day: date, member: int, stretches: Iterable[Stretch]) -> bool:
    return any(one.subject_id == member and one.from_on <= day < one.until_on for one in stretches)


def _counts(event: Event, question: Question, as_of: date) -> bool:
    if event.known_on >= as_of or event.time.date() >= as_of:
        return False
    ago = _days_before(event, as_of)
    if ago <= question.after or (question.days is not None and ago > question.days):
        return False
    return question.selection.matches_code(event.code) and question.selection.matches_text(event.text_value)


def _days_before(event: Event, as_of: date) -> int:
    return (as_of - event.time.date()).days
