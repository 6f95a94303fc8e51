"""How items go together: ranks, intervals by households, and pairs that are not told."""

import numpy as np
import pytest

from sukoyaka.hub.evaluation.correlations import Column, correlate, interval, spearman, telling

RNG = np.random.default_rng(4)
HOMES = np.arange(300)


def column(name: str, values: np.ndarray) -> Column:
    return Column(name, f"『{name}』", values.astype(float))


def test_two_yes_or_no_items_have_their_phi():
    one, other = np.array([1] * 40 + [0] * 60), np.array([1] * 30 + [0] * 10 + [1] * 20 + [0] * 40)
    phi = (30 * 40 - 10 * 20) / np.sqrt(40 * 60 * 50 * 50)
    assert spearman(one, other) == pytest.approx(phi)


def test_fewer_households_make_a_wider_interval():
    assert np.diff(interval(0.4, 100)) > np.diff(interval(0.4, 400))
    low, high = interval(1.0, 50)
    assert low < high <= 1.0


def test_a_duplicate_and_a_contradiction_are_named():
    need = RNG.standard_normal(300)
    items = [column("a", need), column("again", need * 2 + 0.01 * RNG.standard_normal(300)), column("turned", -need)]
    label = column("label", need + RNG.standard_normal(300) > 0)
    found = correlate(items, label, HOMES)
    assert [(pair["one"], pair["other"]) for pair in found["duplicates"]] == [("a", "again")]
    assert [pair["one"] for pair in found["contradictions"]] == ["turned"], found["with_label"]


def test_only_children_of_whom_both_are_known_count():
    half = np.where(np.arange(300) < 150, np.nan, RNG.standard_normal(300))
    found = correlate([column("a", half), column("b", RNG.standard_normal(300))], None, HOMES)
    assert found["pairs"][0]["children"] == 150
    assert found["with_label"] == []


def test_a_cell_of_one_to_nine_children_is_not_told():
    rare, other = np.zeros(300), (np.arange(300) % 2).astype(float)
    rare[:9] = 1  # five of them without the other, four with it
    assert not telling(rare, other)
    found = correlate([column("rare", rare), column("other", other)], None, HOMES)
    assert found["pairs"][0]["value"] is None
    assert found["pairs"][0]["children"] is None


def test_an_item_that_never_varies_has_no_correlation():
    assert not telling(np.ones(100), RNG.standard_normal(100))
