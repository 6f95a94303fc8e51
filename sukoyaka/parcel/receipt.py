"""The receipt that comes back and closes a delivery: what arrived, what was kept, signed by the receiver."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from sukoyaka.parcel.keys import PublicKeys, ZoneKeys
from sukoyaka.parcel.manifest import Manifest
from sukoyaka.records.errors import ParcelDamaged


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
        document = json.loads(path.read_text())
        body, signature = document["receipt"], bytes.fromhex(document["signature"])
    except (ValueError, KeyError) as error:
        raise ParcelDamaged(f"{path.name} cannot be read", "a receipt as the receiver wrote it", "copy it again") from error
    receiver.check(body.encode(), signature)
    return Receipt(**json.loads(body))
