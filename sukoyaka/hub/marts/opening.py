"""Opens the mart of a purpose: the only door to data past the events.

Reads `snapshots/current` and `mart.json`. Without a purpose there is no data.
"""

from dataclasses import dataclass
from pathlib import Path

from sukoyaka.hub.store import files
from sukoyaka.hub.store.errors import NoSnapshot, StoreDamaged
from sukoyaka.hub.store.home import Home
from sukoyaka.records.platform import EVENTS
from sukoyaka.records.purpose import Purpose

DOCUMENT = "mart.json"
TABLES = ("people", "household_spells", "coverage_spells", "events", "codes", "sources", "held_back")
_BUILD = "run `sukoyaka hub build --as-of DATE`"


@dataclass(frozen=True)
class Mart:
    """A data set for one purpose, made from one snapshot."""

    purpose: Purpose
    snapshot: str
    directory: Path
    register_version: str

    def table(self, name: str) -> Path:
        """The Parquet file of a table; of the events a pattern, for every period has a file of its own.

        Raises `NoSnapshot` for a table that a mart does not have.
        """
        if name not in TABLES:
            raise NoSnapshot(f"a mart has no table {name}", ", ".join(TABLES), "name one of them")
        return self.directory / name / "*.parquet" if name == EVENTS.name else self.directory / f"{name}.parquet"


def open_mart(home: Path, purpose: Purpose, snapshot: str | None = None) -> Mart:
    """The mart of a purpose, of a snapshot or of the one in use.

    Raises `NoSnapshot` if it was not built, `StoreDamaged` if it is another purpose's or not what was written.
    """
    place = Home(home)
    if not place.current.exists():
        raise NoSnapshot(f"nothing is built in {home.name}/", "a home with a snapshot", _BUILD)
    snapshot = snapshot or place.current.read_text(encoding="utf-8").strip()
    directory = place.mart(purpose, snapshot)
    if not (directory / DOCUMENT).exists():
        raise NoSnapshot(f"no mart for {purpose} in the snapshot {snapshot}", "marts that were built", _BUILD)
    document = files.from_json(directory / DOCUMENT)
    if (document["purpose"], document["snapshot"]) != (purpose.value, snapshot):
        raise StoreDamaged(
            f"the mart of {purpose} says that it is for {document['purpose']}", f"a mart made for {purpose}", f"remove it and {_BUILD}"
        )
    files.require_whole(directory, document.get("sha256", {}), f"the mart of {purpose}")
    return Mart(purpose, snapshot, directory, document["register_version"])
