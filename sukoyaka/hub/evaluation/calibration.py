"""Do shares come true? Calibration on a later day, net benefit of the list, and how much the unnoticed could change it.

Reads scores and labels of two days; returns figures. A share is said of a group of children with like scores, never of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit
from scipy.stats import norm

from sukoyaka.hub.evaluation.metrics import rounded
from sukoyaka.hub.screening.model.design import Flags, Reals
from sukoyaka.hub.screening.model.learner import LOGIT_PER_POINT
from sukoyaka.hub.screening.model.rounding import line_of

BANDS = 6
SMALLEST = 10  # children or noticed ones behind a shown share
PRIORS = (1.0, 1.5, 2.0, 3.0, 5.0)
"""How many times as many children may be in need as were noticed."""


@dataclass(frozen=True)
class Line:
    """From a score to log odds."""

    intercept: float
    per_point: float

    def chance(self, score: Reals) -> Reals:
        """Expected share among children with the score."""
        return np.asarray(expit(self.intercept + self.per_point * score), dtype=np.float64)


def line(score: Reals, positive: Flags, labelled: Flags) -> Line:
    """The line that fits the labelled children of a day."""
    intercept, per_point, _ = line_of(score, positive.astype(float), labelled.astype(float), LOGIT_PER_POINT)
    return Line(intercept, per_point)


def calibration(expected: Line, score: Reals, positive: Flags, labelled: Flags) -> dict[str, Any]:
    """In the large, slope, expected by observed, and by band of score with Wilson intervals."""
    score, found = score[labelled], positive[labelled].astype(float)
    chance = expected.chance(score)
    logit = np.log(chance / (1 - chance))
    return {
        "expected_by_observed": rounded(chance.sum() / found.sum()) if found.sum() else None,
        "in_the_large": _in_the_large(logit, found),
        "slope": _slope(logit, found),
        "bands": _bands(chance, score, found),
    }


def _in_the_large(logit: Reals, positive: Reals) -> float | None:
    """By how much the log odds are off on the whole; 0 is right, above 0 means more came than expected."""
    if not 0 < positive.sum() < len(positive):
        return None
    return rounded(brentq(lambda shift: float(expit(logit + shift).sum() - positive.sum()), -20, 20))


def _slope(logit: Reals, positive: Reals) -> float | None:
    """1 is right; below 1 the expected shares were too far apart."""
    if not 0 < positive.sum() < len(positive) or np.ptp(logit) == 0:
        return None
    theta = np.array([0.0, 1.0])
    columns = np.column_stack([np.ones(len(logit)), logit])
    for _ in range(50):
        chance = expit(columns @ theta)
        information = columns.T @ (columns * (chance * (1 - chance))[:, None]) + 1e-9 * np.eye(2)
        theta = theta + np.clip(np.linalg.solve(information, columns.T @ (positive - chance)), -1, 1)
    return rounded(theta[1])


def _bands(chance: Reals, score: Reals, positive: Reals) -> list[dict[str, Any]]:
    """Neighbouring scores together, so that each band holds a like number of noticed children."""
    edges = _edges(score, positive)
    rows = []
    for low, high in edges:
        inside = (score >= low) & (score < high)
        rows.append(
            {
                "from": float(low),
                "below": None if np.isinf(high) else float(high),
                "children": int(inside.sum()),
                "expected": rounded(chance[inside].mean()),
                **_observed(int(positive[inside].sum()), int(inside.sum())),
            }
        )
    return rows


def _edges(score: Reals, positive: Reals) -> list[tuple[float, float]]:
    """Bands of at least ten noticed children and ten others, at most `BANDS`, from low to high."""
    wanted = max(positive.sum() / BANDS, SMALLEST)
    starts, held, others = [float(score.min())], 0.0, 0.0
    for level in np.unique(score):
        if held >= wanted and others >= SMALLEST:
            starts, held, others = [*starts, float(level)], 0.0, 0.0
        held += positive[score == level].sum()
        others += (1 - positive[score == level]).sum()
    if len(starts) > 1 and held < SMALLEST:
        starts.pop()
    return list(zip(starts, [*starts[1:], np.inf], strict=True))


def _observed(found: int, of: int) -> dict[str, Any]:
    if of < SMALLEST or 0 < found < SMALLEST:
        return {"observed": None, "interval": None}
    return {"observed": rounded(found / of), "interval": wilson(found, of)}


def wilson(found: float, of: float) -> list[float]:
    """Wilson's 95 % interval of a share."""
    z = float(norm.ppf(0.975))
    share, spread = found / of, z**2 / of
    middle, half = (share + spread / 2) / (1 + spread), z * np.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return [round(float(max(middle - half, 0)), 4), round(float(min(middle + half, 1)), 4)]


