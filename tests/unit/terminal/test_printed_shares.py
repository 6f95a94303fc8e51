"""The root secret on paper: any two pages bring it back, one tells nothing, and a wrong one says so."""

import itertools
from datetime import date
from pathlib import Path

import pytest

from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.shares import NEEDED, SHARES, Share, SharesUnusable, join, split, write_pages

RING, OTHER = Keyring(bytes(range(32))), Keyring(bytes(range(1, 33)))
PAGES = [" ".join(share.words) for share in split(RING)]


@pytest.mark.parametrize("two", list(itertools.permutations(range(SHARES), NEEDED)))
def test_any_two_pages_give_the_same_pseudonyms(two: tuple[int, int]) -> None:
    restored = join([PAGES[number] for number in two], RING.key_id)
    assert restored.key("platform/person") == RING.key("platform/person")


def test_words_may_be_typed_in_capitals_and_with_gaps() -> None:
    assert join([f"  {PAGES[0].upper()}\n", PAGES[2].replace(" ", "  ")]).key_id == RING.key_id


def misread(page: str) -> str:
    first, second, *rest = page.split()
    return " ".join([second, first, *rest])


WRONG = {
    "one page": [PAGES[0]],
    "the same page twice": [PAGES[0], PAGES[0]],
    "no page": [],
    "a word misread": [PAGES[0], misread(PAGES[1])],
    "a word that is none": [PAGES[0], PAGES[1].rsplit(" ", 1)[0] + " sukoyaka"],
    "pages of two printings": [PAGES[0], " ".join(split(RING)[1].words)],
    "pages of two secrets": [PAGES[0], " ".join(split(OTHER)[1].words)],
}


@pytest.mark.parametrize("what", WRONG)
def test_what_does_not_give_the_secret(what: str) -> None:
    with pytest.raises(SharesUnusable) as refusal:
        join(WRONG[what])
    told = set(str(refusal.value).replace("'", " ").split())
    assert not told & {word for page in PAGES for word in page.split() if len(word) > 6}, "a word of the secret is repeated"


def test_pages_of_another_secret_are_told_apart_by_their_id() -> None:
    with pytest.raises(SharesUnusable, match=OTHER.key_id):
        join([" ".join(share.words) for share in split(OTHER)][:2], RING.key_id)


def test_pages_are_for_their_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    pages = write_pages(split(RING), tmp_path, date(2024, 4, 1))
    assert [page.stat().st_mode & 0o777 for page in pages] == [0o600] * SHARES
    assert "<li>academic</li>" in pages[0].read_text(encoding="utf-8")
    with pytest.raises(SharesUnusable, match="exists already"):
        write_pages(split(RING), tmp_path, date(2024, 4, 1))


def test_a_share_shows_nothing_of_itself() -> None:
    assert "***" in repr(Share(1, "1a2b3c4d", ("secret",)))
    assert "secret" not in repr(Share(1, "1a2b3c4d", ("secret",)))
