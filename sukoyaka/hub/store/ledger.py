"""The ledger of parcels: accepted, refused or duplicate, each once, with the reason.

Writes `ledger.sqlite`, a statement is on the disk before the next begins. It can be lost: `receive` makes it again from
`received/` and `refused/`.
"""

import sqlite3
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType

from sukoyaka.hub.store.errors import StoreDamaged

_SCHEMA = """CREATE TABLE IF NOT EXISTS entry (
    parcel TEXT NOT NULL, manifest_sha256 TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
    sender TEXT NOT NULL, sequence INTEGER NOT NULL, on_day TEXT NOT NULL,
    PRIMARY KEY (parcel, manifest_sha256, outcome, reason)
)"""


@dataclass(frozen=True)
class Entry:
    """What became of a parcel. `reason` is empty, or the sentence of the refusal."""

    parcel: str
    manifest_sha256: str
    outcome: str  # accepted, refused, duplicate
    reason: str
    sender: str
    sequence: int
    on_day: str


class Ledger:
    """An open ledger. Recording the same entry twice changes nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        try:
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute(_SCHEMA)
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise StoreDamaged(
                f"{path.name} is not a ledger any more",
                "the file as the hub wrote it",
                f"move {path.name} away and run `sukoyaka hub receive` again: it is made anew from received/ and refused/",
            ) from error

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()

    def record(self, entry: Entry) -> None:
        """Adds an entry unless it is there: same parcel, manifest, outcome and reason, whatever the day."""
        if not self._knows(entry):
            self._connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", astuple(entry))

    def entries(self) -> list[Entry]:
        """Every entry, by sender, sequence and parcel."""
        rows = self._connection.execute(
            "SELECT parcel, manifest_sha256, outcome, reason, sender, sequence, on_day FROM entry "
            "ORDER BY sender, sequence, parcel, outcome, reason"
        )
        return [Entry(*row) for row in rows]

    def _knows(self, entry: Entry) -> bool:
        key = (entry.parcel, entry.manifest_sha256, entry.outcome, entry.reason)
        found = self._connection.execute("SELECT 1 FROM entry WHERE (parcel, manifest_sha256, outcome, reason) = (?, ?, ?, ?)", key)
        return found.fetchone() is not None
