"""Learns a model as it would have been learned on a day, and asks whether it would have made the lists worse than the points.

Reads cohorts of past days; returns a fit, and the regret rule's verdict over several days. Why: a model is promoted for what
its recipe did on days it had not seen, never for how well it fits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from sukoyaka.hub.evaluation.cohort import Cohort, Seen, compact
from sukoyaka.hub.evaluation.labels import Definition
from sukoyaka.hub.evaluation.metrics import at_capacity, auc, levels, rounded
from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.hub.screening.model import document
from sukoyaka.hub.screening.model.design import Design, Ints, Reals, design_of, stacked, weighed
from sukoyaka.hub.screening.model.document import Model
from sukoyaka.hub.screening.model.finer import finer
from sukoyaka.hub.screening.model.learner import Fit, Labels, fit
from sukoyaka.hub.screening.model.rounding import Rounded
from sukoyaka.hub.screening.model.rounding import rounded as whole_points
from sukoyaka.hub.screening.model.sample_size import C_STATISTIC, carried, needed
from sukoyaka.hub.screening.model.stability import DRAWS, Refits, refit
from sukoyaka.hub.screening.model.venn_abers import pairs

YEAR = 365
TOLERANCE = {"auc": 0.01, "recall": 0.05}
"""How much worse than the points a model may have been on its worst day."""
FEWEST_DAYS = 3
KEPT_DRAWS = 50
"""Refits that a model carries with it, so that a determination can say how firm a place is."""
MOST_LESSONS = 3
"""As-of days to learn from, the latest: what held long ago may hold no more, and each is a measurement of the whole city."""


@dataclass(frozen=True)
class Lesson:
    """Children of several days with what became of them, one below the other."""

    criteria: Criteria  # with the degrees that were learned on
    design: Design
    labels: Labels
    household: Ints
    days: tuple[date, ...]


@dataclass(frozen=True)
class Learned:
    """What a lesson taught; `before`: the fit around which it was learned, where there was an earlier lesson."""

    lesson: Lesson
    fit: Fit
    whole: Rounded
    strength: float
    before: Fit | None = None

    def again(self, draws: int) -> Refits:
        """The same on households drawn anew."""
        taught = self.lesson
        return refit(self.fit, taught.design, taught.labels, taught.household, draws, strength=self.strength, centre=self.before)


def training_days(definition: Definition, known_by: date, first: date) -> list[date]:
    """As-of days whose outcomes are known by a day: the latest one and whole horizons before it, a few, none before `first`."""
    step = timedelta(days=max(definition.horizon_days + definition.gap_days, YEAR))
    days: list[date] = []
    day = definition.last_as_of(known_by)
    while day >= first and len(days) < MOST_LESSONS:
        days.append(day)
        day -= step
    return days[::-1]


def lesson(of_days: Sequence[Seen], criteria: Criteria) -> Lesson:
    """Puts days together, with finer degrees than the criteria's. A child without full follow-up weighs nothing."""
    fine = finer(criteria, [one.values for one in of_days])
    designs = [design_of(one.values, one.outcomes["subject_id"], fine) for one in of_days]
    positive = [one.outcomes["positive"].fill_null(value=False).to_numpy() for one in of_days]
    labelled = [one.outcomes["positive"].is_not_null().to_numpy().astype(float) for one in of_days]
    homes = compact([one.household for one in of_days])
    labels = Labels(np.concatenate(positive), np.concatenate(labelled))
    return Lesson(fine, stacked(designs), labels, np.concatenate(homes), tuple(one.view.as_of for one in of_days))


def learn(taught: Lesson, strength: float, told: Lesson | None = None) -> Learned:
    """Weights and whole points. Raises `LabelsUnusable` for a single class.

    `told`: what people decided. It is learned around the weights that the recorded outcomes gave: where it says little they stay.
    """
    first = fit(taught.design, taught.labels, strength)
    if told is None:
        return Learned(taught, first, whole_points(first, taught.design, taught.labels, strength), strength)
    fitted = fit(told.design, told.labels, strength, centre=first)
    return Learned(told, fitted, whole_points(fitted, told.design, told.labels, strength, first), strength, first)


