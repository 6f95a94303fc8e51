"""From weights to whole points that a nurse can read: coordinate descent on the same loss, caps of the domains included.

Reads a fit, its design and labels; returns points by step and what a point is worth. A step never turns its sign and never
exceeds the cap of its domain.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from sukoyaka.hub.screening.model.design import Design, Ints, Reals
from sukoyaka.hub.screening.model.learner import EVEN, STRENGTH, Fit, Labels, centre_of

PASSES = 20
_NEWTON = 25


@dataclass(frozen=True)
class Rounded:
    """Points by step, and the line from a score to its log odds."""

    points: Ints
    intercept: float
    per_point: float


def rounded(fitted: Fit, design: Design, labels: Labels, strength: float = STRENGTH, centre: Fit | None = None) -> Rounded:
    """The best whole points near the fit. Without labels: the expert's points unchanged. `centre`: that of the fit."""
    if not fitted.labelled:
        return Rounded(design.card.expert, fitted.intercept, fitted.per_point)
    search = _Search(fitted, design, labels, strength, centre_of(design, centre))
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
    def __init__(self, fitted: Fit, design: Design, labels: Labels, strength: float, middle: Reals) -> None:
        used = labels.weight > 0
        rows, inverse = np.unique(np.packbits(design.reached[used], axis=1), axis=0, return_inverse=True)
        self.reached = np.unpackbits(rows, axis=1, count=design.reached.shape[1]).astype(np.int64)
        self.weight = np.bincount(inverse.ravel(), labels.weight[used]).astype(float)
        self.yes = np.bincount(inverse.ravel(), labels.weight[used] * labels.positive[used])
        self.card, self.fitted, self.middle = design.card, fitted, middle
        self.held = strength * EVEN
        self.caps = np.array([abs(self.card.caps[step.domain]) for step in self.card.steps])

    def within(self, points: Ints) -> Ints:
        """Points cut to their signs and caps."""
        cut: Ints = self.card.signs * np.clip(self.card.signs * points, 0, self.caps)
        return cut

    def sums(self, points: Ints) -> Ints:
        """Points reached by domain, before the caps: domains by distinct rows."""
        chosen = [self.card.in_domain(domain) for domain in range(len(self.card.caps))]
        return np.array([self.reached[:, one] @ points[one] for one in chosen])

    def capped(self, sums: Ints, domain: int) -> Ints:
        """What counts of a domain."""
        cap = self.card.caps[domain]
        return np.minimum(sums, cap) if cap > 0 else np.maximum(sums, cap)

    def line(self, points: Ints) -> tuple[float, float, float]:
        """Intercept, logits per point and loss."""
        sums = self.sums(points)
        return self._line(np.sum([self.capped(one, domain) for domain, one in enumerate(sums)], axis=0))

    def _line(self, score: Ints) -> tuple[float, float, float]:
        lowest = int(score.min())
        rows, yes = np.bincount(score - lowest, self.weight), np.bincount(score - lowest, self.yes)
        at = np.flatnonzero(rows)
        share: Reals = yes[at] / rows[at]
        return line_of((at + lowest).astype(float), share, rows[at].astype(float), self.fitted.per_point)

    def pulled(self, points: Ints) -> float:
        """What the prior takes for points away from its centre."""
        away = self.fitted.per_point * (points - self.middle)
        return self.held * float(away @ away) / 2

    def descend(self, points: Ints) -> tuple[float, Ints]:
        """One step at a time, one point up or down, until nothing helps: the learner's own loss, at whole points."""
        now, sums = points.copy(), self.sums(points)
        best = self.line(now)[2] + self.pulled(now)
        for _ in range(PASSES):
            before = best
            for step in range(len(now)):
                best = self._better(step, now, sums, best)
            if best == before:
                break
        return best, now

    def _better(self, step: int, now: Ints, sums: Ints, best: float) -> float:
        """Moves one step in place if that helps; returns the loss then. Only its own domain is summed anew."""
        domain, reached = self.card.steps[step].domain, self.reached[:, step]
        others = np.sum([self.capped(one, other) for other, one in enumerate(sums) if other != domain], axis=0)
        for move in (-1, 1):
            if not 0 <= self.card.signs[step] * (now[step] + move) <= self.caps[step]:
                continue
            now[step] += move
            changed = sums[domain] + move * reached
            loss = self._line(others + self.capped(changed, domain))[2] + self.pulled(now)
            if loss < best - 1e-9:
                sums[domain], best = changed, loss
            else:
                now[step] -= move
        return best
