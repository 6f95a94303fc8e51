"""The slow, obvious engine: loops over lists. The tests believe it and compare the fast one with it.

Reads rows as Python objects, returns one number. Why: a rule that is written twice, once so that anyone can check it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sukoyaka.engine.question import Aggregate, Question


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
    numbers = [event.numeric_value for event in found if event.numeric_value is not None]
    if question.aggregate is Aggregate.SMALLEST:
        return min(numbers, default=None)
    return max(numbers, default=None)


def observable(sources: Sequence[str], days: int, as_of: date, born: date, members: Sequence[int], stretches: Iterable[Stretch]) -> bool:
    """Whether one of the sources covered, for each member, at least half of the window that the child has lived through."""
    start = max(as_of - timedelta(days=days), born)
    window = (as_of - start).days
    stretches = list(stretches)
    return all(any(2 * _covered(member, source, start, as_of, stretches) >= window for source in sources) for member in members)


def _covered(member: int, source: str, start: date, as_of: date, stretches: Iterable[Stretch]) -> int:
    days = 0
    for stretch in stretches:
        if stretch.subject_id == member and stretch.source == source:
            days += max(0, (min(stretch.until_on, as_of) - max(stretch.from_on, start)).days)
    return days


def _counts(event: Event, question: Question, as_of: date) -> bool:
    if event.known_on >= as_of or event.time.date() >= as_of:
        return False
    if question.days is not None and _days_before(event, as_of) > question.days:
        return False
    return question.selection.matches_code(event.code) and question.selection.matches_text(event.text_value)


def _days_before(event: Event, as_of: date) -> int:
    return (as_of - event.time.date()).days