def model_of(
    learned: Learned, criteria: Criteria, strength: float, facts: Mapping[str, Any], gate: Mapping[str, Any], draws: int = DRAWS
) -> Model:
    """The model as a document, with what its scores mean and how many labels carry it."""
    taught, refits = learned.lesson, learned.again(draws)
    counts = {"rows": taught.labels.positives + taught.labels.negatives, "positives": taught.labels.positives}
    return Model(
        criteria=criteria.name,
        criteria_sha256=criteria.digest,
        bounds={item.id: tuple(one.bound for one in item.degrees) for item in weighed(taught.criteria)},
        **document.learned(learned.fit, learned.whole, taught.design.card),
        draws=[document.by_item(taught.design.card, steps.round(3).tolist()) for steps in refits.steps[:KEPT_DRAWS]],
        strength=strength,
        table=table(learned, refits),
        fitted_on={**facts, **counts, "days": [day.isoformat() for day in taught.days]},
        sample=sample(learned),
        gate=gate,
    )


def sample(learned: Learned) -> dict[str, Any]:
    """Riley's criterion: how many weights the labels carry, how many there are, and what holds the others."""
    labels, free = learned.lesson.labels, len(learned.lesson.design.card.steps)
    rows = labels.positives + labels.negatives
    if not learned.fit.labelled:
        return {"weights": free, "moved_by_labels": 0.0, "carried": 0.0, "needed_without_prior": None, "verdict": "expert"}
    prevalence = labels.positives / rows
    able = carried(rows, prevalence)
    return {
        "weights": free,
        "moved_by_labels": round(learned.fit.parameters, 1),
        "carried": round(able, 1),
        "needed_without_prior": needed(free, prevalence),
        "expected_c": C_STATISTIC,
        "verdict": "carried" if learned.fit.parameters <= able else "prior",
    }


def table(learned: Learned, refits: Refits) -> list[dict[str, Any]]:
    """Score → share that was noticed: the line, its interval over refits of households, and the Venn-Abers pair. Few children: no row."""
    taught, whole = learned.lesson, learned.whole
    if not learned.fit.labelled:
        return []
    score = taught.design.card.score(taught.design.reached, whole.points)
    asked = np.unique(score)
    low_high = pairs(score, taught.labels.positive.astype(float), taught.labels.weight, asked)
    logits = whole.intercept + whole.per_point * asked
    spread = np.std(refits.intercepts) if len(refits.intercepts) else 0.0
    rows = []
    for one, logit, pair in zip(asked, logits, low_high, strict=True):
        children = int((score[taught.labels.weight > 0] == one).sum())
        if children >= 10:
            shares = [rounded(1 / (1 + np.exp(-(logit + shift)))) for shift in (0.0, -1.96 * spread, 1.96 * spread)]
            band = [rounded(pair[0]), rounded(pair[1])]
            rows.append({"score": int(one), "expected": shares[0], "interval": shares[1:], "venn_abers": band})
    return rows


def regret(points: Cohort, model: Cohort) -> dict[str, Any]:
    """By how much the model's order was worse than the points' on one day; below 0 it was better."""
    once = np.ones((1, len(points.key)))
    told = {}
    for name, one in (("points", points), ("model", model)):
        at = levels(one.key, one.positive, one.labelled, once)
        told[name] = {"auc": float(auc(at)[0]), "recall": float(at_capacity(at, one.capacity).recall[0])}
    return {
        "as_of": points.as_of.isoformat(),
        "positives": int(points.positive.sum()),
        **{name: {key: rounded(value) for key, value in values.items()} for name, values in told.items()},
        "regret": {key: rounded(told["points"][key] - told["model"][key]) for key in TOLERANCE},
    }


def verdict(days: Sequence[Mapping[str, Any]], tolerance: Mapping[str, float] = TOLERANCE) -> dict[str, Any]:
    """The regret rule: at least three days, and on none of them worse than the points by more than the tolerance."""
    worst = {key: max((day["regret"][key] or 0.0 for day in days), default=None) for key in tolerance}
    beyond = [key for key, value in worst.items() if value is not None and value > tolerance[key]]
    if len(days) < FEWEST_DAYS:
        why = f"not promoted: tried on {len(days)} days, the rule asks for {FEWEST_DAYS}"
    elif beyond:
        told = ", ".join(f"{key} {worst[key]:.4f} worse than the points, allowed {tolerance[key]:g}" for key in beyond)
        why = f"not promoted: on its worst day {told}"
    else:
        why = "passes the regret rule: a person may adopt it"
    return {"days": list(days), "tolerance": dict(tolerance), "worst": worst, "passed": len(days) >= FEWEST_DAYS and not beyond, "why": why}


def stability(learned: Learned, cohort: Cohort, draws: int = DRAWS) -> Reals:
    """Per child of a day the share of refits in which it is inside the capacity."""
    design = design_of(cohort.seen.values, cohort.seen.outcomes["subject_id"], learned.lesson.criteria)
    first = cohort.run.children.sort("subject_id")["red_flag"].to_numpy().astype(float)
    return learned.again(draws).inside(design, cohort.capacity, first)
