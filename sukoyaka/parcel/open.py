"""Opens a parcel: signature first, then every part, then the plain digests. Nothing is written unless all is well.

Reads a parcel's directory, writes its contents into a new directory that appears whole or not at all.
"""

import hashlib
import os
import shutil
from collections.abc import Collection
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
    manifest, raw, signature = manifests.read(parcel)
    pinned_sender(manifest.sender, trusted).check(raw, signature)
    for part in (part for content in manifest.contents for part in content.parts):
        _check_part(parcel, part)
        advance(part.size)
    return manifest


def open_parcel(parcel: Path, keys: ZoneKeys, trusted: Collection[PublicKeys], into: Path, advance: Advance = silent) -> Manifest:
    """Verifies and decrypts `parcel` into the new directory `into`. `advance` is told plain bytes.

    Raises `ParcelDamaged`, `ParcelIncomplete`, `ParcelNotForUs` or `ParcelSenderUnknown`; then `into` does not exist.
    """
    manifest = verify(parcel, trusted)
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


def _check_part(parcel: Path, part: Part) -> None:
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
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != part.sha256:
            raise ParcelDamaged(
                f"the part {part.file} of {parcel.name} is not what was signed",
                "parts as the sender wrote them",
                f"copy {part.file} again; if it stays so, ask the sender",
            )


def _decrypt(parcel: Path, content: Content, keys: ZoneKeys, draft: Path, advance: Advance) -> None:
    identity = pyrage.x25519.Identity.from_str(keys.identity)
    if Path(content.name).name != content.name:
        raise ParcelDamaged(f"{parcel.name} names the file {content.name!r}", "plain file names", "ask the sender; do not open it")
    digest = hashlib.sha256()
    with (draft / content.name).open("wb") as file:
        for part in content.parts:
            plain = _open_part(parcel / part.file, identity, keys.zone)
            digest.update(plain)
            file.write(plain)
            advance(len(plain))
    if digest.hexdigest() != content.sha256:
        raise ParcelDamaged(
            f"{content.name} of {parcel.name} does not have the signed digest", "the contents as sealed", "ask the sender to seal it again"
        )


def _open_part(path: Path, identity: pyrage.x25519.Identity, zone: str) -> bytes:
    try:
        return bytes(pyrage.decrypt(path.read_bytes(), [identity]))
    except pyrage.DecryptError as error:
        raise ParcelNotForUs(
            f"{path.name} of {path.parent.name} does not open with the key of {zone}",
            f"parcels encrypted to {zone}",
            "ask the sender which key it pinned",
        ) from error
