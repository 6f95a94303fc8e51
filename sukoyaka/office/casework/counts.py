"""Counts for people without rights to cases: none from 1 to 9, and none from which such a one could be worked out.

Reads the parts of a sum that is told; pure. A second count goes with a lone small one, or the rest would give it away.
"""

from collections.abc import Mapping

from sukoyaka.office.casework.visibility import SMALLEST_COUNT

NOT_TOLD = "示せない数"
ROOM = 3  # values that must stay possible for a hidden count


def shown_parts(counts: Mapping[str, int], *, everything: bool) -> dict[str, int | None]:
    """Each part of a sum: its count, or none where it may not be told. `everything`: the reader may see the cases behind it."""
    if everything:
        return dict(counts)
    hidden = {name for name, count in counts.items() if 0 < count < SMALLEST_COUNT}
    while _narrow(counts, hidden):
        rest = [name for name, count in counts.items() if count and name not in hidden]
        if not rest:
            return dict.fromkeys(counts)
        hidden.add(min(rest, key=lambda name: (counts[name], name)))
    return {name: None if name in hidden else count for name, count in counts.items()}


def _narrow(counts: Mapping[str, int], hidden: set[str]) -> bool:
    """Whether the sum of the hidden counts leaves a small one fewer than `ROOM` values."""
    total = sum(counts[name] for name in hidden)
    for name in hidden:
        if counts[name] >= SMALLEST_COUNT:
            continue
        others = [_bounds(counts[other], total) for other in hidden if other != name]
        low = max(1, total - sum(high for _, high in others))
        high = min(SMALLEST_COUNT - 1, total - sum(low for low, _ in others))
        if high - low + 1 < ROOM:
            return True
    return False


def _bounds(count: int, most: int) -> tuple[int, int]:
    """What a reader knows of a hidden count: small ones are from 1 to 9, the others are 10 or more."""
    return (1, SMALLEST_COUNT - 1) if count < SMALLEST_COUNT else (SMALLEST_COUNT, max(most, SMALLEST_COUNT))
