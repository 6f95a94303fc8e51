"""Whatever the numbers and addresses are: pseudonyms are a permutation, open with the key alone, and show nothing of what went in."""

from itertools import pairwise

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.mask import coarsen_birth_day, digests, pseudonyms, reveal
from sukoyaka.terminal.resolve.fold import fold_address, fold_kana

RINGS = (Keyring(b"one secret of thirty-two bytes!!"), Keyring(b"two secret of thirty-two bytes!!"))
DOMAINS = ("platform/person", "casework/person", "platform/household")
NUMBERS = st.lists(st.from_regex(r"[0-9]{6,15}", fullmatch=True), min_size=1, max_size=40, unique=True)
DAYS = st.dates()


@given(NUMBERS, st.sampled_from(DOMAINS))
def test_distinct_numbers_have_distinct_pseudonyms_that_open_again(numbers: list[str], domain: str) -> None:
    sealed = pseudonyms(pl.Series(numbers), RINGS[0], domain)
    assert sealed.n_unique() == len(numbers)
    assert [reveal(pseudonym, RINGS[0], domain) for pseudonym in sealed] == numbers
    assert sealed.str.contains(r"^[0-9a-f]{32}$").all()


@given(NUMBERS)
def test_two_domains_and_two_secrets_share_no_pseudonym(numbers: list[str]) -> None:
    made = [set(pseudonyms(pl.Series(numbers), ring, domain)) for ring in RINGS for domain in DOMAINS]
    assert len(set.union(*made)) == len(numbers) * len(made)


@given(NUMBERS)
def test_the_order_of_rows_and_gaps_change_nothing(numbers: list[str]) -> None:
    column = pl.Series([*numbers, None, *reversed(numbers)], dtype=pl.String)
    sealed = pseudonyms(column, RINGS[0], DOMAINS[0]).to_list()
    assert sealed[: len(numbers)] == sealed[len(numbers) + 1 :][::-1]
    assert sealed[len(numbers)] is None


def test_numbers_that_follow_one_another_have_pseudonyms_that_do_not() -> None:
    """Half of the bits differ between neighbours: nothing of the number's order is left."""
    sealed = pseudonyms(pl.Series([f"{n:010d}" for n in range(2000)]), RINGS[0], DOMAINS[0]).to_list()
    differing = [(int(a, 16) ^ int(b, 16)).bit_count() for a, b in pairwise(sealed)]
    assert 62 < sum(differing) / len(differing) < 66
    assert min(differing) > 30


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=20, unique=True))
def test_a_digest_is_the_same_for_the_same_and_shows_nothing(texts: list[str]) -> None:
    made = digests(pl.Series(texts, dtype=pl.String), RINGS[0], "platform/dwelling")
    assert made.n_unique() == len(texts)
    assert made.to_list() == digests(pl.Series(texts, dtype=pl.String), RINGS[0], "platform/dwelling").to_list()
    assert set(made) != set(digests(pl.Series(texts, dtype=pl.String), RINGS[1], "platform/dwelling"))


@given(DAYS, DAYS)
def test_no_date_is_ever_its_persons_birth_day(day: object, born: object) -> None:
    masked = coarsen_birth_day(pl.Series("d", [day, born, None], dtype=pl.Date), pl.Series([born] * 3, dtype=pl.Date)).to_list()
    assert masked[1] == born.replace(day=1)  # type: ignore[attr-defined]  # a date
    assert masked[0] == (day if day != born else masked[1])
    assert masked[2] is None


@given(st.text(alphabet="アイウャュョッガザダバパヴヂヅーｶﾞｷﾊﾟあがゃっ 　・", max_size=20))
@settings(max_examples=200)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold_kana(pl.Series([text]))
    assert fold_kana(once).to_list() == once.to_list()


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30))
def test_one_address_in_its_usual_spellings_is_one_dwelling(block: int, lot: int, house: int) -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    spellings = {
        f"見本町{block}丁目{lot}番地{house}",
        f"見本町{block}丁目{lot}番{house}号".translate(wide),
        f"見本町{block}-{lot}-{house}",
        f"見本町{block}丁目{lot}番地の{house}",
    }
    assert fold_address(pl.Series(sorted(spellings))).n_unique() == 1


def test_a_chome_in_kanji_is_the_same_chome() -> None:
    for kanji, figures in (("三", 3), ("十", 10), ("十二", 12), ("二十一", 21)):
        assert fold_address(pl.Series([f"見本町{kanji}丁目4番5号", f"見本町{figures}-4-5"])).n_unique() == 1
