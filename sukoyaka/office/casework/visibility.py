"""What may they see? Filters on what a role is shown, apart from whether it may open the screen.

Small counts are suppressed for people without rights to cases: a count of one is a child.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sukoyaka.office.casework.permissions import can
from sukoyaka.office.casework.roles import Actor, Permission

SMALLEST_COUNT = 10


def shown_count(actor: Actor, count: int) -> str:
    """The count, or 「10未満」 for those who may not see the list behind it."""
    if can(actor, Permission.SEE_WORKLIST) or count == 0 or count >= SMALLEST_COUNT:
        return f"{count:,}"
    return f"{SMALLEST_COUNT}未満"


def visible_sources(actor: Actor, sources: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """All sources for the steward, their own for a holder, none for others."""
    if can(actor, Permission.SEE_ALL_SOURCES):
        return list(sources)
    if can(actor, Permission.SEE_OWN_SOURCES):
        return [source for source in sources if source.get("holder") in actor.holdings]
    return []


def held_share(source: Mapping[str, Any]) -> str:
    """「1.5」: per cent of a source's rows that were held back; empty if none were, or if nobody said."""
    read, held = int(source.get("rows_read") or 0), int(source.get("rows_held_back") or 0)
    return f"{max(100 * held / read, 0.1):.1f}" if read and held else ""
