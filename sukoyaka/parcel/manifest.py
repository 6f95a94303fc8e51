"""What a parcel says about itself: canonical JSON, signed as bytes."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from sukoyaka.records.errors import ParcelDamaged, ParcelIncomplete

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
FORMAT = 1
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")  # of a file: nothing that leads elsewhere


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
        return _manifest(json.loads(raw))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ParcelDamaged(
            f"the manifest of {name} cannot be read",
            "a manifest as the sender wrote it",
            "copy the parcel again; if it stays so, ask the sender",
        ) from error


def _content(document: dict[str, Any]) -> Content:
    parts = tuple(Part(**part) for part in document["parts"])
    content = Content(**{**document, "parts": parts})
    _require(all(_plainly_typed(part) and _NAME.fullmatch(part.file) for part in parts))
    _require(_plainly_typed(content) and bool(_NAME.fullmatch(content.name)) and (content.rows is None or type(content.rows) is int))
    return content


def _plainly_typed(one: Part | Content | Manifest) -> bool:
    """Whether texts are texts and numbers numbers: a signature says who wrote it, not that it is well written."""
    return all(type(getattr(one, field.name)) is field.type for field in fields(one) if field.type in (str, int))


def _require(held: bool) -> None:
    if not held:
        raise ValueError


def _manifest(document: dict[str, Any]) -> Manifest:
    contents = tuple(_content(content) for content in document["contents"])
    manifest = Manifest(**{**document, "contents": contents, "files": tuple(document["files"])})
    date.fromisoformat(manifest.created_on)
    _require(_plainly_typed(manifest) and all(type(file) is str for file in manifest.files))
    _require(all(type(name) is str and type(count) is int for name, count in manifest.counts.items()))
    return manifest
