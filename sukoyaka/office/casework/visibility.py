"""What may they see? Filters on what a role is shown, apart from whether it may open the screen.

Small counts are suppressed for people without rights to cases: a count of one is a child.
"""

from collections.abc import Iterable, Mapping

from sukoyaka.office.casework.permissions import can
from sukoyaka.office.casework.roles import Actor, Permission

SMALLEST_COUNT = 10


def shown_count(actor: Actor, count: int) -> str:
    """The count, or 「10未満」 for those who may not see the list behind it."""
    if can(actor, Permission.SEE_WORKLIST) or count == 0 or count >= SMALLEST_COUNT:
        return f"{count:,}"
    return f"{SMALLEST_COUNT}未満"


def visible_sources(actor: Actor, sources: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """All sources for the steward, their own for a holder, none for others."""
    if can(actor, Permission.SEE_ALL_SOURCES):
        return list(sources)
    if can(actor, Permission.SEE_OWN_SOURCES):
        return [source for source in sources if source.get("holder") in actor.holdings]
    return []
