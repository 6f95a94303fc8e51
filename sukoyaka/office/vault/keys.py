"""The vault's key: 32 bytes that never enter the database.

Writes `keys/vault.secret` (age, under a passphrase); reads it back into memory. Why apart from the parcel keys: it is
kept for as long as the identities, while parcel keys are renewed.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import pyrage

from sukoyaka.parcel.keys import open_secret

FILE = "vault.secret"


@dataclass(frozen=True)
class VaultKey:
    """The opened key. Its repr shows nothing of it."""

    secret: bytes  # AES-256

    def __repr__(self) -> str:
        return f"VaultKey({self.id})"

    @property
    def id(self) -> str:
        """Eight hex digits that name the key without telling it."""
        return hashlib.sha256(b"sukoyaka vault key " + self.secret).hexdigest()[:8]

    @classmethod
    def generate(cls) -> "VaultKey":
        """A fresh key from the operating system's randomness."""
        return cls(os.urandom(32))

    def save(self, directory: Path, passphrase: str) -> Path:
        """Writes the key under the passphrase, readable by its owner alone."""
        directory.mkdir(parents=True, exist_ok=True)
        path = directory / FILE
        path.touch(mode=0o600)
        path.write_bytes(pyrage.passphrase.encrypt(self.secret, passphrase))
        return path

    @classmethod
    def load(cls, directory: Path, passphrase: str) -> "VaultKey":
        """Opens the key. Raises `KeyUnavailable` if it is absent or the passphrase is wrong."""
        return cls(open_secret(directory / FILE, passphrase, "sukoyaka office keys init"))