def net_benefit(expected: Line, key: Reals, score: Reals, positive: Flags, labelled: Flags, capacity: int) -> dict[str, Any]:
    """True finds less false ones, weighed by the odds of the threshold that the capacity sets, per labelled child (Vickers 2006)."""
    cut = np.sort(key)[::-1][min(capacity, len(key)) - 1]
    inside = (key >= cut) & labelled
    threshold = float(expected.chance(np.array([score[key >= cut].min()]))[0])
    odds = threshold / (1 - threshold)
    of = labelled.sum()
    everybody = (positive.sum() - odds * (labelled & ~positive).sum()) / of
    ours = ((inside & positive).sum() - odds * (inside & ~positive).sum()) / of
    return {"threshold": rounded(threshold), "list": round(float(ours), 6), "everybody": round(float(everybody), 6), "nobody": 0.0}


THRESHOLDS = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
"""Thresholds of the decision curve, in multiples of the share noticed: from "look at almost anybody" to "only where most are"."""
HIGHEST = 0.6


def decision_curve(expected: Line, score: Reals, positive: Flags, labelled: Flags, draws: Reals) -> list[dict[str, Any]]:
    """Net benefit per labelled child over thresholds, of looking at whoever is expected above it, at everybody, at nobody (Vickers 2006).

    Intervals from households drawn anew; `better`: in what share of the draws the list does better than both.
    """
    base = float(positive[labelled].mean()) if labelled.any() else 0.0
    thresholds = [base * times for times in THRESHOLDS if 0 < base * times <= HIGHEST]
    above = expected.chance(score)[:, None] >= np.array(thresholds)
    of = draws @ labelled
    hits, misses = (draws @ (above & kind[:, None]) / of[:, None] for kind in (positive & labelled, ~positive & labelled))
    yes, no = (draws @ kind / of for kind in (positive & labelled, ~positive & labelled))
    rows = []
    for place, threshold in enumerate(thresholds):
        odds = threshold / (1 - threshold)
        own, everybody = hits[:, place] - odds * misses[:, place], yes - odds * no
        rows.append(
            {
                "threshold": rounded(threshold),
                "list": _fine(own),
                "everybody": _fine(everybody),
                "better": rounded(float((own[1:] > np.maximum(everybody[1:], 0)).mean())) if len(own) > 1 else None,
            }
        )
    return rows


def _fine(values: Reals) -> dict[str, Any]:
    """A figure of a few thousandths with its interval."""
    low, high = np.quantile(values[1:], [0.025, 0.975]) if len(values) > 1 else (values[0], values[0])
    return {"value": round(float(values[0]), 6), "interval": [round(float(low), 6), round(float(high), 6)]}


def unnoticed(
    auc: float | None, precision: float | None, recall: float | None, base_rate: float, priors: Sequence[float] = PRIORS
) -> list[dict[str, Any]]:
    """What the figures would be if only some of those in need were noticed, at random among them, for a range of how many.

    With a share `hidden` of need among the unnoticed, an AUC against them is (1 - hidden) · AUC + hidden / 2.
    """
    rows = []
    for times in priors:
        need = base_rate * times
        hidden = (need - base_rate) / (1 - base_rate)
        rows.append(
            {
                "times": times,
                "need": rounded(need),
                "auc": None if auc is None or hidden >= 1 else rounded(min((auc - hidden / 2) / (1 - hidden), 1.0)),
                "precision": None if precision is None else rounded(min(precision * times, 1.0)),
                "recall": recall,
            }
        )
    return rows
