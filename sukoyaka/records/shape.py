"""A small way to write down a table once: columns, null rules, meaning, grain, order.

Zones turn a `Table` into their own schema (Polars, Arrow, SQL); the shape itself needs no library.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of values that cross a zone's border."""

    TEXT = "text"
    INTEGER = "integer"  # 64 bits, signed
    SMALL = "small"  # 32 bits, signed
    REAL = "real"  # 32 bits, as MEDS has it
    DATE = "date"
    TIMESTAMP = "timestamp"  # microseconds, no zone: local time of the city
    FLAG = "flag"


@dataclass(frozen=True)
class Column:
    """One column: its name, kind, whether it may be empty, and what it means."""

    name: str
    kind: Kind
    meaning: str
    nullable: bool = False


@dataclass(frozen=True)
class Table:
    """One table: what a row is (`grain`), how rows are sorted, and its columns in order."""

    name: str
    grain: str
    order: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names in order."""
        return tuple(column.name for column in self.columns)
