"""Counts of children by town: none from 1 to 9, and none from which such a one follows."""

import pytest

from sukoyaka.hub.findings.districts import NOWHERE, suppressed
from sukoyaka.hub.screening.disclosure import Mark


def test_large_counts_are_told() -> None:
    assert suppressed({"001": 120, "002": 45}) == {NOWHERE: 0, "001": 120, "002": 45}


def test_one_small_count_takes_another_with_it() -> None:
    told = suppressed({"001": 120, "002": 45, "003": 4})
    assert told["003"] is Mark.SMALL
    assert told["002"] is Mark.WITHHELD
    assert told["001"] == 120


def test_children_whose_town_is_withheld_cannot_be_counted_by_subtraction() -> None:
    told = suppressed({"001": 120, "002": 45, NOWHERE: 2})
    assert [told[town] for town in ("001", "002")].count(Mark.WITHHELD) == 1


def test_two_small_ones_that_their_sum_gives_away_take_a_third() -> None:
    told = suppressed({"001": 120, "002": 45, "003": 1, "004": 1})  # both shown: 167 - 165 = 2, so each is 1
    assert told["002"] is Mark.WITHHELD


@pytest.mark.parametrize("counts", [{}, {"001": 3}, {f"{n:03}": 5 for n in range(20)}])
def test_nothing_small_is_told(counts: dict[str, int]) -> None:
    assert not [count for count in suppressed(counts).values() if isinstance(count, int) and 0 < count < 10]
