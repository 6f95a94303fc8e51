"""How firm a place on the list is: in what share of refits, each on households drawn anew, is the child inside the capacity?

Reads a design, labels and households; returns shares and refitted weights. Why: a place that half of the refits would not
give says that the labels are too few to tell, and which datum would help matters more than the order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sukoyaka.console import Advance, silent
from sukoyaka.hub.screening.model.design import Design, Ints, Reals
from sukoyaka.hub.screening.model.learner import STRENGTH, Fit, Grouped, Labels, LabelsUnusable, fit, grouped

DRAWS = 100


@dataclass(frozen=True)
class Refits:
    """Weights of the step columns and intercepts, one row per draw."""

    steps: Reals
    intercepts: Reals

    def inside(self, design: Design, capacity: int, first: Reals) -> Reals:
        """Share of draws in which each child of a population is among the first `capacity`; `first` (red flags) goes before any score."""
        counted = np.zeros(len(design.subjects))
        for weights in self.steps:
            order = np.lexsort((-(design.reached @ weights), -first))
            counted[order[:capacity]] += 1
        return counted / max(len(self.steps), 1)


def refit(
    fitted: Fit,
    design: Design,
    labels: Labels,
    households: Ints,
    draws: int = DRAWS,
    seed: int = 0,
    advance: Advance = silent,
    strength: float = STRENGTH,
    centre: Fit | None = None,
) -> Refits:
    """Fits again on households drawn with replacement. A draw without both kinds of label keeps the first fit's weights."""
    rng, groups, rows = np.random.default_rng(seed), households.max() + 1, grouped(design)
    fits = []
    for _ in range(draws):
        drawn = np.bincount(rng.integers(0, groups, groups), minlength=groups)[households]
        fits.append(_again(fitted, design, labels.times(drawn.astype(float)), rows, strength, centre))
        advance(1)
    return Refits(np.array([one.steps for one in fits]), np.array([one.intercept for one in fits]))


def _again(fitted: Fit, design: Design, labels: Labels, rows: Grouped, strength: float, centre: Fit | None) -> Fit:
    try:
        return fit(design, labels, strength, fitted, rows, centre)
    except LabelsUnusable:
        return fitted


def folds(households: Ints, count: int = 5, seed: int = 0) -> Ints:
    """A fold for each row; a household is in one fold."""
    groups = int(households.max()) + 1
    shuffled = np.random.default_rng(seed).permutation(groups) % count
    chosen: Ints = shuffled[households]
    return chosen


def cross_fitted(design: Design, labels: Labels, households: Ints, strength: float = STRENGTH) -> Reals:
    """Log odds of every row from a fit that saw nobody of its household."""
    fold, scores, rows = folds(households), np.zeros(len(design.subjects)), grouped(design)
    for one in range(int(fold.max()) + 1):
        out = fold == one
        left = Labels(labels.positive, np.where(out, 0.0, labels.weight))
        scores[out] = _fit_or_expert(design, left, strength, rows).logit(design)[out]
    return scores


def _fit_or_expert(design: Design, labels: Labels, strength: float, rows: Grouped) -> Fit:
    try:
        return fit(design, labels, strength, rows=rows)
    except LabelsUnusable:
        return fit(design, Labels(labels.positive, np.zeros(len(labels.weight))), strength)


def numbered(groups: Sequence[object]) -> Ints:
    """Groups as numbers from 0, in order of their appearance when sorted."""
    _, numbers = np.unique(np.array(groups), return_inverse=True)
    return numbers.astype(np.int64)
