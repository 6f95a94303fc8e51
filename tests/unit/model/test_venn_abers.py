"""The pair of probabilities: between them lies what the labels know, and it is wide where they are few."""

import numpy as np

from sukoyaka.hub.screening.model.venn_abers import pairs


def test_the_lower_is_below_the_upper_and_both_rise():
    rng = np.random.default_rng(0)
    score = rng.integers(0, 8, 300).astype(float)
    positive = (rng.random(300) < score / 10).astype(float)
    found = pairs(score, positive, np.ones(300), np.arange(8.0))
    assert (found[:, 0] < found[:, 1]).all()
    assert (np.diff(found, axis=0) >= 0).all()


def test_few_labels_leave_a_wide_gap():
    few = pairs(np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.ones(2), np.array([1.0]))
    many = pairs(np.repeat([0.0, 1.0], 500), np.repeat([0.0, 1.0], 500), np.ones(1000), np.array([1.0]))
    assert few[0, 1] - few[0, 0] > 0.3
    assert many[0, 1] - many[0, 0] < 0.01


def test_by_hand():
    # scores 0 and 1, one child each, the second positive; a third child at 1: shares 1/2 without, 2/2 with the label
    assert pairs(np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.ones(2), np.array([1.0])).tolist() == [[0.5, 1.0]]


def test_a_score_never_seen_takes_its_place_between_its_neighbours():
    found = pairs(np.array([0.0, 0.0, 2.0, 2.0]), np.array([0.0, 0.0, 1.0, 1.0]), np.ones(4), np.array([1.0]))
    assert found.tolist() == [[0.0, 1.0]]
