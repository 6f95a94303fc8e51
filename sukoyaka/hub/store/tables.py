"""Which tables and columns a source becomes in a data parcel, and with which types: from the register alone.

Reads the register. Why here: what `receive` lets in and what `build` reads must be the same thing.
"""

from collections.abc import Mapping
from datetime import date
from string import Formatter

import polars as pl

from sukoyaka.governance.permit import leaves_terminal
from sukoyaka.governance.register import Item, ItemType, Masking, Source
from sukoyaka.records.delivery import ROW
from sukoyaka.records.shape import Column, Kind, Table

DTYPES: Mapping[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.INTEGER: pl.Int64(),
    Kind.SMALL: pl.Int32(),
    Kind.REAL: pl.Float32(),
    Kind.DATE: pl.Date(),
    Kind.TIMESTAMP: pl.Datetime("us"),
    Kind.FLAG: pl.Boolean(),
}

_ITEM_DTYPES: Mapping[ItemType, pl.DataType] = {
    ItemType.DATE: pl.Date(),
    ItemType.YEARMONTH: pl.Date(),
    ItemType.INTEGER: pl.Int64(),
    ItemType.NUMBER: pl.Float64(),
    ItemType.FLAG: pl.Boolean(),
}


DWELLING = "dwelling"  # column that the address items of a row become together: a keyed digest
ROW_SCHEMA = {column.name: DTYPES[column.kind] for column in ROW}


def variables(template: str) -> tuple[str, ...]:
    """Item ids that an event code mentions: `CHECKUP/{round}/WEIGHT` → (`round`,)."""
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name)


def table_items(source: Source, table: str) -> tuple[Item, ...]:
    """Items that a masked table of the source may hold.

    A table of a source with several (`claims_nhi.visit`) holds its own items, the subject, and the items that its own
    event codes mention.
    """
    name = table.removeprefix(source.id).removeprefix(".")
    if not name:
        return source.items
    own = [item for item in source.items if item.table == name]
    borrowed = {source.subject} | {variable for item in own for variable in variables(item.code or "")}
    return tuple(item for item in source.items if item.table == name or item.id in borrowed)


def delivered_items(source: Source, table: str, on: date) -> tuple[Item, ...]:
    """Items of the table that may leave the terminal on that day."""
    return tuple(item for item in table_items(source, table) if leaves_terminal(item, on))


def delivered_columns(source: Source, table: str, on: date) -> dict[str, pl.DataType]:
    """Columns of the masked table, with their types on the hub: its items, the one dwelling that address items become, and `ROW`."""
    items = delivered_items(source, table, on)
    plain = {item.id: item_dtype(item) for item in items if item.masking is not Masking.DWELLING}
    dwelling = {DWELLING: pl.String()} if len(plain) < len(items) else {}
    return {**plain, **dwelling, **ROW_SCHEMA}


def own_items(source: Source, table: str) -> tuple[Item, ...]:
    """Items whose facts this table carries; borrowed ones are told by the table they come from."""
    name = table.removeprefix(source.id).removeprefix(".")
    return tuple(item for item in source.items if (item.table or "") == name)


def has_events(source: Source, table: str) -> bool:
    """Whether rows of this table become events."""
    row_event = bool(source.event) and table == source.id
    return row_event or any(item.code or item.end_event for item in own_items(source, table))


def item_dtype(item: Item) -> pl.DataType:
    """Type of an item's column on the hub."""
    return _ITEM_DTYPES.get(item.type, pl.String())


def fits(found: pl.DataType, wanted: pl.DataType) -> bool:
    """Whether a delivered column may be read as the wanted type without loss: narrower numbers and encoded texts may."""
    if wanted == pl.String():
        return found == pl.String() or isinstance(found, pl.Categorical | pl.Enum)
    if wanted == pl.Float64():
        return found.is_numeric()
    if wanted in (pl.Int64(), pl.Int32()):
        return found.is_integer()
    return found == wanted


def schema(columns: tuple[Column, ...]) -> dict[str, pl.DataType]:
    """Polars types of some columns."""
    return {column.name: DTYPES[column.kind] for column in columns}


def empty(table: Table) -> pl.DataFrame:
    """The table without rows."""
    return pl.DataFrame(schema=schema(table.columns))
