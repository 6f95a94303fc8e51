"""Seals files into a parcel.

Reads plain files, writes `<kind>-<sequence>-<parcel>.parcel/`. The directory appears whole or not at all.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyrage

from sukoyaka.console import Advance, silent
from sukoyaka.parcel.keys import PublicKeys, ZoneKeys
from sukoyaka.parcel.manifest import MANIFEST, SIGNATURE, Content, Manifest, Part, parcel_name

PART_SIZE = 64 * 2**20  # bytes: small enough to copy again, large enough that age's header costs nothing


@dataclass(frozen=True)
class Letter:
    """What the sender says of a parcel besides its contents."""

    kind: str
    sequence: int
    created_on: date
    register_version: str
    counts: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)  # per content file
    files: tuple[str, ...] = ()


def seal(
    files: Mapping[str, Path],
    letter: Letter,
    *,
    sender: ZoneKeys,
    receiver: PublicKeys,
    out: Path,
    part_size: int = PART_SIZE,
    advance: Advance = silent,
) -> Path:
    """Encrypts `files` (name inside → path) to `receiver`, signs the manifest, and returns the parcel's directory.

    `advance` is told plain bytes. Sealing the same contents again gives the same parcel name.
    """
    out.mkdir(parents=True, exist_ok=True)
    digests = {name: _sha256(path) for name, path in sorted(files.items())}
    name = parcel_name(letter.kind, sender.zone, receiver.zone, list(digests.items()))
    target = out / f"{letter.kind}-{letter.sequence:04d}-{name}.parcel"
    draft = out / f".{target.name}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    recipient = pyrage.x25519.Recipient.from_str(receiver.recipient)
    numbers = iter(range(1, 10**6))
    contents = tuple(
        _content(
            inside, files[inside], digest, letter.rows.get(inside), _encrypt(files[inside], recipient, draft, numbers, part_size, advance)
        )
        for inside, digest in digests.items()
    )
    manifest = Manifest(
        name,
        letter.kind,
        sender.zone,
        receiver.zone,
        letter.sequence,
        letter.created_on.isoformat(),
        letter.register_version,
        contents,
        dict(letter.counts),
        letter.files,
    )
    (draft / MANIFEST).write_bytes(manifest.to_bytes())
    (draft / SIGNATURE).write_bytes(sender.sign(manifest.to_bytes()))
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)
    return target


def _content(name: str, path: Path, digest: str, rows: int | None, parts: Iterator[Part]) -> Content:
    return Content(name, path.stat().st_size, digest, rows, tuple(parts))


def _encrypt(
    path: Path, recipient: pyrage.x25519.Recipient, draft: Path, numbers: Iterator[int], part_size: int, advance: Advance
) -> Iterator[Part]:
    for chunk in _chunks(path, part_size):
        file = f"{next(numbers):04d}.age"
        cipher = pyrage.encrypt(chunk, [recipient])
        (draft / file).write_bytes(cipher)
        advance(len(chunk))
        yield Part(file, len(cipher), hashlib.sha256(cipher).hexdigest())


def _chunks(path: Path, size: int) -> Iterator[bytes]:
    """The file in pieces; an empty file is one empty piece, so that it too is carried by a part."""
    with path.open("rb") as file:
        yield file.read(size)
        while chunk := file.read(size):
            yield chunk


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
