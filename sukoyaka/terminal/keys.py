"""The terminal's root secret and the keys made from it, one per purpose and kind of identifier.

Writes `<home>/keys/root.secret` under the operator's passphrase. The secret is made here and never leaves; only `mask` uses it.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sukoyaka.parcel.keys import open_secret

ROOT = "root.secret"
NEXT = "next.secret"  # of a change of the key that is being made


@dataclass(frozen=True)
class Keyring:
    """The root secret, opened. Keys of different names share nothing."""

    root: bytes

    def __repr__(self) -> str:
        return "Keyring(***)"

    @property
    def key_id(self) -> str:
        """Names the secret without telling anything of it."""
        return hashlib.sha256(self.key("key id")).hexdigest()[:8]

    def key(self, name: str) -> bytes:
        """The 256-bit key of that name: `platform/person`, `casework/person`, `platform/household`, …"""
        return HKDF(SHA256(), 32, salt=b"sukoyaka terminal", info=name.encode()).derive(self.root)

    @classmethod
    def init(cls, home: Path, passphrase: str) -> "Keyring":
        """Makes the secret, once. An existing one is kept: with another secret every pseudonym would change."""
        path = home / "keys" / ROOT
        if path.exists():
            return cls.open(home, passphrase)
        keyring = cls(os.urandom(32))
        keyring.save(home, passphrase)
        return keyring

    def save(self, home: Path, passphrase: str, name: str = ROOT) -> None:
        """Keeps the secret under a passphrase, readable by its owner alone."""
        path = home / "keys" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_bytes(pyrage.passphrase.encrypt(self.root, passphrase))
        draft.rename(path)

    @classmethod
    def successor(cls, home: Path, passphrase: str) -> "Keyring":
        """The secret that will take the place of this one; made once, and the same until `succeed`."""
        if not (home / "keys" / NEXT).exists():
            cls(os.urandom(32)).save(home, passphrase, NEXT)
        return cls(open_secret(home / "keys" / NEXT, passphrase, "sukoyaka terminal keys rotate"))

    @staticmethod
    def succeed(home: Path) -> None:
        """Puts the successor in the place of the secret, which is gone with that."""
        (home / "keys" / NEXT).replace(home / "keys" / ROOT)

    @classmethod
    def open(cls, home: Path, passphrase: str) -> "Keyring":
        """Opens the secret. Raises `KeyUnavailable` when it is absent or the passphrase is wrong."""
        return cls(open_secret(home / "keys" / ROOT, passphrase, "sukoyaka terminal keys init"))
