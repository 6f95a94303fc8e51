"""Seals files into a parcel.

Reads plain files, writes `<kind>-<sequence>-<parcel>.parcel/`. The directory appears whole or not at all.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyrage

from sukoyaka.console import Advance, silent
from sukoyaka.parcel.keys import PublicKeys, ZoneKeys
from sukoyaka.parcel.manifest import MANIFEST, SIGNATURE, Content, Manifest, Part, parcel_name

PART_SIZE = 16 * 2**20  # bytes: cheap to copy again; age is fastest where a part fits the processor's cache (650 MB/s, 480 at 64 MiB)


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
    key_id: str = ""  # of the pseudonyms inside


@dataclass(frozen=True)
class Unsigned:
    """A sender whose signature another person gives later: until then no zone opens the parcel."""

    zone: str


def sign(parcel: Path, keys: ZoneKeys) -> None:
    """Signs a parcel that was sealed without."""
    draft = parcel / f".{SIGNATURE}"
    draft.write_bytes(keys.sign((parcel / MANIFEST).read_bytes()))
    draft.rename(parcel / SIGNATURE)


def seal(
    files: Mapping[str, Path],
    letter: Letter,
    *,
    sender: ZoneKeys | Unsigned,
    receiver: PublicKeys,
    out: Path,
    part_size: int = PART_SIZE,
    advance: Advance = silent,
) -> Path:
    """Encrypts `files` (name inside → path) to `receiver`, signs the manifest, and returns the parcel's directory.

    `advance` is told plain bytes. Sealing the same contents again gives the same parcel name.
    """
    out.mkdir(parents=True, exist_ok=True)
    draft = out / f".{letter.kind}-{letter.sequence:04d}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    recipient = pyrage.x25519.Recipient.from_str(receiver.recipient)
    numbers = iter(range(1, 10**6))
    contents = tuple(
        _seal_file(name, path, letter.rows.get(name), recipient, draft, numbers, part_size, advance) for name, path in sorted(files.items())
    )
    parcel = parcel_name(letter.kind, sender.zone, receiver.zone, [(content.name, content.sha256) for content in contents])
    manifest = Manifest(
        parcel,
        letter.kind,
        sender.zone,
        receiver.zone,
        letter.sequence,
        letter.created_on.isoformat(),
        letter.register_version,
        contents,
        dict(letter.counts),
        letter.files,
        letter.key_id,
    )
    (draft / MANIFEST).write_bytes(manifest.to_bytes())
    if isinstance(sender, ZoneKeys):
        (draft / SIGNATURE).write_bytes(sender.sign(manifest.to_bytes()))
    target = out / f"{letter.kind}-{letter.sequence:04d}-{parcel}.parcel"
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)
    return target


def name_of(kind: str, files: Mapping[str, Path], sender: str, receiver: str) -> str:
    """The name that a parcel of these files will have."""
    digests = []
    for name, path in files.items():
        with path.open("rb") as file:
            digests.append((name, hashlib.file_digest(file, "sha256").hexdigest()))
    return parcel_name(kind, sender, receiver, digests)


def _seal_file(
    name: str,
    path: Path,
    rows: int | None,
    recipient: pyrage.x25519.Recipient,
    draft: Path,
    numbers: Iterator[int],
    part_size: int,
    advance: Advance,
) -> Content:
    """One read of the file. A second thread hashes while this one encrypts: hashing lets go of the interpreter, age does not."""
    plain = hashlib.sha256()
    parts = []
    with ThreadPoolExecutor(1) as hasher:
        for chunk in _chunks(path, part_size):
            hashed = hasher.submit(plain.update, chunk)
            file = f"{next(numbers):04d}.age"
            cipher = pyrage.encrypt(chunk, [recipient])
            parts.append((file, len(cipher), hasher.submit(hashlib.sha256, cipher)))
            (draft / file).write_bytes(cipher)
            hashed.result()
            advance(len(chunk))
    return Content(
        name,
        path.stat().st_size,
        plain.hexdigest(),
        rows,
        tuple(Part(file, size, digest.result().hexdigest()) for file, size, digest in parts),
    )


def _chunks(path: Path, size: int) -> Iterator[bytes]:
    """The file in pieces; an empty file is one empty piece, so that it too is carried by a part."""
    with path.open("rb") as file:
        yield file.read(size)
        while chunk := file.read(size):
            yield chunk
