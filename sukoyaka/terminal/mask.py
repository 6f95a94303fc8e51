"""Puts every item into the form that the register allows. The only step that uses the keys.

Reads resolved rows, gives masked ones. Identifiers go through an AES-256 permutation of one block: no table to steal,
no two alike, reversible by the key holder alone. Wide values (an address) become a keyed digest, which nobody reverses.
"""

import binascii
import hashlib
import hmac
from datetime import date

import polars as pl
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sukoyaka.governance.permit import leaves_terminal
from sukoyaka.governance.register import Item, ItemType, Masking, Source
from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.read.distinct import over_distinct
from sukoyaka.terminal.resolve.fold import fold_address

_BLOCK = 16
_DOMAIN = {
    ItemType.RESIDENT_NUMBER: "platform/person",
    ItemType.HOUSEHOLD_NUMBER: "platform/household",
    ItemType.INSURANCE: "platform/person",
}
DWELLING = "dwelling"


def pseudonyms(numbers: pl.Series, keyring: Keyring, domain: str) -> pl.Series:
    """32 hex digits per number, null for null. One call of the cipher for the whole column.

    A number has at most 16 bytes, as `check` sees to.
    """
    known = numbers.drop_nulls()
    if (known.str.len_bytes() > _BLOCK).any():  # a longer one would shift every block behind it
        raise ValueError(f"an identifier of {domain} is longer than a block of {_BLOCK} bytes")
    sealed = _cipher(keyring, domain).encryptor().update(_blocks(known))
    digits = pl.read_lines(binascii.hexlify(sealed, "\n", _BLOCK), name="pseudonym")["pseudonym"]
    if known.len() == numbers.len():
        return digits
    at = numbers.is_not_null().cum_sum().cast(pl.Int64) - 1
    return digits.gather(at.set(numbers.is_null(), None))


def _blocks(numbers: pl.Series) -> bytes:
    """A block each, the number at its end."""
    joined: str = numbers.str.pad_start(_BLOCK, "\0").str.join("").item()
    return joined.encode() if joined.isascii() else b"".join(number.encode().rjust(_BLOCK, b"\0") for number in numbers)


def reveal(pseudonym: str, keyring: Keyring, domain: str) -> str:
    """The number behind a pseudonym, for the key holder."""
    return _cipher(keyring, domain).decryptor().update(bytes.fromhex(pseudonym)).lstrip(b"\0").decode()


def _cipher(keyring: Keyring, domain: str) -> Cipher[modes.ECB]:
    """ECB of single blocks is the permutation itself: each block is one identifier, never a message."""
    return Cipher(algorithms.AES256(keyring.key(domain)), modes.ECB())  # noqa: S305 - a permutation of identifiers, not a message


def digests(texts: pl.Series, keyring: Keyring, domain: str) -> pl.Series:
    """Keyed digest of a wide value: 32 hex digits, null for null."""
    key = keyring.key(domain)
    return over_distinct(texts, lambda text: hmac.digest(key, text.encode(), hashlib.sha256).hex()[: 2 * _BLOCK])


def mask_rows(rows: pl.DataFrame, items: tuple[Item, ...], source: Source, keyring: Keyring, on: date) -> pl.DataFrame:
    """The items that may leave, in their form, under their ids. `rows` also holds `birth_date_of_subject` and `withheld`."""
    leaving = [item for item in items if leaves_terminal(item, on) and item.id in rows.columns]
    columns = [_masked(rows, item, source, keyring) for item in leaving if item.masking is not Masking.DWELLING]
    if any(item.masking is Masking.DWELLING for item in leaving):
        columns.append(_withhold(dwelling(rows, leaving, keyring), rows).alias(DWELLING))
    return pl.DataFrame(columns)


def _masked(rows: pl.DataFrame, item: Item, source: Source, keyring: Keyring) -> pl.Series:
    column = rows[item.id]
    if item.masking is Masking.PSEUDONYM:
        return pseudonyms(column, keyring, _DOMAIN[item.type]).alias(item.id)
    if item.masking is Masking.MONTH:
        return column.dt.month_start()
    if item.type is ItemType.DATE:
        column = coarsen_birth_day(column, rows["birth_date_of_subject"])
    return _withhold(column, rows) if item.address else column


def coarsen_birth_day(days: pl.Series, births: pl.Series) -> pl.Series:
    """A date that is the person's own birth date becomes the first of its month, in whatever column it stands."""
    same = (days == births).fill_null(value=False)
    return days.dt.month_start().zip_with(same, days).alias(days.name)


def dwelling(rows: pl.DataFrame, items: list[Item], keyring: Keyring) -> pl.Series:
    """Same folded address and room, same digest; no address, none."""
    parts = [item.id for item in items if item.masking is Masking.DWELLING]
    whole = rows.select(pl.concat_str([pl.col(part).fill_null("") for part in parts], separator="|")).to_series()
    folded = fold_address(whole)
    return digests(folded.set(folded.str.len_chars() <= len(parts), None), keyring, "platform/dwelling")


def _withhold(column: pl.Series, rows: pl.DataFrame) -> pl.Series:
    return column.set(rows["withheld"], None) if "withheld" in rows.columns else column
