"""From weights to whole points that a nurse can read: coordinate descent on the same loss, caps of the domains included.

Reads a fit, its design and labels; returns points by step and what a point is worth. A step never turns its sign and never
exceeds the cap of its domain.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from sukoyaka.hub.screening.model.design import Design, Ints, Reals
from sukoyaka.hub.screening.model.learner import EVEN, STRENGTH, Fit, Labels

PASSES = 20
_NEWTON = 25


@dataclass(frozen=True)
class Rounded:
    """Points by step, and the line from a score to its log odds."""

    points: Ints
    intercept: float
    per_point: float


def rounded(fitted: Fit, design: Design, labels: Labels, strength: float = STRENGTH) -> Rounded:
    """The best whole points near the fit. Without labels: the expert's points unchanged."""
    if not fitted.labelled:
        return Rounded(design.card.expert, fitted.intercept, fitted.per_point)
    search = _Search(fitted, design, labels, strength)
    nearest = np.rint(fitted.steps / fitted.per_point).astype(np.int64)
    starts = [design.card.expert, search.within(nearest)]
    best = min((search.descend(points) for points in starts), key=lambda found: found[0])
    return Rounded(best[1], *search.line(best[1])[:2])


def line_of(score: Reals, positive: Reals, weight: Reals, worth: float) -> tuple[float, float, float]:
    """Intercept, logits per point and loss of the logistic of one score, held weakly at `worth`. A point is never worth less than 0."""
    levels, inverse = np.unique(score, return_inverse=True)
    yes, rows = np.bincount(inverse, positive * weight), np.bincount(inverse, weight)
    rate = np.clip(yes.sum() / rows.sum(), 1e-9, 1 - 1e-9)
    theta = np.array([np.log(rate / (1 - rate)) - worth * (rows @ levels) / rows.sum(), worth])
    for _ in range(_NEWTON):
        chance = expit(theta[0] + theta[1] * levels)
        residual, spread = yes - rows * chance, rows * chance * (1 - chance)
        gradient = np.array([residual.sum(), residual @ levels - (theta[1] - worth)])
        information = np.array([[spread.sum() + 1e-9, spread @ levels], [spread @ levels, spread @ levels**2 + 1.0]])
        move = np.linalg.solve(information, gradient)
        theta = theta + np.clip(move, -2, 2)
        if np.abs(move).max() < 1e-8:
            break
    theta[1] = max(theta[1], 0.0)
    logit = theta[0] + theta[1] * levels
    loss = float((rows * np.logaddexp(0, logit) - yes * logit).sum())
    return float(theta[0]), float(theta[1]), loss


class _Search:
    def __init__(self, fitted: Fit, design: Design, labels: Labels, strength: float) -> None:
        used = labels.weight > 0
        rows, inverse = np.unique(np.packbits(design.reached[used], axis=1), axis=0, return_inverse=True)
        self.reached = np.unpackbits(rows, axis=1, count=design.reached.shape[1]).astype(bool)
        self.weight = np.bincount(inverse.ravel(), labels.weight[used]).astype(float)
        yes = np.bincount(inverse.ravel(), labels.weight[used] * labels.positive[used])
        self.share = yes / self.weight
        self.card, self.fitted = design.card, fitted
        self.held = strength * EVEN

    def within(self, points: Ints) -> Ints:
        """Points cut to their signs and caps."""
        caps = np.array([abs(self.card.caps[step.domain]) for step in self.card.steps])
        cut: Ints = self.card.signs * np.clip(self.card.signs * points, 0, caps)
        return cut

    def line(self, points: Ints) -> tuple[float, float, float]:
        return line_of(self.card.score(self.reached, points), self.share, self.weight, self.fitted.per_point)

    def loss(self, points: Ints) -> float:
        """The learner's own loss, at whole points: how well the score tells, and how far the points went from the expert's."""
        away = self.fitted.per_point * (points - self.card.expert)
        return self.line(points)[2] + self.held * float(away @ away) / 2

    def descend(self, points: Ints) -> tuple[float, Ints]:
        """One step at a time, one point up or down, until nothing helps."""
        best, now = self.loss(points), points
        for _ in range(PASSES):
            before = best
            for step in range(len(now)):
                for move in (-1, 1):
                    tried = now.copy()
                    tried[step] += move
                    if (self.within(tried) == tried).all() and (loss := self.loss(tried)) < best - 1e-9:
                        best, now = loss, tried
            if best == before:
                break
        return best, now
