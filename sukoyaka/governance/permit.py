"""The one gate: may this item be used for this purpose, on this day? Closed by default.

Derived from the register alone. A refusal says what is missing and whom to ask.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sukoyaka.governance.register import Item, Masking, Register, Source
from sukoyaka.records.errors import NotPermitted
from sukoyaka.records.purpose import Purpose


@dataclass(frozen=True)
class Permit:
    """A purpose on a day, under a register."""

    register: Register
    purpose: Purpose
    on: date

    def allows(self, item: Item) -> bool:
        """Whether the item may be used."""
        return not self.missing(item)

    def missing(self, item: Item) -> str:
        """The legal step that is missing, or nothing."""
        if self.purpose not in item.purposes:
            return f"利用目的「{self.purpose.label}」が登録されていない"
        if not item.approval.cleared_on(self.on):
            return f"法的整理「{item.approval.id}」が{self.on.isoformat()}に有効でない（{item.approval.status}）"
        return ""

    def items(self, source: Source) -> tuple[Item, ...]:
        """The items of a source that may be used; the others do not exist for this purpose."""
        return tuple(item for item in source.items if self.allows(item))

    def require(self, source_id: str, item_ids: Iterable[str]) -> None:
        """Raises `NotPermitted` unless every item may be used."""
        source = self.register.source(source_id)
        for item in map(source.item, item_ids):
            if step := self.missing(item):
                raise NotPermitted(
                    f"{source_id}.{item.id} for {self.purpose}: {step}",
                    f"items cleared for {self.purpose}",
                    f"ask {source.holder} and the steward to register the purpose or the approval",
                )


def leaves_terminal(item: Item, on: date) -> bool:
    """Whether the item leaves the terminal towards the hub at all: some purpose, cleared, in some masked form."""
    return bool(item.purposes) and item.approval.cleared_on(on) and item.masking not in (Masking.DROP, Masking.IDENTITY)


def goes_to_vault(item: Item, on: date) -> bool:
    """Whether a copy of the item goes to the office vault."""
    return (item.masking is Masking.IDENTITY or item.identity) and Purpose.CASEWORK in item.purposes and item.approval.cleared_on(on)
