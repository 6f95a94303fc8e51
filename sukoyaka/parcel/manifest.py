"""What a parcel says about itself: canonical JSON, signed as bytes."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sukoyaka.records.errors import ParcelDamaged, ParcelIncomplete

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
FORMAT = 1


@dataclass(frozen=True)
class Part:
    """One encrypted part on the medium."""

    file: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Content:
    """One file inside: its plain digest and the parts that carry it, in order."""

    name: str
    size: int
    sha256: str
    rows: int | None
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Manifest:
    """A parcel's own description. `parcel` is derived from the plain contents: the same contents have the same name."""

    parcel: str
    kind: str  # data, identity, findings, feedback
    sender: str
    receiver: str
    sequence: int  # per kind and sender; a gap or a repeat shows a lost or replayed medium
    created_on: str  # ISO date, given by the caller
    register_version: str
    contents: tuple[Content, ...]
    counts: dict[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()  # extracts the rows came from, without values
    key_id: str = ""  # of the pseudonyms inside: two parcels under different keys share no person
    format: int = FORMAT

    def to_bytes(self) -> bytes:
        """Canonical JSON: sorted keys, no spaces, UTF-8."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @property
    def sha256(self) -> str:
        """Digest that a receipt repeats."""
        return hashlib.sha256(self.to_bytes()).hexdigest()


def parcel_name(kind: str, sender: str, receiver: str, digests: list[tuple[str, str]]) -> str:
    """Name of a parcel with these plain contents: 16 hex digits."""
    return hashlib.sha256(json.dumps([kind, sender, receiver, sorted(digests)]).encode()).hexdigest()[:16]


def read(directory: Path) -> tuple[Manifest, bytes, bytes]:
    """The manifest, its exact bytes, and its signature. Nothing is trusted yet."""
    try:
        raw, signature = (directory / MANIFEST).read_bytes(), (directory / SIGNATURE).read_bytes()
    except FileNotFoundError as error:
        raise ParcelIncomplete(
            f"{directory.name} has no {Path(str(error.filename)).name}",
            "manifest.json, manifest.sig and every part it names",
            "copy the whole parcel again",
        ) from error
    return _parse(directory.name, raw), raw, signature


def _parse(name: str, raw: bytes) -> Manifest:
    try:
        document: dict[str, Any] = json.loads(raw)
        contents = tuple(Content(**{**c, "parts": tuple(Part(**p) for p in c["parts"])}) for c in document["contents"])
        return Manifest(**{**document, "contents": contents, "files": tuple(document["files"])})
    except (ValueError, KeyError, TypeError) as error:
        raise ParcelDamaged(
            f"the manifest of {name} cannot be read",
            "a manifest as the sender wrote it",
            "copy the parcel again; if it stays so, ask the sender",
        ) from error
