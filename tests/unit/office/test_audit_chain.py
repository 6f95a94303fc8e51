"""The chain: any change of content, order or number is found at its first place."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sukoyaka.governance.audit import Link, canonical, first_broken, seal

ROWS = [{"id": n, "who": "さくら", "cases": ["a" * 32]} for n in range(1, 6)]
LINKS = list(seal(ROWS))


def test_an_untouched_chain_holds() -> None:
    assert first_broken(LINKS) is None
    assert first_broken([]) is None


def test_sealing_in_two_parts_is_sealing_once() -> None:
    first = list(seal(ROWS[:2]))
    rest = list(seal(ROWS[2:], after=2, previous=first[-1].hash))
    assert first + rest == LINKS


@pytest.mark.parametrize("place", range(5))
def test_an_edit_is_found_at_its_place(place: int) -> None:
    edited = [Link(link.seq, {**ROWS[place], "who": "x"}, link.hash) if index == place else link for index, link in enumerate(LINKS)]
    assert first_broken(edited) == place + 1


@pytest.mark.parametrize("place", range(4))
def test_a_missing_link_is_found(place: int) -> None:
    assert first_broken(LINKS[:place] + LINKS[place + 1 :]) == place + 1


def test_a_lost_row_is_found() -> None:
    assert first_broken([*LINKS[:2], Link(3, None, LINKS[2].hash)]) == 3


def test_a_changed_order_is_found() -> None:
    assert first_broken([LINKS[1], LINKS[0], *LINKS[2:]]) == 1


def test_a_cut_end_is_found_with_a_head() -> None:
    assert first_broken(LINKS[:4]) is None
    assert first_broken(LINKS[:4], {5: LINKS[4].hash}) == 5


def test_a_rebuilt_chain_is_found_with_a_head() -> None:
    rebuilt = list(seal([{**row, "who": "x"} for row in ROWS]))
    assert first_broken(rebuilt) is None
    assert first_broken(rebuilt, {2: LINKS[1].hash}) == 2


VALUES = some.none() | some.booleans() | some.integers() | some.text()


@given(some.lists(some.dictionaries(some.text(), VALUES), min_size=1, max_size=5), some.data())
def test_any_changed_value_is_found(rows: list[dict[str, object]], data: some.DataObject) -> None:
    place = data.draw(some.integers(0, len(rows) - 1))
    links = list(seal(rows))
    links[place] = Link(place + 1, {**rows[place], "added": 1, "": 2}, links[place].hash)
    changed = canonical(links[place].content or {}) != canonical(rows[place])
    assert first_broken(links) == (place + 1 if changed else None)


def test_the_order_of_keys_does_not_matter() -> None:
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})


def test_a_value_that_json_does_not_know_is_an_error() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})
