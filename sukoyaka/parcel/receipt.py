"""The receipt that comes back and closes a delivery: what arrived, what was kept, signed by the receiver."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from sukoyaka.parcel.keys import PublicKeys, ZoneKeys
from sukoyaka.parcel.manifest import Manifest
from sukoyaka.records.errors import ParcelDamaged

_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Receipt:
    """What the receiver says of a parcel."""

    parcel: str
    manifest_sha256: str
    receiver: str
    received_on: str
    counts: Mapping[str, int]


def write(manifest: Manifest, received_on: str, counts: Mapping[str, int], keys: ZoneKeys, out: Path) -> Path:
    """Signs a receipt into `out/<parcel>.receipt.json`."""
    receipt = Receipt(manifest.parcel, manifest.sha256, keys.zone, received_on, dict(counts))
    body = json.dumps(asdict(receipt), sort_keys=True, ensure_ascii=False)
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{manifest.parcel}.receipt.json"
    path.write_text(json.dumps({"receipt": body, "signature": keys.sign(body.encode()).hex()}, indent=2) + "\n")
    return path


def read(path: Path, receiver: PublicKeys) -> Receipt:
    """A receipt that `receiver` really signed. Raises `ParcelSenderUnknown` or `ParcelDamaged`."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        body, signature = document["receipt"].encode(), bytes.fromhex(document["signature"])
    except _UNREADABLE as error:
        raise _damaged(path) from error
    receiver.check(body, signature)
    try:
        said = Receipt(**json.loads(body))
        texts = all(type(text) is str for text in (said.parcel, said.manifest_sha256, said.receiver, said.received_on))
        counted = all(type(name) is str and type(count) is int for name, count in said.counts.items())
    except _UNREADABLE as error:
        raise _damaged(path) from error
    if not texts or not counted:
        raise _damaged(path)
    return said


def _damaged(path: Path) -> ParcelDamaged:
    return ParcelDamaged(f"{path.name} cannot be read", "a receipt as the receiver wrote it", "copy it again")
