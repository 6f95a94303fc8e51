"""Which events a source's rows become: read from the register, nothing is written twice.

An `Emission` is one kind of event of one table about one of its persons, with the register items that it shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sukoyaka.governance.register import Item, ItemType, Register, Source
from sukoyaka.hub.store.tables import has_events, own_items, table_items, variables

NUMERIC = (ItemType.NUMBER, ItemType.INTEGER)
NO_VALUE = (ItemType.FLAG, ItemType.DATE)


@dataclass(frozen=True)
class Emission:
    """One kind of event."""

    source: Source
    table: str
    person: str  # item that says whom it is about
    template: str
    item: Item | None  # item whose value it is; none: the row itself
    certainty: str | None = None  # of a diagnosis: the item that is its text value
    ends: bool = False  # the event is on the day that the item names

    @property
    def items(self) -> tuple[str, ...]:
        """Register items that the event shows: all must be cleared for whoever may see it."""
        known = self.source.known if isinstance(self.source.known, str) else None
        shown = (self.person, self.source.time, known, self.item.id if self.item else None, self.certainty, *variables(self.template))
        return tuple(sorted({name for name in shown if name}))

    @property
    def origin(self) -> str:
        """The items as one text, `source:item,item`: it stands beside every event."""
        return f"{self.source.id}:{','.join(self.items)}"


def origin_items(origin: str) -> tuple[str, tuple[str, ...]]:
    """The source and items of an origin."""
    source, _, items = origin.partition(":")
    return source, tuple(items.split(","))


def emissions(register: Register, source_id: str) -> list[Emission]:
    """Every kind of event of a source, table by table."""
    source = register.source(source_id)
    return [
        emission
        for table in source.tables
        if has_events(source, table)
        for person in _persons(source, table)
        for emission in _of(source, table, person)
    ]


def _persons(source: Source, table: str) -> list[str]:
    """The subject, and everybody else whom a row names: a child's allowance is its recipient's too."""
    others = [item.id for item in table_items(source, table) if item.type is ItemType.RESIDENT_NUMBER and item.id != source.subject]
    return [source.subject, *others]


def _of(source: Source, table: str, person: str) -> Iterator[Emission]:
    if source.event and table == source.id:
        yield Emission(source, table, person, source.event, None)
    certainty = next((item.id for item in table_items(source, table) if item.type is ItemType.CERTAINTY), None)
    for item in own_items(source, table):
        if item.code:
            yield Emission(source, table, person, item.code, item, certainty if item.type is ItemType.DIAGNOSIS else None)
        if item.end_event:
            yield Emission(source, table, person, item.end_event, item, ends=True)
