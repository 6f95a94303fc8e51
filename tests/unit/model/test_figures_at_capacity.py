"""Figures by hand: equal children at their worst, best and mean; unlabelled ones take places and are no answer."""

import itertools

import numpy as np
import pytest

from sukoyaka.hub.evaluation.calibration import unnoticed, wilson
from sukoyaka.hub.evaluation.metrics import at_capacity, auc, household_draws, levels

ONCE = np.ones((1, 6))
KEY = np.array([5.0, 3.0, 3.0, 3.0, 1.0, 0.0])
POSITIVE = np.array([True, True, False, False, False, True])
EVERYBODY = np.ones(6, dtype=bool)


def test_auc_counts_equal_children_half():
    # pairs won: 5 beats three; 3 beats one and ties two; 0 beats none → (3 + 2 + 0) / 9
    assert auc(levels(KEY, POSITIVE, EVERYBODY, ONCE))[0] == pytest.approx(5 / 9)


def test_ties_at_the_cut_have_a_worst_and_a_best():
    cut = at_capacity(levels(KEY, POSITIVE, EVERYBODY, ONCE), 2)
    assert (cut.worst[0], cut.best[0]) == (1, 2)
    assert cut.hits[0] == pytest.approx(1 + 1 / 3)
    assert cut.recall[0] == pytest.approx((1 + 1 / 3) / 3)


def test_an_unlabelled_child_takes_a_place_and_is_no_answer():
    labelled = np.array([True, True, False, True, True, True])
    cut = at_capacity(levels(KEY, POSITIVE, labelled, ONCE), 4)
    assert cut.labelled[0] == 3
    assert cut.precision[0] == pytest.approx(2 / 3)


def test_one_kind_of_label_has_no_auc():
    assert np.isnan(auc(levels(KEY, np.zeros(6, dtype=bool), EVERYBODY, ONCE))[0])


def test_a_household_is_drawn_whole():
    draws = household_draws(np.array([0, 0, 1, 1, 2, 2]), 50, 0)
    assert (draws[0] == 1).all()
    assert (draws[:, 0] == draws[:, 1]).all()
    assert (draws[1:].sum(axis=1) == 6).all()


def test_wilson_by_hand():
    assert wilson(5, 10) == [0.2366, 0.7634]


def test_hidden_need_among_the_unnoticed_only_makes_the_order_better():
    rows = unnoticed(0.70, 0.10, 0.2, 0.01)
    assert rows[0]["auc"] == 0.7
    assert [row["precision"] for row in rows[:3]] == [0.1, 0.15, 0.2]
    assert all(after["auc"] >= before["auc"] for before, after in itertools.pairwise(rows))
