"""The one lookup: case → identity. Whoever calls it has recorded why.

Reads sealed values through a port, so that it knows no database.
"""

from typing import Protocol

from sukoyaka.office.vault.keys import VaultKey
from sukoyaka.office.vault.sealing import Identity, Sealed, unseal


class Shelf(Protocol):
    """Where sealed identities lie."""

    def fetch(self, case: str) -> Sealed | None:
        """The sealed identity of a case, if it has arrived."""


class Vault:
    """A key and the shelf it opens."""

    def __init__(self, key: VaultKey, shelf: Shelf) -> None:
        self._key, self._shelf = key, shelf

    def open(self, case: str) -> Identity | None:
        """Who the case is, or nothing if no delivery has named it yet. Raises `SealBroken`."""
        sealed = self._shelf.fetch(case)
        return unseal(sealed, self._key) if sealed else None
