"""A zone's keys for parcels: one pair to sign with, one to be encrypted to.

Writes `<zone>.secret` (age, under a passphrase) and `<zone>.public.json` (to give to the other zones).
Why files: a stand-alone terminal has no key service. The secret never leaves its zone.
"""

import base64
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sukoyaka.records.errors import ExitCode, ParcelSenderUnknown, SukoyakaError

_TOO_MUCH_WORK = "Excessive work"  # how age says it
_MOMENTS = 4  # further tries on a busy machine


class KeyUnavailable(SukoyakaError):
    """No key, or a wrong passphrase."""

    exit_code = ExitCode.KEY_UNAVAILABLE


@dataclass(frozen=True)
class PublicKeys:
    """What the other zones know of a zone."""

    zone: str
    verify: str  # base64 of the Ed25519 public key
    recipient: str  # age recipient

    def check(self, message: bytes, signature: bytes) -> None:
        """Raises `ParcelSenderUnknown` unless this zone signed the message."""
        try:
            Ed25519PublicKey.from_public_bytes(base64.b64decode(self.verify)).verify(signature, message)
        except InvalidSignature as error:
            raise ParcelSenderUnknown(
                f"the manifest is not signed by {self.zone}",
                "a manifest signed by the sending zone's key",
                "ask the sender to seal it again; do not open it",
            ) from error


@dataclass(frozen=True)
class ZoneKeys:
    """A zone's own secret keys, opened."""

    zone: str
    signing: bytes  # Ed25519 seed, 32 bytes
    identity: str  # age secret key

    def __repr__(self) -> str:
        return f"ZoneKeys({self.zone}, ***)"

    @classmethod
    def generate(cls, zone: str) -> "ZoneKeys":
        """Fresh keys from the operating system's randomness."""
        return cls(zone, os.urandom(32), str(pyrage.x25519.Identity.generate()))

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature, 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).sign(message)

    def public(self) -> PublicKeys:
        """The half to give away."""
        raw = (
            Ed25519PrivateKey.from_private_bytes(self.signing)
            .public_key()
            .public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        )
        return PublicKeys(self.zone, base64.b64encode(raw).decode(), str(pyrage.x25519.Identity.from_str(self.identity).to_public()))

    def save(self, directory: Path, passphrase: str) -> None:
        """Writes both halves; the secret under the passphrase, readable by its owner alone."""
        directory.mkdir(parents=True, exist_ok=True)
        secret = json.dumps({"zone": self.zone, "signing": base64.b64encode(self.signing).decode(), "identity": self.identity})
        path = directory / f"{self.zone}.secret"
        path.write_bytes(pyrage.passphrase.encrypt(secret.encode(), passphrase))
        path.chmod(0o600)
        save_public(self.public(), directory)

    @classmethod
    def load(cls, directory: Path, zone: str, passphrase: str) -> "ZoneKeys":
        """Opens the secret. Raises `KeyUnavailable` if it is absent or the passphrase is wrong."""
        secret = open_secret(directory / f"{zone}.secret", passphrase, f"sukoyaka {zone} keys init")
        document = json.loads(secret)
        return cls(document["zone"], base64.b64decode(document["signing"]), document["identity"])


def open_secret(path: Path, passphrase: str, made_with: str) -> bytes:
    """A secret kept under a passphrase. Raises `KeyUnavailable` if it is absent or the passphrase is wrong."""
    if not path.exists():
        raise KeyUnavailable(f"no key {path.name} in {path.parent.name}/", "the zone's own secret", f"make it with `{made_with}`")
    try:
        return _decrypt(path.read_bytes(), passphrase)
    except pyrage.DecryptError as error:
        if _TOO_MUCH_WORK in str(error):
            raise KeyUnavailable(
                f"{path.name} asks for more work than this machine, busy as it is, allows now",
                "a machine no more than 16 times slower than the one that made the key",
                "try again when it is idle; the passphrase was not even looked at",
            ) from error
        raise KeyUnavailable(
            f"{path.name} does not open with this passphrase",
            "the passphrase it was made with",
            "type it again, or restore the key from its copy",
        ) from error


def _decrypt(sealed: bytes, passphrase: str) -> bytes:
    """age measures the machine at each call and refuses what would take it too long: a busy moment is no reason to give up."""
    for _ in range(_MOMENTS):
        try:
            return bytes(pyrage.passphrase.decrypt(sealed, passphrase))
        except pyrage.DecryptError as error:
            if _TOO_MUCH_WORK not in str(error):
                raise
    return bytes(pyrage.passphrase.decrypt(sealed, passphrase))


def save_public(keys: PublicKeys, directory: Path) -> Path:
    """Writes `<zone>.public.json`, for the other zones to pin."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{keys.zone}.public.json"
    path.write_text(json.dumps({"zone": keys.zone, "verify": keys.verify, "recipient": keys.recipient}, indent=2) + "\n")
    return path


def load_public(path: Path) -> PublicKeys:
    """Reads a pinned public half."""
    document = json.loads(path.read_text())
    return PublicKeys(document["zone"], document["verify"], document["recipient"])


def pinned(directory: Path) -> dict[str, PublicKeys]:
    """Every public half in a directory, by zone."""
    return {keys.zone: keys for keys in map(load_public, sorted(directory.glob("*.public.json")))}


def sender(zone: str, trusted: Iterable[PublicKeys]) -> PublicKeys:
    """The pinned keys of the zone that claims to have sent. Raises `ParcelSenderUnknown`."""
    for keys in trusted:
        if keys.zone == zone:
            return keys
    raise ParcelSenderUnknown(
        f"the sender {zone} is not pinned here",
        ", ".join(k.zone for k in trusted) or "no zone is pinned yet",
        "copy its <zone>.public.json by hand, after comparing the printed key",
    )
