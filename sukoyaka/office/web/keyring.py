"""Holds the opened vault key for as long as the process lives. Nothing writes it anywhere."""

from sukoyaka.office.vault.keys import VaultKey
from sukoyaka.parcel.keys import KeyUnavailable

_ring: list[VaultKey] = []


def unlock(key: VaultKey) -> None:
    """Puts the key in; workers forked later inherit it."""
    _ring[:] = [key]


def vault_key() -> VaultKey:
    """The key. Raises `KeyUnavailable` in a process that was not unlocked."""
    if not _ring:
        raise KeyUnavailable(
            "the vault is locked in this process", "a server started with its passphrase", "start it by `sukoyaka office serve`"
        )
    return _ring[0]


def lock() -> None:
    """Forgets the key."""
    _ring.clear()
