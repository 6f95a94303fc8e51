"""A sealed identity opens with its key for its case, and in no other way."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sukoyaka.office.vault.keys import VaultKey
from sukoyaka.office.vault.sealing import Identity, SealBroken, seal, unseal

KEY, CASE = VaultKey(b"k" * 32), "a" * 32
IDENTITIES = some.builds(
    Identity,
    name=some.none() | some.text(),
    kana=some.none() | some.text(),
    birth_date=some.dates(),
    sex=some.sampled_from(["male", "female"]),
    postal_code=some.none() | some.text(max_size=8),
    address=some.none() | some.text(),
    support_measure=some.booleans(),
    support_until=some.none() | some.dates(),
    as_of=some.dates(),
)
ONE = Identity("髙橋 﨑", "タカハシ サキ", date(2022, 1, 5), "female", None, None, True, date(2025, 3, 31), date(2024, 4, 1))


@given(IDENTITIES)
def test_what_is_sealed_comes_back(identity: Identity) -> None:
    assert unseal(seal(CASE, identity, KEY), KEY) == identity


def test_it_does_not_open_for_another_case() -> None:
    with pytest.raises(SealBroken):
        unseal(replace(seal(CASE, ONE, KEY), case="b" * 32), KEY)


def test_it_does_not_open_with_another_key() -> None:
    with pytest.raises(SealBroken):
        unseal(seal(CASE, ONE, KEY), VaultKey(b"j" * 32))


def test_one_changed_bit_is_found() -> None:
    sealed = seal(CASE, ONE, KEY)
    with pytest.raises(SealBroken):
        unseal(replace(sealed, box=sealed.box[:-1] + bytes([sealed.box[-1] ^ 1])), KEY)


def test_the_same_person_is_never_sealed_alike() -> None:
    assert seal(CASE, ONE, KEY).box != seal(CASE, ONE, KEY).box


def test_nothing_shows_in_a_log() -> None:
    assert "髙橋" not in repr(ONE)
    assert "k" * 8 not in repr(KEY)
