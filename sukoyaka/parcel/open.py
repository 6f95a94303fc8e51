"""Opens a parcel: signature first, then every part, then the plain digests. Nothing is written unless all is well.

Reads a parcel's directory, writes its contents into a new directory that appears whole or not at all.
"""

import hashlib
import os
import shutil
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyrage

from sukoyaka.console import Advance, silent
from sukoyaka.parcel import manifest as manifests
from sukoyaka.parcel.keys import PublicKeys, ZoneKeys
from sukoyaka.parcel.keys import sender as pinned_sender
from sukoyaka.parcel.manifest import Content, Manifest, Part
from sukoyaka.records.errors import ParcelDamaged, ParcelIncomplete, ParcelNotForUs


def verify(parcel: Path, trusted: Collection[PublicKeys], advance: Advance = silent) -> Manifest:
    """Checks signature, presence and digest of every part, without any secret. Returns the manifest."""
    manifest = _signed(parcel, trusted)
    for part in _parts(manifest):
        _read_part(parcel, part)
        advance(part.size)
    return manifest


def open_parcel(parcel: Path, keys: ZoneKeys, trusted: Collection[PublicKeys], into: Path, advance: Advance = silent) -> Manifest:
    """Verifies and decrypts `parcel` into the new directory `into`. `advance` is told plain bytes.

    Raises `ParcelDamaged`, `ParcelIncomplete`, `ParcelNotForUs` or `ParcelSenderUnknown`; then `into` does not exist.
    """
    manifest = _signed(parcel, trusted)
    if manifest.receiver != keys.zone:
        raise ParcelNotForUs(
            f"{parcel.name} is addressed to {manifest.receiver}", f"parcels for {keys.zone}", f"carry it to {manifest.receiver}"
        )
    draft = into.with_name(f".{into.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        for content in manifest.contents:
            _decrypt(parcel, content, keys, draft, advance)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    draft.rename(into)
    return manifest


def _signed(parcel: Path, trusted: Collection[PublicKeys]) -> Manifest:
    """The manifest once its signature holds and every part is there in its full size; no digest is computed yet."""
    manifest, raw, signature = manifests.read(parcel)
    pinned_sender(manifest.sender, trusted).check(raw, signature)
    for part in _parts(manifest):
        _check_presence(parcel, part)
    return manifest


def _parts(manifest: Manifest) -> Iterator[Part]:
    for content in manifest.contents:
        yield from content.parts


def _check_presence(parcel: Path, part: Part) -> None:
    path = parcel / part.file
    if not path.exists():
        raise ParcelIncomplete(
            f"{parcel.name} lacks the part {part.file}", "every part of the manifest", f"copy {part.file} again; the others are kept"
        )
    if path.stat().st_size != part.size:
        raise ParcelIncomplete(
            f"the part {part.file} of {parcel.name} has {path.stat().st_size:,} bytes",
            f"{part.size:,} bytes",
            f"copy {part.file} again; the others are kept",
        )


def _read_part(parcel: Path, part: Part) -> bytes:
    """The part's bytes, if they are those that were signed."""
    cipher = (parcel / part.file).read_bytes()
    if hashlib.sha256(cipher).hexdigest() != part.sha256:
        raise ParcelDamaged(
            f"the part {part.file} of {parcel.name} is not what was signed",
            "parts as the sender wrote them",
            f"copy {part.file} again; if it stays so, ask the sender",
        )
    return cipher


def _decrypt(parcel: Path, content: Content, keys: ZoneKeys, draft: Path, advance: Advance) -> None:
    identity = pyrage.x25519.Identity.from_str(keys.identity)
    if Path(content.name).name != content.name:
        raise ParcelDamaged(f"{parcel.name} names the file {content.name!r}", "plain file names", "ask the sender; do not open it")
    digest = hashlib.sha256()
    with (draft / content.name).open("wb") as file, ThreadPoolExecutor(1) as hasher:
        for part in content.parts:
            plain = _open_part(parcel, part, identity, keys.zone)
            hashed = hasher.submit(digest.update, plain)
            file.write(plain)
            hashed.result()
            advance(len(plain))
    if digest.hexdigest() != content.sha256:
        raise ParcelDamaged(
            f"{content.name} of {parcel.name} does not have the signed digest", "the contents as sealed", "ask the sender to seal it again"
        )


def _open_part(parcel: Path, part: Part, identity: pyrage.x25519.Identity, zone: str) -> bytes:
    try:
        return bytes(pyrage.decrypt(_read_part(parcel, part), [identity]))
    except pyrage.DecryptError as error:
        raise ParcelNotForUs(
            f"{part.file} of {parcel.name} does not open with the key of {zone}",
            f"parcels encrypted to {zone}",
            "ask the sender which key it pinned",
        ) from error
