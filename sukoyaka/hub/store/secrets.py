"""The hub's secrets: its parcel keys, and the root from which each mart's key is derived.

Writes `keys/hub.secret`, `keys/hub.public.json` and `keys/marts.secret`, each under the passphrase, readable by the owner alone.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass

import pyrage

from sukoyaka.hub.store.home import Home, write_whole
from sukoyaka.parcel.keys import KeyUnavailable, PublicKeys, ZoneKeys, open_secret
from sukoyaka.records.purpose import Purpose

ZONE = "hub"
ROOT = "marts.secret"


@dataclass(frozen=True, repr=False)
class MartKeys:
    """The root of the marts' keys. Its repr shows nothing."""

    root: bytes

    def of(self, purpose: Purpose) -> bytes:
        """The key of a purpose, 32 bytes: the same for ever, so that a mart can be made again."""
        return hmac.digest(self.root, f"mart:{purpose}".encode(), hashlib.sha256)


def init(home: Home, passphrase: str) -> PublicKeys:
    """Makes the hub's secrets. Raises `KeyUnavailable` if there are some: a second root would change every mart's ids."""
    if (home.keys / f"{ZONE}.secret").exists():
        raise KeyUnavailable(f"{home.keys.name}/{ZONE}.secret is already there", "a home without keys", "keep it, or choose another --home")
    path = home.keys / ROOT
    write_whole(path, pyrage.passphrase.encrypt(os.urandom(32), passphrase))
    path.chmod(0o600)
    keys = ZoneKeys.generate(ZONE)
    keys.save(home.keys, passphrase)
    return keys.public()


def zone_keys(home: Home, passphrase: str) -> ZoneKeys:
    """The hub's parcel keys, opened."""
    return ZoneKeys.load(home.keys, ZONE, passphrase)


def mart_keys(home: Home, passphrase: str) -> MartKeys:
    """The marts' root, opened. Raises `KeyUnavailable` if it is absent or the passphrase is wrong."""
    return MartKeys(open_secret(home.keys / ROOT, passphrase, "sukoyaka hub keys init"))
