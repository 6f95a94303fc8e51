"""Where the columns of our own records come from: `register/records/*.toml`, one table a record.

Reads the files and checks that every item they name is registered. Why: a column that nobody registered would be
personal data without an owner; the impact assessment draws its data flow from the same lines.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sukoyaka.governance.register import Register, default_directory
from sukoyaka.records.errors import RegisterInvalid
from sukoyaka.records.shape import Table

EVERYTHING = "*"  # any cleared item may stand behind the column


@dataclass(frozen=True)
class Origin:
    """Of one column: the items it is made from, and how it must be kept."""

    record: str
    column: str
    items: tuple[str, ...]
    sensitivity: str


def load(register: Register, directory: Path | None = None) -> dict[tuple[str, str], Origin]:
    """Every registered column of our records, by (record, column). Raises `RegisterInvalid` for an unknown item."""
    known = {f"{item.source}.{item.id}" for item in register.items()} | {EVERYTHING}
    origins = {}
    for path in sorted((directory or default_directory() / "records").glob("*.toml")):
        for record, columns in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for column, said in columns.items():
                origins[record, column] = _origin(f"{path.name}: {record}.{column}", record, column, said, known)
    return origins


def unregistered(tables: Iterable[Table], origins: dict[tuple[str, str], Origin]) -> str:
    """The lines to paste for every column that is in no file; nothing when all are registered."""
    lines = []
    for table in tables:
        missing = [column for column in table.column_names if (table.name, column) not in origins]
        lines += [f"[{table.name}]"] * bool(missing) + [f'{column} = {{ from = [], sensitivity = "" }}' for column in missing]
    return "\n".join(lines)


def _origin(where: str, record: str, column: str, said: dict[str, object], known: set[str]) -> Origin:
    items = said.get("from")
    sensitivity = said.get("sensitivity")
    if not isinstance(items, list) or not isinstance(sensitivity, str) or not sensitivity:
        raise RegisterInvalid(f"{where} does not say its origin", "from = [items] and a sensitivity", "complete the line")
    if unknown := sorted(set(items) - known):
        raise RegisterInvalid(f"{where} names {', '.join(unknown)}", "items of the register, or *", "correct the item, or register it")
    return Origin(record, column, tuple(items), sensitivity)
