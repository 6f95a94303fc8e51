"""A child's home from one change to the next: who was there, who came, who went, and what the register calls it.

Reads stretches of living together and the register's events; pure. The days of change are the steps of the slider.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sukoyaka.office.casework.household import Together

MOST = 24  # steps of the slider: the latest


@dataclass(frozen=True)
class Step:
    """The home from a day on, until the next step. `events`: what the register says of that day."""

    day: date
    present: tuple[Together, ...]
    came: tuple[Together, ...]
    went: tuple[Together, ...]
    renamed: tuple[tuple[Together, Together], ...]  # same person, another relation or household
    events: tuple[str, ...]


def steps(stretches: Iterable[Together], events: Mapping[date, Sequence[str]], as_of: date) -> list[Step]:
    """Every change of the home up to the day, in order; the latest `MOST`. `events`: days on which the register tells something."""
    together = [one for one in stretches if one.from_on <= as_of]
    days = {one.from_on for one in together} | {one.until_on for one in together if one.until_on and one.until_on <= as_of}
    first = min(days, default=as_of)
    days |= {day for day in events if first <= day <= as_of}
    found: list[Step] = []
    before: Mapping[str, Together] = {}
    for day in sorted(days):
        now = present_on(together, day)
        if now or before:
            found.append(_step(day, before, now, tuple(dict.fromkeys(events.get(day, ())))))
        before = now
    return found[-MOST:]


def present_on(stretches: Iterable[Together], day: date) -> dict[str, Together]:
    """Who was there on a day, by member; the child's own household goes before the dwelling."""
    there = [one for one in stretches if one.from_on <= day and (one.until_on is None or day < one.until_on)]
    return {one.member: one for one in sorted(there, key=lambda t: (t.same_household, t.from_on, t.relation or ""))}


def chosen(found: Sequence[Step], on: date) -> int:
    """The step that holds on a day; the first one for an earlier day."""
    return max((index for index, step in enumerate(found) if step.day <= on), default=0)


def _step(day: date, before: Mapping[str, Together], now: Mapping[str, Together], events: tuple[str, ...]) -> Step:
    stayed = [(before[member], now[member]) for member in now if member in before]
    return Step(
        day,
        tuple(sorted(now.values(), key=lambda t: (t.birth_month, t.member))),
        tuple(now[member] for member in now if member not in before),
        tuple(before[member] for member in before if member not in now),
        tuple((old, new) for old, new in stayed if (old.relation, old.same_household) != (new.relation, new.same_household)),
        events,
    )
