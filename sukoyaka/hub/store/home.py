"""The hub's home directory: where each thing lies, and how a file or a directory appears whole or not at all.

Everything unfinished has a hidden name beside its final one; a command that finds such leftovers removes them.
"""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sukoyaka.hub.store.errors import StoreFull

SYNCS = 8
FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Home:
    """The folders of a hub."""

    root: Path

    @property
    def keys(self) -> Path:
        """The hub's own secrets."""
        return self.root / "keys"

    @property
    def trusted(self) -> Path:
        """Pinned public halves of the other zones."""
        return self.root / "trusted"

    @property
    def ledger(self) -> Path:
        """What became of every parcel."""
        return self.root / "ledger.sqlite"

    @property
    def received(self) -> Path:
        """Opened parcels, one directory each."""
        return self.root / "received"

    @property
    def renewals(self) -> Path:
        """Opened parcels that say which pseudonym of a new key is which of the key before."""
        return self.root / "renewals"

    @property
    def feedback(self) -> Path:
        """Opened feedback parcels of the office, one directory each."""
        return self.root / "feedback"

    @property
    def refused(self) -> Path:
        """Reports on parcels that were not taken."""
        return self.root / "refused"

    @property
    def receipts(self) -> Path:
        """Signed receipts, to be carried back."""
        return self.root / "receipts"

    @property
    def snapshots(self) -> Path:
        """The platform, one directory per build, and `current`."""
        return self.root / "snapshots"

    @property
    def current(self) -> Path:
        """Names the snapshot in use."""
        return self.snapshots / "current"

    @property
    def kept(self) -> Path:
        """What earlier builds made; it can be removed, the next build makes it again."""
        return self.root / "work" / "kept"

    def mart(self, purpose: str, snapshot: str) -> Path:
        """The mart of a purpose, made from a snapshot."""
        return self.root / "marts" / purpose / snapshot

    def crosswalk(self, purpose: str) -> Path:
        """Which subject of a mart is which subject of the platform."""
        return self.root / "crosswalks" / f"{purpose}.parquet"

    def crosswalk_of(self, purpose: str, snapshot: str) -> Path:
        """The same of one snapshot: a day past has people who are gone from a later one."""
        return self.root / "crosswalks" / purpose / f"{snapshot}.parquet"


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Waits until no other command changes this home. The lock falls with the process, however it ends.

    Raises `StoreFull` where there is no room left: what was half written is hidden, and the next run removes it.
    """
    home.root.mkdir(parents=True, exist_ok=True)
    with (home.root / ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        except (OSError, pl.exceptions.ComputeError) as error:  # Polars words the system's error its own way
            if not any(os.strerror(number) in str(error) for number in FULL):
                raise
            free = shutil.disk_usage(home.root).free // 2**20
            raise StoreFull(
                f"no room left on the disk of {home.root.name}/ ({free:,} MiB free)",
                "room for one more snapshot and its marts",
                "make room (work/ and old snapshots can go) and run the command again: it goes on from where it was",
            ) from error


def fresh_draft(target: Path) -> Path:
    """An empty hidden directory beside `target`, to be filled and then published."""
    draft = target.with_name(f".{target.name}")
    remove_drafts(target.parent)
    draft.mkdir(parents=True)
    return draft


def remove_drafts(directory: Path) -> None:
    """Removes what an interrupted command left behind."""
    for path in directory.glob(".*") if directory.exists() else ():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def publish(draft: Path, target: Path) -> None:
    """Makes a finished draft appear under its name, in the place of an earlier one, after its bytes are on the disk."""
    with ThreadPoolExecutor(SYNCS) as pool:  # the disk takes many at once for the price of a few
        list(pool.map(_sync, [*sorted(draft.rglob("*")), draft]))
    if target.exists():
        shutil.rmtree(target)
    draft.rename(target)
    _sync(target.parent)


def write_whole(path: Path, content: bytes) -> None:
    """Writes a small file at once: a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}")
    draft.write_bytes(content)
    replace(draft, path)


def replace(draft: Path, path: Path) -> None:
    """Puts a finished file in the place of `path`."""
    _sync(draft)
    draft.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
