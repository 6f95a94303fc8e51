"""How firm is a child's place? In what share of equally credible points would it be on a list all the same.

Reads values and criteria; returns shares. With a model the points are its refits on households drawn anew; without, they are
drawn around the experts' own as widely as the learner's prior allows: before any label nobody knows them better.
"""

from collections.abc import Callable

import numpy as np
import polars as pl

from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.hub.screening.model.design import Design, Flags, Reals, design_of
from sukoyaka.hub.screening.model.document import Model, of_steps
from sukoyaka.hub.screening.model.finer import with_bounds
from sukoyaka.hub.screening.model.learner import EVEN, LOGIT_PER_POINT, STRENGTH

DRAWS = 50
FIRM, USUAL = 0.8, 0.5
"""From which share a place is firm, and from which it is usual; below, chance has as much a say as the criteria."""

Spread = Callable[[pl.DataFrame, pl.Series], Reals]
"""From values and children to scores in points, children (sorted) by draws."""


def of_points(criteria: Criteria, values: pl.DataFrame, subjects: pl.Series, seed: int = 0) -> Reals:
    """Scores under points drawn around the experts'. A step never turns its sign."""
    design = design_of(values, subjects, criteria)
    spread = 1 / np.sqrt(STRENGTH * EVEN) / LOGIT_PER_POINT
    drawn = np.random.default_rng(seed).normal(design.card.expert, spread, (DRAWS, len(design.card.steps)))
    signs = design.card.signs.astype(float)
    return scores(design, signs * np.maximum(signs * drawn, 0))


def of_model(model: Model, criteria: Criteria, values: pl.DataFrame, subjects: pl.Series) -> Reals:
    """Scores under the model's refits. `criteria` are those that it was learned from."""
    fine = with_bounds(criteria, model.bounds)
    design = design_of(values, subjects, fine)
    worth = max(model.per_point, 1e-6)
    return scores(design, np.array([of_steps(draw, fine) / worth for draw in model.draws]))


def scores(design: Design, points: Reals) -> Reals:
    """Children by draws, each domain cut at its cap. `points` is draws by steps."""
    total = np.zeros((len(design.subjects), len(points)))
    for domain, cap in enumerate(design.card.caps):
        chosen = design.card.in_domain(domain)
        sums = design.reached[:, chosen].astype(float) @ points[:, chosen].T
        total += np.minimum(sums, cap) if cap > 0 else np.maximum(sums, cap)
    return total


def inside(scored: Reals, red_flag: Flags, places: int, threshold: float) -> Reals:
    """Share of draws in which each child is on a list: red flags first, then by score within the places, from the threshold on."""
    if not scored.size:
        return np.full(len(red_flag), np.nan)
    ahead = np.where(red_flag[:, None], np.inf, scored)
    cut = np.partition(ahead, -min(places, len(ahead)), axis=0)[-min(places, len(ahead))]
    within: Reals = (red_flag[:, None] | ((scored >= cut) & (scored >= threshold))).mean(axis=1)
    return within
