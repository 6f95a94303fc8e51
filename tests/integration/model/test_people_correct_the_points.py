"""A loop whose truth is known: what people decide of the listed alone teaches wrongly; weighed back by the lot it teaches the truth."""

import numpy as np
import polars as pl
import pytest

from sukoyaka.hub.evaluation.judged import weights
from sukoyaka.hub.screening.model.design import Card, Design, Step
from sukoyaka.hub.screening.model.learner import Labels, fit
from sukoyaka.hub.screening.model.stability import refit

CARD = Card((Step("seen", 0, 4, 0), Step("home", 0, 2, 0), Step("hidden", 0, 1, 0)), (20,))
CHILDREN, LISTED, LOT, SEEDS = 6000, 900, 300, 8
WEAK = 0.5  # λ: here the labels shall speak, not the expert


def city(seed):
    """Where several things meet, `home` does nothing; where it stands alone it does much: the list sees the former only."""
    rng = np.random.default_rng(seed)
    reached = rng.random((CHILDREN, 3)) < (0.25, 0.3, 0.2)
    seen, home, hidden = reached.T.astype(float)
    logit = -2.6 + 1.0 * seen + 1.2 * home * (1 - seen) + 1.2 * hidden
    return reached, rng.random(CHILDREN) < 1 / (1 + np.exp(-logit)), rng


def design(reached):
    return Design(CARD, pl.Series(np.arange(len(reached))), reached)


def truth(seed):
    """The weights that every child's need gives: what a city would learn if it looked at everybody."""
    reached, need, _ = city(seed)
    return fit(design(reached), Labels(need, np.ones(CHILDREN)), WEAK).steps


def judged(seed, answered=0.7):
    """One determination: the first by points are listed, some others drawn by lot; not everybody has been judged yet."""
    reached, need, rng = city(seed)
    order = np.argsort(-(CARD.score(reached, CARD.expert) + 1e-3 * rng.random(CHILDREN)))
    lot = rng.choice(order[LISTED:], LOT, replace=False)
    chosen = np.concatenate([order[:LISTED], lot])
    runs = pl.DataFrame(
        {
            "subject_id": chosen,
            "channel": ["listed"] * LISTED + ["audit"] * LOT,
            "propensity": [1.0] * LISTED + [LOT / (CHILDREN - LISTED)] * LOT,
        }
    )
    told = runs.filter(pl.Series(rng.random(len(chosen)) < answered))
    rows = told["subject_id"].to_numpy()
    return design(reached[rows]), need[rows], weights(told, runs).to_numpy(), told["channel"].to_numpy() == "listed"


def within(draws, wanted):
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    return (low <= wanted) & (wanted <= high)


@pytest.fixture(scope="module")
def loop():
    """Error of each weight and whether the truth lies in its interval: with the lot's weights, without, and from the list alone."""
    found: dict[str, list] = {"weighed": [], "mixed": [], "list": []}
    for seed in range(SEEDS):
        learned, need, weight, listed = judged(seed)
        for name, one in (("weighed", weight), ("mixed", np.ones(len(need))), ("list", listed.astype(float))):
            labels = Labels(need, one)
            fitted = fit(learned, labels, WEAK)
            draws = refit(fitted, learned, labels, np.arange(len(need)), 0 if name == "list" else 15, seed, strength=WEAK).steps
            inside = within(draws, truth(seed)) if len(draws) else np.zeros(3)
            found[name].append((fitted.steps - truth(seed), inside))
    return {name: (np.mean([e for e, _ in rows], axis=0), np.mean([w for _, w in rows], axis=0)) for name, rows in found.items()}


def test_the_weights_of_the_lot_bring_the_truth(loop):
    error, inside = loop["weighed"]
    assert np.abs(error).max() < 0.3
    assert inside.mean() > 0.85


def test_labels_of_both_channels_taken_alike_are_biased(loop):
    error, inside = loop["mixed"]
    assert error[1] < -0.3  # `home` looks harmless, because the list shows it beside other things
    assert inside[1] < 0.5


def test_the_list_alone_is_biased_more(loop):
    assert np.abs(loop["list"][0]).max() > np.abs(loop["mixed"][0]).max()


def test_weights_sum_to_what_the_labels_are_worth():
    _, _, weight, listed = judged(0)
    assert weight.sum() < len(weight)
    assert (weight[~listed] > weight[listed].max()).all()


def test_whoever_has_not_been_judged_yet_is_stood_for_by_the_others():
    runs = pl.DataFrame({"channel": ["listed"] * 4 + ["audit"] * 4, "propensity": [1.0] * 4 + [0.1] * 4})
    weight = weights(runs[[0, 1, 2, 3, 4, 5]], runs).to_numpy()
    assert weight[4] / weight[0] == pytest.approx(20)  # two of the lot's four stand for forty, four of the listed for four
