"""A small simulation of years of lists: with a random sample and its known probability the truth is recovered, without it not."""

import numpy as np
import polars as pl
import pytest

from sukoyaka.hub.evaluation.people import hajek
from sukoyaka.hub.screening.model.design import Card, Design, Step
from sukoyaka.hub.screening.model.learner import Labels, fit

CARD = Card((Step("seen by all", 0, 3, 0), Step("seen by none", 0, 1, 0)), (10,))
TRUTH = np.array([0.4, 1.6])  # the expert has it the wrong way round
CHILDREN, PLACES, YEARS = 3000, 150, 8


def simulate(audit: int, seed: int) -> tuple[np.ndarray, float, float]:
    """Weights after some years, the estimated prevalence and the true one."""
    rng = np.random.default_rng(seed)
    rows, needs, weights = [], [], []
    steps = CARD.expert.astype(float)
    for _ in range(YEARS):
        kind = rng.random((CHILDREN, 1))
        reached = np.hstack([kind < 0.2, kind > 0.8])  # no child has both: the list alone never looks at the second
        need = rng.random(CHILDREN) < 1 / (1 + np.exp(3.2 - reached @ TRUTH))
        order = np.argsort(-(reached @ steps + 1e-6 * rng.random(CHILDREN)))
        listed, rest = order[: PLACES - audit], order[PLACES - audit :]
        lot = rng.permutation(rest)[:audit]
        for chosen, propensity in ((listed, 1.0), (lot, audit / len(rest))):
            if len(chosen):
                rows.append(reached[chosen])
                needs.append(need[chosen])
                weights.append(np.full(len(chosen), 1 / propensity))
        labelled = np.concatenate(weights)
        design = Design(CARD, pl.Series(np.arange(len(labelled))), np.vstack(rows))
        steps = fit(design, Labels(np.concatenate(needs), labelled / labelled.mean())).steps
    return steps, hajek(np.concatenate(needs).astype(float), labelled)[0], float(np.mean(need))


def test_with_the_lot_the_weights_come_to_the_truth():
    found = np.array([simulate(30, seed)[0] for seed in range(4)]).mean(axis=0)
    assert found[1] > found[0]
    assert found == pytest.approx(TRUTH, abs=0.45)


def test_without_the_lot_the_error_of_the_expert_stays():
    found = np.array([simulate(0, seed)[0] for seed in range(4)]).mean(axis=0)
    assert found[0] > found[1]  # as the expert had it
    assert TRUTH[1] - found[1] > 0.6


def test_the_lot_tells_how_many_need_support():
    estimates = np.array([simulate(30, seed)[1:] for seed in range(4)])
    assert estimates[:, 0].mean() == pytest.approx(estimates[:, 1].mean(), abs=0.01)


def test_the_listed_alone_tell_it_wrongly():
    estimates = np.array([simulate(0, seed)[1:] for seed in range(2)])
    assert (np.abs(estimates[:, 0] - estimates[:, 1]) > 0.015).all()
