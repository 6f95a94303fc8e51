"""Net benefit over thresholds: by hand, never better than knowing, and honest about what cannot be told apart."""

import numpy as np
import pytest

from sukoyaka.hub.evaluation.calibration import Line, decision_curve, line
from sukoyaka.hub.evaluation.metrics import household_draws


def city(count=2000, strength=1.5, seed=3):
    rng = np.random.default_rng(seed)
    score = rng.integers(0, 8, count).astype(float)
    positive = rng.random(count) < 1 / (1 + np.exp(4 - strength * score / 2))
    return score, positive, np.ones(count, dtype=bool), household_draws(np.arange(count), 60, 1)


def test_the_figure_is_hits_less_false_ones_at_the_odds_of_the_threshold():
    score, positive, labelled, draws = city()
    expected = line(score, positive, labelled)
    for row in decision_curve(expected, score, positive, labelled, draws):
        inside = expected.chance(score) >= row["threshold"] - 5e-5
        odds = row["threshold"] / (1 - row["threshold"])
        by_hand = ((inside & positive).sum() - odds * (inside & ~positive).sum()) / len(score)
        assert row["list"]["value"] == pytest.approx(by_hand, abs=5e-4)
        assert row["list"]["interval"][0] <= row["list"]["value"] <= row["list"]["interval"][1]


def test_nothing_is_better_than_to_know():
    score, positive, labelled, draws = city()
    rows = decision_curve(line(score, positive, labelled), score, positive, labelled, draws)
    assert all(row["list"]["value"] <= positive.mean() + 1e-6 for row in rows)
    assert max(row["better"] for row in rows) == 1


def test_an_order_by_lot_is_no_better_than_looking_at_everybody_or_nobody():
    score, positive, labelled, draws = city(strength=0.0)
    rng = np.random.default_rng(9)
    rows = decision_curve(Line(-4.0, 0.0), rng.permutation(score), positive, labelled, draws)
    assert all(row["better"] < 0.9 for row in rows)


def test_an_unlabelled_child_counts_for_nothing():
    score, positive, labelled, draws = city()
    expected = line(score, positive, labelled)
    labelled[::2] = False
    flipped = np.where(labelled, positive, ~positive)
    assert decision_curve(expected, score, positive, labelled, draws) == decision_curve(expected, score, flipped, labelled, draws)
