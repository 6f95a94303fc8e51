"""Seals a person's identity into one opaque value, and opens it.

All identity columns of one person become one AES-256-GCM message bound to the case: a value moved to another row, or
changed by one bit, does not open. Knows no database.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sukoyaka.office.vault.keys import VaultKey
from sukoyaka.records.errors import ExitCode, SukoyakaError

NONCE = 12  # bytes


class SealBroken(SukoyakaError):
    """A sealed identity that does not open: another key, another case, or changed bytes."""

    exit_code = ExitCode.DATA_INCONSISTENT


@dataclass(frozen=True)
class Identity:
    """Who a case is. Its repr shows nothing, so no log line can leak it."""

    name: str | None
    kana: str | None
    birth_date: date
    sex: str
    postal_code: str | None
    address: str | None
    support_measure: bool
    support_until: date | None
    as_of: date  # the delivery that says so

    def __repr__(self) -> str:
        return "Identity(***)"


@dataclass(frozen=True)
class Sealed:
    """An identity at rest."""

    case: str
    key_id: str
    box: bytes  # nonce and ciphertext


def seal(case: str, identity: Identity, key: VaultKey) -> Sealed:
    """Encrypts an identity for its case."""
    plain = json.dumps(asdict(identity), default=date.isoformat, ensure_ascii=False).encode()
    nonce = os.urandom(NONCE)
    return Sealed(case, key.id, nonce + AESGCM(key.secret).encrypt(nonce, plain, case.encode()))


def unseal(sealed: Sealed, key: VaultKey) -> Identity:
    """Decrypts an identity. Raises `SealBroken`."""
    try:
        plain = AESGCM(key.secret).decrypt(sealed.box[:NONCE], sealed.box[NONCE:], sealed.case.encode())
    except InvalidTag as error:
        raise SealBroken(
            f"a sealed identity does not open with the vault key {key.id}",
            f"values sealed with the key {sealed.key_id} for this very case",
            "restore the key it names, or receive the identity parcel again",
        ) from error
    return _identity(json.loads(plain))


def _identity(document: dict[str, object]) -> Identity:
    days = {name: _day(document[name]) for name in ("birth_date", "support_until", "as_of")}
    return Identity(**{**document, **days})  # type: ignore[arg-type]  # what `seal` wrote, checked by the tag


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
