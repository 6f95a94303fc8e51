"""Where commas and digits stand in the lines of a file, as bits; and numbers read out of eight bytes at once.

Reads bytes and positions in them, gives numbers by position. Why so low: an act is 45 fields of which seven are filled, a city-month
has over a million of them, and a text for every field costs more than all that is done with it.
"""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Places = NDArray[np.int64]
Lines = NDArray[np.int32]
Flags = NDArray[np.bool_]

MARGIN = 160  # bytes after the last line that may be looked at: two spans and more
SPAN = 64  # bytes that one word of bits tells of
_ZEROS = np.uint64(0x3030303030303030)
_OVER_NINE = np.uint64(0x7676767676767676)
_HIGH = np.uint64(0x8080808080808080)
_PAIRS = np.uint64(0x000000FF000000FF)
_EVEN = np.uint64(100 + (1_000_000 << 32))
_ODD = np.uint64(1 + (10_000 << 32))
_ONE = np.uint64(1)


def eight_at(raw: bytes) -> Words:
    """The eight bytes that begin at each place, the first of them the lowest, without a copy."""
    return np.ndarray((len(raw) - 7,), "<u8", raw, 0, (1,))


class Bits:
    """One bit a byte of the file: whether it is of the kind that is looked for."""

    def __init__(self, found: Flags) -> None:
        self._bytes = np.append(np.packbits(found, bitorder="little"), np.zeros(16, np.uint8))
        self._words = eight_at(self._bytes.tobytes())

    def at(self, places: Places) -> Words:
        """The 64 bits from each place on, the first of them the lowest."""
        byte, shift = places >> 3, (places & 7).astype(np.uint64)
        beyond = self._bytes[byte + 8].astype(np.uint64) << (np.uint64(63) - shift)
        found: Words = (self._words[byte] >> shift) | (beyond << _ONE)
        return found


def first(width: Places) -> Words:
    """The lowest bits set: as many as `width`, none below 0, all from 64 on."""
    return ~(np.uint64(2**64 - 1) << width.clip(0, SPAN).astype(np.uint64))


def lowest(bits: Words) -> Places:
    """The place of the lowest bit that is set, 64 where none is."""
    below: Words = (bits & -bits) - _ONE
    return np.asarray(np.bitwise_count(below), np.int64)


def without_lowest(bits: Words, times: int) -> Words:
    """The bits but for the lowest ones that are set."""
    for _ in range(times):
        bits = bits & (bits - _ONE)
    return bits


def number(words: Words, width: Places) -> tuple[Places, Flags]:
    """What the first `width` bytes of each word say as a number, 0 where there are none; and whether they are at most eight digits."""
    digits = (words ^ _ZEROS) << ((8 - width.clip(0, 8)) * 8).astype(np.uint64)
    plain = (((digits + _OVER_NINE) | digits) & _HIGH) == 0
    pairs = digits * np.uint64(10) + (digits >> np.uint64(8))
    value = ((pairs & _PAIRS) * _EVEN + ((pairs >> np.uint64(16)) & _PAIRS) * _ODD) >> np.uint64(32)
    return value.astype(np.int64), plain & (width <= 8)
