"""What earlier builds made, kept under the digest of all that it was made from: the same inputs are not worked on twice.

Reads and writes `work/kept/<key>/`. It may be removed or harmed: what is not there as it was put there is made anew, and a build
comes out the same byte for byte.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.hub.store import files
from sukoyaka.hub.store.errors import StoreDamaged

DOCUMENT = "kept.json"
KEY = 32  # hex digits: 128 bits


def key_of(*named: object) -> str:
    """The key of what is made from some documents."""
    return hashlib.sha256(json.dumps(named, sort_keys=True, default=str).encode()).hexdigest()[:KEY]


@dataclass(frozen=True)
class Kept:
    """Something on the shelf: tables, and what is said of them."""

    place: Path
    said: Mapping[str, Any]
    sha256: Mapping[str, str]  # table → digest of its file

    def path(self, name: str) -> Path:
        """The Parquet file of a table."""
        return self.place / f"{name}.parquet"

    def table(self, name: str) -> pl.DataFrame:
        """A table."""
        return pl.read_parquet(self.path(name))


@dataclass
class Shelf:
    """The kept things of a hub. `used`: what this build asked for or put there; `new`: what it put there."""

    directory: Path
    used: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)

    def look(self, key: str) -> Kept | None:
        """What is kept under the key; nothing if it is not there just as it was put."""
        found = _read(self.directory / key)
        if found:
            self.used.add(key)
        return found

    def put(self, key: str, tables: Mapping[str, pl.DataFrame], said: Mapping[str, Any]) -> Kept:
        """Keeps tables and what is said of them. Not forced to the disk: whoever looks compares the digests."""
        place = self.directory / key
        draft = self.directory / f".{key}"
        for old in (draft, place):
            shutil.rmtree(old, ignore_errors=True)
        draft.mkdir(parents=True)
        for name, frame in tables.items():
            files.write(frame, draft / f"{name}.parquet")
        digests = {name: files.sha256(draft / f"{name}.parquet") for name in tables}
        (draft / DOCUMENT).write_bytes(files.to_json({"said": said, "sha256": digests}))
        draft.rename(place)
        self.used.add(key)
        self.new.add(key)
        return Kept(place, said, digests)

    def tidy(self) -> None:
        """Removes what the last build did not use, and what an interrupted one left."""
        for path in self.directory.iterdir() if self.directory.exists() else ():
            if path.name not in self.used:
                shutil.rmtree(path)


def _read(place: Path) -> Kept | None:
    if not (place / DOCUMENT).exists():
        return None
    try:
        stated = files.from_json(place / DOCUMENT)
    except StoreDamaged:
        return None
    found = Kept(place, stated["said"], stated["sha256"])
    whole = all(found.path(name).exists() and files.sha256(found.path(name)) == digest for name, digest in found.sha256.items())
    return found if whole else None
