"""Without the key a pseudonym is a random number: neighbours are far apart, every bit is even, and two purposes share nothing.

Two million consecutive numbers, as a city hands them out: what a thief of parcels could look for is not there.
"""

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.mask import pseudonyms

RING = Keyring(b"a secret of exactly 32 bytes, ok")
NUMBERS = 2_000_000
Blocks = npt.NDArray[np.uint64]


def sealed(domain: str) -> Blocks:
    """Two words of 64 bits per number: the same blocks that `mask.pseudonyms` encrypts."""
    blocks = np.zeros((NUMBERS, 16), np.uint8)
    rest = np.arange(NUMBERS)
    for place in range(15, 5, -1):
        blocks[:, place] = rest % 10 + ord("0")
        rest //= 10
    cipher = Cipher(algorithms.AES256(RING.key(domain)), modes.ECB())  # noqa: S305 - single blocks, as in mask
    return np.frombuffer(cipher.encryptor().update(blocks.tobytes()), np.uint64).reshape(-1, 2)


@pytest.fixture(scope="module")
def person() -> Blocks:
    return sealed("platform/person")


def test_these_are_the_pseudonyms_of_the_terminal(person: Blocks) -> None:
    assert pseudonyms(pl.Series([f"{number:010}" for number in range(100)]), RING, "platform/person").to_list() == [
        row.tobytes().hex() for row in person[:100]
    ]


def test_no_two_are_alike(person: Blocks) -> None:
    assert np.unique(person[:, 0]).size >= NUMBERS - 1, "half of a pseudonym alone tells people apart"


def test_every_bit_is_even(person: Blocks) -> None:
    shares = [float(((person[:, word] >> np.uint64(bit)) & np.uint64(1)).mean()) for word in (0, 1) for bit in range(64)]
    assert max(abs(share - 0.5) for share in shares) < 5 * 0.5 / NUMBERS**0.5


def test_neighbours_differ_in_half_of_the_bits(person: Blocks) -> None:
    differing = np.bitwise_count(person[1:] ^ person[:-1]).sum(axis=1)
    assert abs(float(differing.mean()) - 64) < 5 * 32**0.5 / NUMBERS**0.5


def test_order_tells_nothing(person: Blocks) -> None:
    ranks = np.argsort(np.argsort(person[:, 0]))
    assert abs(float(np.corrcoef(np.arange(NUMBERS), ranks)[0, 1])) < 5 / NUMBERS**0.5


def test_two_purposes_cannot_be_joined(person: Blocks) -> None:
    office = sealed("casework/person")
    assert not np.intersect1d(person[:, 0], office[:, 0]).size
    differing = np.bitwise_count(person ^ office).sum(axis=1)
    assert abs(float(differing.mean()) - 64) < 5 * 32**0.5 / NUMBERS**0.5
