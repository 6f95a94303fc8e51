"""How a feature is written: a sentence that a reader can check, frozen and hashable.

`count(events("CLAIM/DX", INJURY).confirmed()).over("365d").of(child).unobserved_unless(covered_by("claims_nhi"))…`
Nothing is computed here; `model` says what a sentence means and refuses one that leaves something unsaid.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from sukoyaka.engine.question import Aggregate, Selection


class Scope(StrEnum):
    """Whose facts count."""

    CHILD = "child"
    CO_RESIDENTS = "co_residents"  # everyone else of the household, or of the dwelling, on the day
    HOUSEHOLD = "household"  # the child and everyone of its household
    SIBLINGS = "siblings"  # those of the household who are under 18
    MOTHER = "mother"  # where it is known who she is and she lives there; else every adult living with the child


class Tier(StrEnum):
    """What kind of a sign it is. Only need and circumstance may carry points."""

    NEED = "N"  # need or harm itself
    CIRCUMSTANCE = "C"  # of the family
    SURVEILLANCE = "S"  # shows how much somebody looked at the family: history, never points


class Direction(StrEnum):
    """Which way a larger value points."""

    INCREASES = "risk_increases"
    DECREASES = "risk_decreases"  # a low value is the sign
    PROTECTS = "protects"


child, co_residents, household, siblings, mother = Scope.CHILD, Scope.CO_RESIDENTS, Scope.HOUSEHOLD, Scope.SIBLINGS, Scope.MOTHER
NEED, CIRCUMSTANCE, SURVEILLANCE = Tier.NEED, Tier.CIRCUMSTANCE, Tier.SURVEILLANCE


@dataclass(frozen=True)
class Coverage:
    """When an absence of events means "no": a source covered at least half of the window, or the question was answered."""

    sources: tuple[str, ...] = ()
    answers: Selection | None = None  # an answer, whatever it says, within the window


@dataclass(frozen=True)
class Definition:
    """A feature as it is being said. Each method adds one part of the sentence."""

    aggregate: Aggregate | None = None
    selection: Selection | None = None
    rule: str | None = None  # name of a rule in `features/rules`, for what cannot be said with one aggregate
    reads: tuple[str, ...] = ()  # register items, "source.item", that a rule reads
    days: int | None = None
    after: int = 0
    scope: Scope | None = None
    coverage: Coverage | None = None
    sign: Tier | None = None
    direction: Direction | None = None
    highest: float | None = None
    words: str = ""

    def over(self, window: str) -> Self:
        """The days before the as-of day that count: "365d"."""
        return replace(self, days=int(window.removesuffix("d")))

    def leaving_out(self, nearest: str) -> Self:
        """A bin: without the days nearest to the as-of day. `over("365d").leaving_out("90d")` is days 91 to 365."""
        return replace(self, after=int(nearest.removesuffix("d")))

    def of(self, scope: Scope) -> Self:
        """Whose facts."""
        return replace(self, scope=scope)

    def unobserved_unless(self, coverage: Coverage) -> Self:
        """What must hold for an absence to be a no."""
        return replace(self, coverage=coverage)

    def always_observable(self) -> Self:
        """An absence is a no, for every resident child."""
        return replace(self, coverage=Coverage())

    def tier(self, sign: Tier) -> Self:
        """What kind of a sign."""
        return replace(self, sign=sign)

    def risk_increases(self) -> Self:
        """A larger value is more risk."""
        return replace(self, direction=Direction.INCREASES)

    def risk_decreases(self) -> Self:
        """A smaller value is more risk."""
        return replace(self, direction=Direction.DECREASES)

    def protects(self) -> Self:
        """A larger value is less risk."""
        return replace(self, direction=Direction.PROTECTS)

    def at_most(self, highest: float) -> Self:
        """The largest value there can be; a degree beyond it could never be reached."""
        return replace(self, highest=highest)

    def said(self, words: str) -> Self:
        """The finding in Japanese, with {n} for the value."""
        return replace(self, words=words)


def events(path: str, group: tuple[str, ...] = ()) -> "EventSet":
    """Events whose code lies on or below `path`; with a group, below `path/member` for each member."""
    return EventSet(Selection(tuple(f"{path}/{member}" for member in group) if group else (path,)))


@dataclass(frozen=True)
class EventSet:
    """Which events."""

    selection: Selection

    def __or__(self, other: "EventSet") -> "EventSet":
        return EventSet(replace(self.selection, patterns=self.selection.patterns + other.selection.patterns))

    def saying(self, *texts: str) -> "EventSet":
        """Only those with one of these text values."""
        return EventSet(replace(self.selection, texts=texts))

    def confirmed(self) -> "EventSet":
        """Without diagnoses that were written down to be ruled out."""
        return EventSet(replace(self.selection, confirmed=True))


def count(chosen: EventSet) -> Definition:
    """How many events."""
    return Definition(aggregate=Aggregate.COUNT, selection=chosen.selection)


def count_days(chosen: EventSet) -> Definition:
    """On how many different days."""
    return Definition(aggregate=Aggregate.COUNT_DAYS, selection=chosen.selection)


def any_of(chosen: EventSet) -> Definition:
    """1 if there was one, else 0."""
    return Definition(aggregate=Aggregate.ANY_OF, selection=chosen.selection, highest=1)


def days_since_last(chosen: EventSet) -> Definition:
    """Days since the last one."""
    return Definition(aggregate=Aggregate.DAYS_SINCE_LAST, selection=chosen.selection)


def smallest(chosen: EventSet) -> Definition:
    """The least measured value."""
    return Definition(aggregate=Aggregate.SMALLEST, selection=chosen.selection)


def greatest(chosen: EventSet) -> Definition:
    """The greatest measured value."""
    return Definition(aggregate=Aggregate.GREATEST, selection=chosen.selection)


def total(chosen: EventSet) -> Definition:
    """The sum of the measured values."""
    return Definition(aggregate=Aggregate.SUM, selection=chosen.selection)


def mean(chosen: EventSet) -> Definition:
    """The mean of the measured values."""
    return Definition(aggregate=Aggregate.MEAN, selection=chosen.selection)


def last(chosen: EventSet) -> Definition:
    """The value measured last; the greatest, where several were measured then."""
    return Definition(aggregate=Aggregate.LAST, selection=chosen.selection)


def by_rule(name: str, *, reading: tuple[str, ...]) -> Definition:
    """What the rule of that name says; it decides itself what is observable. `reading` names its register items."""
    return Definition(rule=name, reads=reading, coverage=Coverage())


def covered_by(*sources: str) -> Coverage:
    """One of the sources could have shown it for at least half of the window."""
    return Coverage(sources)


def answered(path: str) -> Coverage:
    """The question was put and answered within the window: a child who did not come was not asked."""
    return Coverage(answers=Selection((path,)))


def icd10(*ranges: str) -> tuple[str, ...]:
    """ICD-10 categories of ranges: `icd10("S02", "T20-T32")`."""
    return tuple(category for spoken in ranges for category in _expand(spoken))


def _expand(spoken: str) -> tuple[str, ...]:
    first, _, last = spoken.partition("-")
    if not last:
        return (first,)
    return tuple(f"{first[0]}{number:02d}" for number in range(int(first[1:]), int(last[1:]) + 1))
