"""Legal footings by the day on which they end: what holds, what ends soon, what has ended or was never cleared, and which items hang on it.

Reads the register, gives rows. Why: an approval that ends unnoticed stops a delivery on the day it was needed.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sukoyaka.governance.register import Approval, Item, Register

ENDED, SOON, NOT_CLEARED, HOLDS = "ended", "ends soon", "not cleared", "holds"
_ORDER = (ENDED, SOON, NOT_CLEARED, HOLDS)


@dataclass(frozen=True)
class Standing:
    """One approval of one source, on a day."""

    source: str
    holder: str
    approval: Approval
    state: str
    days_left: int | None  # None without an end; negative after it
    items: tuple[str, ...]  # that some purpose wants, and that do not pass without it


def standings(register: Register, on: date, within: int) -> list[Standing]:
    """Every approval that an item with a purpose names: ended ones first, then those that end within so many days."""
    found: dict[tuple[str, str], list[Item]] = {}
    for item in register.items():
        if item.purposes:
            found.setdefault((item.source, item.approval.id), []).append(item)
    rows = [_standing(register, items, on, within) for items in found.values()]
    return sorted(rows, key=lambda row: (_ORDER.index(row.state), row.approval.until or date.max, row.source, row.approval.id))


def _standing(register: Register, items: list[Item], on: date, within: int) -> Standing:
    source, approval = register.source(items[0].source), items[0].approval
    days = (approval.until - on).days if approval.until else None
    return Standing(source.id, source.holder, approval, _state(approval, on, within), days, tuple(item.id for item in items))


def _state(approval: Approval, on: date, within: int) -> str:
    if approval.status != "cleared":
        return NOT_CLEARED
    if not approval.cleared_on(on):
        return ENDED
    return HOLDS if approval.cleared_on(on + timedelta(days=within)) else SOON
