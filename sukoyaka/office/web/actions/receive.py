"""Receives parcels: changes of the key, identities into the vault, findings into casework; each once, whole or not at all.

Reads a directory of parcels, writes the database and a receipt for each. A parcel that was received before is passed
over; a damaged one stops the command, and what came before it stays.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from sukoyaka.console import Advance
from sukoyaka.office.vault.keys import VaultKey
from sukoyaka.office.web import home
from sukoyaka.office.web.actions.receive_findings import receive_findings
from sukoyaka.office.web.actions.receive_identities import receive_identities
from sukoyaka.office.web.actions.receive_renewals import receive_renewals, require_key_held
from sukoyaka.office.web.models import Parcel
from sukoyaka.parcel import manifest as manifests
from sukoyaka.parcel import receipt
from sukoyaka.parcel.keys import ZoneKeys, pinned
from sukoyaka.parcel.manifest import Manifest
from sukoyaka.parcel.open import open_parcel
from sukoyaka.records.delivery import RECASE
from sukoyaka.records.errors import ParcelSenderUnknown

SENDERS = {RECASE: "terminal", "identity": "terminal", "findings": "hub"}  # kind → the one zone that may send it, in order of receiving


@dataclass(frozen=True)
class Office:
    """What receiving needs: the place, the opened keys, the day."""

    place: Path
    keys: ZoneKeys
    vault: VaultKey
    on: date


@dataclass(frozen=True)
class Received:
    """What came of one parcel."""

    parcel: str
    kind: str
    new: bool
    counts: dict[str, int]


def receive_all(directory: Path, office: Office, advance: Advance) -> list[Received]:
    """Every parcel for the office in the directory: changes of the key, identities, findings; each kind in order of sequence."""
    return [_receive(parcel, office, advance) for parcel in parcels_in(directory)]


def parcels_in(directory: Path) -> list[Path]:
    """Parcels of our kinds; names begin with kind and sequence."""
    return [path for kind in SENDERS for path in sorted(directory.glob(f"{kind}-*.parcel"))]


def _receive(parcel: Path, office: Office, advance: Advance) -> Received:
    with _scratch(office.place) as scratch:
        manifest = open_parcel(parcel, office.keys, pinned(home.trusted(office.place)).values(), scratch / "contents", advance)
        _check_sender(parcel.name, manifest)
        earlier = Parcel.objects.filter(pk=manifest.parcel).first()
        if earlier:
            return Received(manifest.parcel, manifest.kind, False, earlier.counts)
        counts = _take_in(scratch / "contents", manifest, office)
    receipt.write(manifest, office.on.isoformat(), counts, office.keys, home.receipts(office.place))
    return Received(manifest.parcel, manifest.kind, True, counts)


def _check_sender(name: str, manifest: Manifest) -> None:
    if SENDERS.get(manifest.kind) != manifest.sender:
        raise ParcelSenderUnknown(
            f"{name} is a parcel of kind {manifest.kind} from {manifest.sender}",
            ", ".join(f"{kind} from {zone}" for kind, zone in SENDERS.items()),
            "ask the sender; do not open it",
        )


@transaction.atomic
def _take_in(contents: Path, manifest: Manifest, office: Office) -> dict[str, int]:
    counts = _store(contents, manifest, office)
    Parcel.objects.create(
        parcel=manifest.parcel,
        kind=manifest.kind,
        sender=manifest.sender,
        sequence=manifest.sequence,
        manifest_sha256=manifest.sha256,
        register_version=manifest.register_version,
        received_on=office.on,
        counts=counts,
        key_id=manifest.key_id,
    )
    return counts


def _store(contents: Path, manifest: Manifest, office: Office) -> dict[str, int]:
    if manifest.kind == RECASE:
        return receive_renewals(contents, manifest)
    if manifest.kind == "identity":
        require_key_held(manifest)
        return receive_identities(contents, manifest, office.vault)
    return receive_findings(contents, manifest)


@contextmanager
def _scratch(place: Path) -> Iterator[Path]:
    """A directory for opened contents, for its owner alone, gone afterwards whatever happens."""
    path = Path(tempfile.mkdtemp(prefix=".opening-", dir=place))
    try:
        yield path
    finally:
        shutil.rmtree(path)


def size_of(parcels: list[Path]) -> int:
    """Bytes of the parcels' contents, for a progress bar."""
    return sum(content.size for parcel in parcels for content in manifests.read(parcel)[0].contents)
