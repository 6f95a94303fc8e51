"""A logistic model whose prior is the expert: maximum a posteriori under a Gaussian centred on the expert's points.

Reads a design and labels, returns weights in logits. Why: with ten labels it is the card of the experts, with four hundred
it is the data's, and no weight ever turns against the sign that people gave the item.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from sukoyaka.hub.screening.model.design import Design, Flags, Ints, Reals
from sukoyaka.records.errors import ExitCode, SukoyakaError

STRENGTH = 20.0
"""λ: how firmly the prior holds, on columns standardised as if they were evenly split."""
EVEN = 0.25
"""Variance of an evenly split column. Rare columns are held as firmly: three children do not overturn a rule. λ = 20 lets the
log odds of a step stray from the expert's by a standard deviation of 0.45."""
LOGIT_PER_POINT, LOGIT_SPREAD = 0.3, 0.15
"""What a point is worth before any label: an odds ratio of 1.35, give or take; the labels correct it."""

_PRECISE = {"maxiter": 500, "ftol": 1e-10}
_QUICK = {"maxiter": 60, "ftol": 1e-7}  # from a fit nearby


class LabelsUnusable(SukoyakaError):
    """Labels from which nothing can be learned, or must not be."""

    exit_code = ExitCode.DATA_INCONSISTENT


@dataclass(frozen=True)
class Labels:
    """What is known of each row of a design: `positive` or not, and how much the row counts (0: not labelled)."""

    positive: Flags
    weight: Reals

    def __post_init__(self) -> None:
        if len(self.positive) != len(self.weight) or not np.isfinite(self.weight).all() or (self.weight < 0).any():
            raise LabelsUnusable("a label has no weight, or a negative one", "a finite weight from 0 per row", "correct the propensities")

    @property
    def positives(self) -> int:
        """How many rows are labelled so."""
        return int((self.positive & (self.weight > 0)).sum())

    @property
    def negatives(self) -> int:
        """How many rows are labelled otherwise."""
        return int((~self.positive & (self.weight > 0)).sum())

    def times(self, draws: Reals) -> "Labels":
        """Labels drawn so often each, for a bootstrap."""
        return Labels(self.positive, self.weight * draws)


@dataclass(frozen=True)
class Fit:
    """Weights in logits, of the card's steps."""

    intercept: float
    per_point: float  # logits that a point of the expert is worth
    steps: Reals
    parameters: float  # effective number: how many the labels could move, against the prior
    labelled: bool  # False: there was no label, the weights are the expert's

    def logit(self, design: Design) -> Reals:
        """Log odds; what is unknown adds nothing."""
        return self.intercept + design.reached @ self.steps


@dataclass(frozen=True)
class Grouped:
    """The distinct rows of a design, and which of them each child is: children who look alike are counted together."""

    matrix: Reals  # distinct rows by steps
    row: Ints  # of each child


def grouped(design: Design) -> Grouped:
    """Distinct rows; worth keeping where one design is fitted many times."""
    packed, row = np.unique(np.packbits(design.reached, axis=1), axis=0, return_inverse=True)
    return Grouped(np.unpackbits(packed, axis=1, count=design.reached.shape[1]).astype(float), row.ravel().astype(np.int64))


def fit(
    design: Design,
    labels: Labels,
    strength: float = STRENGTH,
    start: Fit | None = None,
    rows: Grouped | None = None,
    centre: Fit | None = None,
) -> Fit:
    """The most probable weights. Without labels: the expert's. Raises `LabelsUnusable` for a single class.

    `start` (a fit of the same design) and `rows` make a further fit quicker; they do not change what is sought. `centre`: the prior
    stands around the points of an earlier fit instead of the expert's.
    """
    middle = centre_of(design, centre)
    if labels.positives + labels.negatives == 0:
        return Fit(0.0, LOGIT_PER_POINT, LOGIT_PER_POINT * middle, 0.0, labelled=False)
    _two_classes(labels)
    problem = _Problem(middle, design, labels, strength, rows or grouped(design))
    guess = problem.start() if start is None else problem.packed(start)
    found = minimize(problem.loss, guess, jac=True, method="L-BFGS-B", bounds=problem.bounds, options=_PRECISE if start is None else _QUICK)
    return problem.unpacked(found.x)


def centre_of(design: Design, centre: Fit | None) -> Reals:
    """What the prior stands around, in points: the expert's, or those of an earlier fit."""
    return design.card.expert.astype(float) if centre is None else centre.steps / centre.per_point


def _two_classes(labels: Labels) -> None:
    if not labels.positives or not labels.negatives:
        kind = "positive" if labels.positives else "negative"
        raise LabelsUnusable(
            f"all {labels.positives + labels.negatives} labels are {kind}",
            "labels of both kinds, or none at all",
            "widen the label definition or the dates; without labels the expert's points stand",
        )


class _Problem:
    """The penalised log loss over distinct rows."""

    def __init__(self, middle: Reals, design: Design, labels: Labels, strength: float, rows: Grouped) -> None:
        self.matrix, count = rows.matrix, len(rows.matrix)
        self.yes = np.bincount(rows.row, labels.weight * labels.positive, count)
        self.all = np.bincount(rows.row, labels.weight, count)
        self.middle, self.held = middle, strength * EVEN
        signed: list[tuple[float | None, float | None]] = [(0.0, None) if sign > 0 else (None, 0.0) for sign in design.card.signs]
        self.bounds = [(None, None), (0.01, None), *signed]

    def start(self) -> Reals:
        rate = self.yes.sum() / self.all.sum()
        return np.concatenate([[np.log(rate / (1 - rate)), LOGIT_PER_POINT], LOGIT_PER_POINT * self.middle])

    def packed(self, fitted: Fit) -> Reals:
        return np.concatenate([[fitted.intercept, fitted.per_point], fitted.steps])

    def loss(self, theta: Reals) -> tuple[float, Reals]:
        """Penalised loss and its gradient."""
        intercept, per_point, weights = theta[0], theta[1], theta[2:]
        logit = intercept + self.matrix @ weights
        away = weights - per_point * self.middle
        pull, worth = self.held * away, (per_point - LOGIT_PER_POINT) / LOGIT_SPREAD**2
        held = (pull @ away + worth * (per_point - LOGIT_PER_POINT)) / 2
        residual = self.all * expit(logit) - self.yes
        value = (self.all * np.logaddexp(0, logit) - self.yes * logit).sum() + held
        return float(value), np.concatenate([[residual.sum(), worth - pull @ self.middle], self.matrix.T @ residual + pull])

    def unpacked(self, theta: Reals) -> Fit:
        return Fit(float(theta[0]), float(theta[1]), theta[2:], self._parameters(theta), labelled=True)

    def _parameters(self, theta: Reals) -> float:
        """Trace of the hat matrix: the share of each weight that the labels decide."""
        chance = expit(theta[0] + self.matrix @ theta[2:])
        information = (self.matrix * (self.all * chance * (1 - chance))[:, None]).T @ self.matrix
        return float(np.trace(np.linalg.solve(information + self.held * np.eye(len(information)), information)))
