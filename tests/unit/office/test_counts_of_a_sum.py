"""Parts of a sum for people without rights to cases: no small one, and none that the rest gives away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sukoyaka.office.casework.counts import shown_parts

CASES = {
    # parts                                     what may be told
    (("a", 30), ("b", 40)): {"a": 30, "b": 40},
    (("a", 30), ("b", 4)): {"a": None, "b": None},
    (("a", 30), ("b", 50), ("c", 4)): {"a": None, "b": 50, "c": None},
    (("a", 30), ("b", 0)): {"a": 30, "b": 0},
    (("a", 50), ("b", 1), ("c", 1)): {"a": None, "b": None, "c": None},
    (("a", 3),): {"a": None},
}


@pytest.mark.parametrize("parts", CASES)
def test_parts(parts: tuple[tuple[str, int], ...]) -> None:
    assert shown_parts(dict(parts), everything=False) == CASES[parts]


def test_who_may_see_the_cases_sees_every_count() -> None:
    assert shown_parts({"a": 30, "b": 4}, everything=True) == {"a": 30, "b": 4}


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_a_reader_who_subtracts_is_left_with_three_values_or_more(counts: list[int]) -> None:
    parts = {str(index): count for index, count in enumerate(counts)}
    told = shown_parts(parts, everything=False)
    hidden = [name for name, count in told.items() if count is None]
    assert all(not (count is not None and 0 < count < 10) for count in told.values())
    if len(hidden) == 1 and len(parts) > 1:
        assert parts[hidden[0]] >= 10 or all(count is None for count in told.values())
