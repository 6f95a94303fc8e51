"""The agenda of a meeting: which children, in which order, for how many minutes, and when each begins.

Pure: takes what a form says, returns the order; an odd number never loses a child.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

LONGEST, SHORTEST, USUAL = 240, 1, 15  # minutes


@dataclass(frozen=True)
class Entry:
    """A child's place on the agenda."""

    number: int  # of the row
    position: int
    minutes: int


def arranged(entries: Sequence[Entry], form: Mapping[str, str]) -> list[Entry]:
    """The entries as the form orders them, numbered from 1 without gaps; equal places keep their former order."""
    wanted = [
        Entry(e.number, _number(form.get(f"position-{e.number}", ""), e.position), _minutes(form.get(f"minutes-{e.number}", ""), e.minutes))
        for e in entries
    ]
    before = {entry.number: entry.position for entry in entries}
    ordered = sorted(wanted, key=lambda e: (e.position, before[e.number]))
    return [Entry(e.number, place, e.minutes) for place, e in enumerate(ordered, 1)]


def _number(words: str, otherwise: int) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 5 else otherwise


def _minutes(words: str, otherwise: int) -> int:
    return min(max(_number(words, otherwise), SHORTEST), LONGEST)


def begins(starts: time, minutes: Sequence[int]) -> list[time]:
    """When each entry begins, and when the last one ends."""
    at = datetime.combine(date(2000, 1, 1), starts)
    found = [at.time()]
    for length in minutes:
        at += timedelta(minutes=length)
        found.append(at.time())
    return found
