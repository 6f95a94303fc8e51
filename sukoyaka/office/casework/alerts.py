"""What changed about a followed child between two determinations, by rules that are data.

A findings parcel holds listed children alone: a child that is no longer on a list is said to be so, which is not to say
that it is safe.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Change(StrEnum):
    """What an alert is about."""

    LEFT_LIST = "left_list"
    CAME_BACK = "came_back"
    RAISED = "raised"
    MOVED = "moved"
    CONCERN = "concern"
    MISSED = "missed"
    NEW_REASON = "new_reason"
    NOW_KNOWN = "now_known"
    ERROR_ANSWERED = "error_answered"
    NOW_LISTED = "now_listed"
    REFERRED = "referred"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return CHANGE_LABELS[self]


CHANGE_LABELS = {
    Change.LEFT_LIST: "この判定では一覧にない。安全を意味しない",
    Change.CAME_BACK: "ふたたび一覧に載った",
    Change.RAISED: "「支援必要」の一覧に移った",
    Change.MOVED: "住所・世帯の異動があった",
    Change.CONCERN: "新しい懸念の記録がある",
    Change.MISSED: "健診・予防接種の未受診が新たに理由となった",
    Change.NEW_REASON: "新しい理由が加わった",
    Change.NOW_KNOWN: "わからなかった項目がわかった",
    Change.ERROR_ANSWERED: "データ誤りの報告に回答があった",
    Change.NOW_LISTED: "判定の一覧に載り、データが届いた",
    Change.REFERRED: "通告・相談を受け付けた",
}
MISSABLE = ("checkup", "vaccination")  # sources in which something is missed, by the beginning of their id


@dataclass(frozen=True, order=True)
class Fact:
    """Something that happened to the child or somebody it lives with."""

    happened_on: date
    code: str
    member: str
    label: str
    value: str
    source: str
    strand: str


@dataclass(frozen=True, order=True)
class Why:
    """An item of the criteria that counts, or that could not be known."""

    item: str
    asks: str
    source: str = ""


@dataclass(frozen=True)
class Picture:
    """A child as a determination shows it."""

    support_needed: bool
    facts: frozenset[Fact] = frozenset()
    reasons: frozenset[Why] = frozenset()
    unknowns: frozenset[Why] = frozenset()


@dataclass(frozen=True, order=True)
class Found:
    """A change, in words of the data; `about` tells two changes of one kind apart."""

    change: Change
    about: str = ""
    happened_on: date | None = None


Rule = Callable[[Picture, Picture], Iterable[Found]]


def _raised(before: Picture, after: Picture) -> Iterable[Found]:
    if after.support_needed and not before.support_needed:
        yield Found(Change.RAISED)


def _new_facts(change: Change, applies: Callable[[Fact], bool]) -> Rule:
    def rule(before: Picture, after: Picture) -> Iterable[Found]:
        for fact in sorted(after.facts - before.facts):
            if applies(fact):
                yield Found(change, f"{fact.label} {fact.value}".strip(), fact.happened_on)

    return rule


def _new_reasons(change: Change, applies: Callable[[Why], bool]) -> Rule:
    def rule(before: Picture, after: Picture) -> Iterable[Found]:
        known = {reason.item for reason in before.reasons}
        asked = {reason.item: reason for reason in sorted(after.reasons, reverse=True) if reason.item not in known and applies(reason)}
        yield from (Found(change, reason.asks) for _, reason in sorted(asked.items()))

    return rule


def _now_known(before: Picture, after: Picture) -> Iterable[Found]:
    still = {unknown.item for unknown in after.unknowns}
    yield from (Found(Change.NOW_KNOWN, unknown.asks) for unknown in sorted(before.unknowns) if unknown.item not in still)


def _moved(fact: Fact) -> bool:
    return fact.code.startswith("RESIDENCE/") and not fact.code.startswith("RESIDENCE/BIRTH")


def _missable(reason: Why) -> bool:
    return reason.source.startswith(MISSABLE)


RULES: tuple[Rule, ...] = (
    _raised,
    _new_facts(Change.MOVED, _moved),
    _new_facts(Change.CONCERN, lambda fact: fact.strand == "concern"),
    _new_reasons(Change.MISSED, _missable),
    _new_reasons(Change.NEW_REASON, lambda reason: not _missable(reason)),
    _now_known,
)


def changes(before: Picture | None, after: Picture | None, *, listed_last: bool) -> list[Found]:
    """What to tell about a followed child.

    `before` is the child as the last earlier determination that listed it shows it, `after` as the new one does;
    `listed_last` says whether the determination just before the new one listed it.
    """
    if after is None:
        return [Found(Change.LEFT_LIST)] if listed_last else []
    if before is None:
        return [Found(Change.NOW_LISTED)]  # somebody followed it before any list named it
    found = [] if listed_last else [Found(Change.CAME_BACK)]
    found += [one for rule in RULES for one in rule(before, after)]
    return list(dict.fromkeys(found))
