"""What left the terminal, and what came back to say that it arrived.

Keeps `<home>/deliveries.json`: a row a parcel, with its number, counts and key. A delivery is open until the receiver's signed receipt
closes it. Sealing the same contents again is the same delivery and keeps its number.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from sukoyaka.parcel import receipt as receipts
from sukoyaka.parcel.keys import PublicKeys, sender
from sukoyaka.records.errors import ExitCode, ParcelDamaged, SukoyakaError

FILE = "deliveries.json"


class NoReceipts(SukoyakaError):
    """A medium without a receipt."""

    exit_code = ExitCode.NOTHING_TO_DO


@dataclass(frozen=True)
class Sent:
    """One parcel."""

    parcel: str
    kind: str
    receiver: str
    sequence: int
    made_on: str
    key_id: str
    rows: dict[str, int]
    received_on: str = ""  # as the receipt says; empty while open
    made_by: str = ""  # the person who sealed it, where two are needed
    released_by: str = ""
    released_on: str = ""

    @property
    def waits(self) -> bool:
        """Whether a second person has not released it yet."""
        return bool(self.made_by) and not self.released_by


@dataclass(frozen=True)
class Returned:
    """What a receipt did."""

    file: str
    outcome: str  # closed, closed before, unknown, refused
    error: SukoyakaError | None = None


def load(home: Path) -> list[Sent]:
    """Every delivery, oldest first."""
    path = home / FILE
    return [Sent(**row) for row in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []


def number_of(home: Path, kind: str, parcel: str) -> int:
    """The number of a parcel: its own if it was sealed before, else the next of its kind."""
    sent = [row for row in load(home) if row.kind == kind]
    return next((row.sequence for row in sent if row.parcel == parcel), max((row.sequence for row in sent), default=0) + 1)


def note(home: Path, new: Sent) -> None:
    """Adds a delivery; sealed again, it stays as it was noted first."""
    rows = load(home)
    if new.parcel not in {row.parcel for row in rows}:
        _save(home, [*rows, new])


def released(home: Path, parcel: str, by: str, on: date) -> None:
    """Notes who let a parcel go."""
    rows = load(home)
    _save(home, [replace(row, released_by=by, released_on=on.isoformat()) if row.parcel == parcel else row for row in rows])


def take_receipts(medium: Path, home: Path, trusted: Sequence[PublicKeys]) -> list[Returned]:
    """Closes the deliveries whose receipts are on the medium. A receipt that nobody trusted signed closes nothing."""
    found = sorted(medium.rglob("*.receipt.json"))
    if not found:
        raise NoReceipts(f"no receipt in {medium.name}/", "files named *.receipt.json", "name the medium that came back")
    return [_take(path, home, trusted) for path in found]


def _take(path: Path, home: Path, trusted: Sequence[PublicKeys]) -> Returned:
    try:
        receipt = receipts.read(path, sender(_receiver(path), trusted))
    except SukoyakaError as error:
        return Returned(path.name, "refused", error)
    rows = load(home)
    mine = next((row for row in rows if row.parcel == receipt.parcel and row.receiver == receipt.receiver), None)
    if mine is None:
        return Returned(path.name, "unknown")
    if mine.received_on:
        return Returned(path.name, "closed before")
    if any(receipt.counts[name] != count for name, count in mine.rows.items() if name in receipt.counts):
        return Returned(path.name, "refused", _miscounted(path, mine))
    _save(home, [replace(row, received_on=receipt.received_on) if row is mine else row for row in rows])
    return Returned(path.name, "closed")


def _receiver(path: Path) -> str:
    """Who the receipt says wrote it; whether it did, the signature tells."""
    with suppress(ValueError, KeyError, TypeError):
        return str(json.loads(json.loads(path.read_text(encoding="utf-8"))["receipt"])["receiver"])
    raise ParcelDamaged(f"{path.name} cannot be read", "a receipt as the receiver wrote it", "copy it again")


def _miscounted(path: Path, mine: Sent) -> ParcelDamaged:
    return ParcelDamaged(
        f"{path.name} counts other rows than were sent",
        f"{sum(mine.rows.values())} rows in {len(mine.rows)} tables",
        f"ask the {mine.receiver} what it received; the delivery stays open",
    )


def overdue(rows: Sequence[Sent], on: date, days: int) -> list[Sent]:
    """Deliveries that are open for longer than so many days."""
    return [row for row in rows if not row.received_on and (on - date.fromisoformat(row.made_on)).days > days]


def _save(home: Path, rows: Sequence[Sent]) -> None:
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f".{FILE}"
    draft.write_text(json.dumps([asdict(row) for row in rows], indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(home / FILE)
