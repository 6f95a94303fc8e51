"""What changed since the determination before: which reasons are new, which are gone, which list the child was on.

Reads two sets of items with their words; pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Before:
    """The determination before: its day; the list the child was on, or none; item → what it asks."""

    as_of: date
    tier: str | None
    items: Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """What is new and what is gone. `first`: the child was on no list before; `moved`: it was on another one."""

    before: Before
    first: bool
    moved: bool
    new: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Nothing changed."""
        return not (self.first or self.moved or self.new or self.gone)


def change(before: Before | None, tier: str, items: Mapping[str, str]) -> Change | None:
    """Compares; none if there was no determination before."""
    if before is None:
        return None
    if before.tier is None:
        return Change(before, True, False, (), ())
    new = tuple(asks for item, asks in items.items() if item not in before.items)
    gone = tuple(asks for item, asks in before.items.items() if item not in items)
    return Change(before, False, before.tier != tier, new, gone)
