"""Who lived with a child, as people read it: stretches that touch become one.

The register begins a new stretch at every change; a reader asks since when and until when somebody was there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Together:
    """Somebody under one roof with the child, without a break."""

    member: str
    relation: str | None
    birth_month: date
    sex: str
    same_household: bool
    from_on: date
    until_on: date | None  # first day no longer; none while it lasts

    @property
    def called(self) -> str:
        """A relation is told from the head of the person's own household: 「母」 alone would be taken for the child's mother."""
        relation = self.relation or "同居者"
        if not self.same_household:
            return f"別世帯の{relation}"
        return relation if relation in OF_ITSELF else f"世帯主の{relation}"


OF_ITSELF = {"世帯主", "本人", "同居者"}


def unbroken(stretches: Iterable[Together]) -> list[Together]:
    """The stretches with those that touch or overlap joined, in order of their beginning."""
    kept: dict[tuple[str, str | None, bool], list[Together]] = {}
    for stretch in sorted(stretches, key=lambda s: (s.from_on, s.member)):
        known = kept.setdefault((stretch.member, stretch.relation, stretch.same_household), [])
        if known and (known[-1].until_on is None or stretch.from_on <= known[-1].until_on):
            known[-1] = replace(known[-1], until_on=_later(known[-1].until_on, stretch.until_on))
        else:
            known.append(stretch)
    return sorted(_all(kept.values()), key=lambda s: (s.from_on, s.member, s.relation or ""))


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


def _all(groups: Iterable[list[Together]]) -> Iterator[Together]:
    for group in groups:
        yield from group
