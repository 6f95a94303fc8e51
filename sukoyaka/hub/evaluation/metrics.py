"""Figures at capacity and over the whole order, with their uncertainty from households drawn anew, all draws at once.

Reads orders, labels and households; returns figures. Children who are equal to the criteria are counted at their worst, best
and mean; children without a label stay in their places and are never counted as a no.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sukoyaka.hub.screening.model.design import Flags, Ints, Reals

DRAWS = 500


@dataclass(frozen=True)
class Levels:
    """Weights of the children at each distinct key, highest first; a row per draw."""

    positive: Reals
    negative: Reals
    unlabelled: Reals


def levels(key: Reals, positive: Flags, labelled: Flags, draws: Reals) -> Levels:
    """Sums by distinct key. `draws` is draws by children: how often each child counts."""
    order = np.argsort(-key, kind="stable")
    first = np.flatnonzero(np.concatenate([[True], np.diff(key[order]) != 0]))
    kinds = (positive & labelled, ~positive & labelled, ~labelled)
    return Levels(*(np.add.reduceat(draws[:, order] * kind[order], first, axis=1) for kind in kinds))


def household_draws(household: Ints, draws: int, seed: int) -> Reals:
    """How often each child counts when households are drawn with replacement; the first row is everybody once."""
    groups = int(household.max()) + 1
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(groups, np.full(groups, 1 / groups), draws)
    return np.vstack([np.ones(len(household)), counts[:, household]])


def auc(at: Levels) -> Reals:
    """Chance that a noticed child stands above one who was not; equal ones count half. A value per draw, NaN without both kinds."""
    below = at.negative.sum(axis=1, keepdims=True) - np.cumsum(at.negative, axis=1)
    won = (at.positive * (below + at.negative / 2)).sum(axis=1)
    pairs = at.positive.sum(axis=1) * at.negative.sum(axis=1)
    return ratio(won, pairs)


@dataclass(frozen=True)
class AtCapacity:
    """What lies within the capacity, per draw; `hits` at the mean, and at the bounds of the children tied at the cut."""

    hits: Reals
    labelled: Reals
    worst: Reals
    best: Reals
    positives: Reals

    @property
    def precision(self) -> Reals:
        """Share of noticed children among the labelled inside."""
        return ratio(self.hits, self.labelled)

    @property
    def recall(self) -> Reals:
        """Share of the noticed children who are inside."""
        return ratio(self.hits, self.positives)


def at_capacity(at: Levels, capacity: int) -> AtCapacity:
    """Cuts the order at the capacity; a draw with more or fewer children has as many more or fewer places."""
    size = at.positive + at.negative + at.unlabelled
    places = capacity * size.sum(axis=1, keepdims=True) / size[0].sum()
    before = np.cumsum(size, axis=1) - size
    room = np.clip(places - before, 0, size)
    share = np.divide(room, size, out=np.zeros_like(size), where=size > 0)
    partly = (share > 0) & (share < 1)
    whole = np.where(share == 1, at.positive, 0).sum(axis=1)
    others = size - at.positive
    worst = whole + np.where(partly, np.clip(room - others, 0, None), 0).sum(axis=1)
    best = whole + np.where(partly, np.minimum(room, at.positive), 0).sum(axis=1)
    labelled = (share * (at.positive + at.negative)).sum(axis=1)
    return AtCapacity((share * at.positive).sum(axis=1), labelled, worst, best, at.positive.sum(axis=1))


def interval(values: Reals) -> list[float] | None:
    """The middle 95 % of the draws, without the first row, which is the figure itself; nothing where too few draws have one."""
    drawn = values[1:][np.isfinite(values[1:])]
    return [round(float(v), 4) for v in np.quantile(drawn, [0.025, 0.975])] if len(drawn) >= 20 else None


def figure(values: Reals) -> dict[str, Any]:
    """A figure and its interval."""
    return {"value": rounded(values[0]), "interval": interval(values)}


def rounded(value: float) -> float | None:
    """Four digits, or nothing for what is not a number."""
    return round(float(value), 4) if np.isfinite(value) else None


def figures(key: Reals, positive: Flags, labelled: Flags, draws: Reals, capacity: int) -> Mapping[str, Any]:
    """The figures of one order on one day."""
    at = levels(key, positive, labelled, draws)
    cut = at_capacity(at, capacity)
    needed = ratio(cut.labelled, cut.hits)
    return {
        "children": len(key),
        "labelled": int(labelled.sum()),
        "positives": int(positive.sum()),
        "base_rate": rounded(positive.sum() / max(int(labelled.sum()), 1)),
        "capacity": capacity,
        "labelled_inside": round(float(cut.labelled[0]), 1),
        "auc": figure(auc(at)),
        "precision": figure(cut.precision) | _bounds(cut, cut.labelled),
        "recall": figure(cut.recall) | _bounds(cut, cut.positives),
        "needed_to_assess": figure(needed),
        "lift": figure(ratio(cut.precision, ratio(cut.positives, (at.positive + at.negative).sum(axis=1)))),
    }


def _bounds(cut: AtCapacity, of: Reals) -> dict[str, float | None]:
    return {"worst": rounded(ratio(cut.worst, of)[0]), "best": rounded(ratio(cut.best, of)[0])}


def ratio(above: Reals, below: Reals) -> Reals:
    """Quotients, NaN where there is nothing to divide by."""
    shares: Reals = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
    return shares
