"""The evaluation: lists of past days, made from what was known then, against what became known afterwards.

Reads the screening mart; returns one document with every figure of the report. Each day stands for itself; a model is
learned anew for each day from what was known on it, by the recipe of its file.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from sukoyaka.console import Advance, silent
from sukoyaka.governance.register import Register
from sukoyaka.hub.evaluation import ablation, calibration, fairness
from sukoyaka.hub.evaluation.cohort import Cohort, Place, Seen, compact, seen, under
from sukoyaka.hub.evaluation.drift import items_over_time
from sukoyaka.hub.evaluation.judged import Judged, learned
from sukoyaka.hub.evaluation.labels import Definition, check_against
from sukoyaka.hub.evaluation.learning import FEWEST_DAYS, model_of, training_days
from sukoyaka.hub.evaluation.metrics import DRAWS, figure, figures, household_draws, levels, rounded
from sukoyaka.hub.features.catalogue import CATALOGUE
from sukoyaka.hub.features.model import Feature
from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.hub.screening.model.design import Reals
from sukoyaka.hub.screening.model.document import Model, applied, tie_break
from sukoyaka.hub.screening.model.learner import LabelsUnusable

SMALL = 10


@dataclass(frozen=True)
class Version:
    """Criteria to evaluate, with the model whose recipe gives their points, if any."""

    criteria: Criteria
    model: Model | None = None

    @property
    def name(self) -> str:
        """As the tables call it."""
        return f"{self.criteria.name}＋学習" if self.model else self.criteria.name


@dataclass
class Past:
    """What was known on each day; measured once, whoever asks."""

    place: Place
    definition: Definition
    features: Mapping[str, Feature]
    known_by: date
    advance: Advance = silent
    held: dict[date, Seen] = field(default_factory=dict)
    decided: Judged | None = None  # what people decided of the lists, if a model was learned from it

    def on(self, day: date) -> Seen:
        """The day as it was known, and what became of its children."""
        if day not in self.held:
            self.held[day] = seen(self.place, day, self.features, self.definition, self.known_by)
            self.advance(1)
        return self.held[day]


def features_for(versions: Sequence[Criteria]) -> dict[str, Feature]:
    """Features of all versions, the signs of surveillance, and what the groups are made of."""
    used = {feature.name: feature for criteria in versions for feature in criteria.features}
    watched = {name: feature for name, feature in CATALOGUE.items() if feature.tier == "S" or name == "single_parent"}
    return used | watched


def check_days(days: Sequence[date], definition: Definition, known_by: date) -> None:
    """Raises `LabelsUnusable` for too few days, a day twice, or one whose outcomes are not known yet."""
    if len(set(days)) < max(len(days), FEWEST_DAYS):
        raise LabelsUnusable(
            f"{len(set(days))} different days were named", f"at least {FEWEST_DAYS}, each once", "name more with --on: one day can be luck"
        )
    late = [day for day in days if definition.known_from(day) > known_by]
    if late:
        raise LabelsUnusable(
            f"what became of the children of {late[0]} is known from {definition.known_from(late[0])} on, the data reach to {known_by}",
            f"days up to {definition.last_as_of(known_by)}",
            "name an earlier day, or a shorter --horizon",
        )


def evaluate(
    past: Past,
    versions: Sequence[Version],
    days: Sequence[date],
    register: Register,
    draws: int = DRAWS,
    seed: int = 0,
    first: date | None = None,
) -> dict[str, Any]:
    """Every figure of the report. The first version is the one looked at closely; the others stand beside it."""
    check_days(days, past.definition, past.known_by)
    for version in versions:
        check_against(past.definition, version.criteria, register)
    ordered = sorted(days)
    cohorts = {version.name: [_cohort(past, version, day, first) for day in ordered] for version in versions}
    own = cohorts[versions[0].name]
    homes = compact([one.seen.household for one in own])
    drawn = [household_draws(home, draws, seed + index) for index, home in enumerate(homes)]
    past.advance(1)
    main = versions[0]
    tie = partial(tie_break, main.model, main.criteria) if main.model else None
    effective = applied(main.model, main.criteria) if main.model else main.criteria
    document = {
        "days": [day.isoformat() for day in ordered],
        "draws": draws,
        "versions": {name: [_figures(one, draw) for one, draw in zip(of_days, drawn, strict=True)] for name, of_days in cohorts.items()},
        "close": versions[0].name,
        "side_by_side": side_by_side(cohorts, drawn),
        "new_only": [_new_only(one, draw) for one, draw in zip(own, drawn, strict=True)],
        "calibration": calibrated(own),
        "decision_curve": _decision_curve(own, drawn),
        "unnoticed": _unnoticed(own[-1], drawn[-1]),
        "fairness": fairness.by_group(own[-1].seen.groups, own[-1].key, own[-1].positive, own[-1].labelled, drawn[-1], own[-1].capacity),
        "sources": ablation.leave_one_source_out(own, drawn, effective, register, past.place.people, tie),
        "watching": ablation.watching(own[-1], drawn[-1]),
        "alarms": [ablation.alarms(one, main.criteria, home, seed) for one, home in zip(own, homes, strict=True)],
        "churn": churn(own),
        "earliness": [earliness(one) for one in own],
        "drift": items_over_time([one.seen for one in own], effective),
    }
    past.advance(1)
    return document


def _cohort(past: Past, version: Version, day: date, first: date | None) -> Cohort:
    """The day under a version. A model is learned from what was known on the day."""
    now = past.on(day)
    if version.model is None:
        return under(now, version.criteria, past.place.people)
    earlier = training_days(past.definition, day, first or day)
    if not earlier:
        return under(now, version.criteria, past.place.people)
    taught, _ = learned([past.on(one) for one in earlier], version.criteria, version.model.strength, past.decided, day)
    model = model_of(taught, version.criteria, version.model.strength, {}, {}, draws=0)
    return under(now, applied(model, version.criteria), past.place.people, partial(tie_break, model, version.criteria))


def _figures(cohort: Cohort, draws: Reals) -> dict[str, Any]:
    found = figures(cohort.key, cohort.positive, cohort.labelled, draws, cohort.capacity)
    return {"as_of": cohort.as_of.isoformat(), "listed": int(cohort.listed.sum()), **found}


def _new_only(cohort: Cohort, draws: Reals) -> dict[str, Any]:
    """The same, among children whom nobody had noticed before the day: what a list adds."""
    new = ~cohort.seen.outcomes["before"].to_numpy()
    found = figures(cohort.key[new], cohort.positive[new], cohort.labelled[new], draws[:, new], int((cohort.listed & new).sum()))
    return {"as_of": cohort.as_of.isoformat(), **found}


def calibrated(cohorts: Sequence[Cohort]) -> list[dict[str, Any]]:
    """Shares expected from the day before against those of the day: the first day has none before it."""
    rows = []
    for before, now in itertools.pairwise(cohorts):
        expected = calibration.line(before.score, before.positive, before.labelled)
        rows.append(
            {
                "as_of": now.as_of.isoformat(),
                "expected_from": before.as_of.isoformat(),
                **calibration.calibration(expected, now.score, now.positive, now.labelled),
                "net_benefit": calibration.net_benefit(expected, now.key, now.score, now.positive, now.labelled, now.capacity),
            }
        )
    return rows


def _decision_curve(cohorts: Sequence[Cohort], draws: Sequence[Reals]) -> dict[str, Any]:
    """The last day, by shares expected from the day before it."""
    before, now = cohorts[-2:]
    expected = calibration.line(before.score, before.positive, before.labelled)
    rows = calibration.decision_curve(expected, now.score, now.positive, now.labelled, draws[-1])
    return {"as_of": now.as_of.isoformat(), "expected_from": before.as_of.isoformat(), "rows": rows}


def _unnoticed(cohort: Cohort, draws: Reals) -> list[dict[str, Any]]:
    found = figures(cohort.key, cohort.positive, cohort.labelled, draws[:1], cohort.capacity)
    return calibration.unnoticed(found["auc"]["value"], found["precision"]["value"], found["recall"]["value"], found["base_rate"] or 0.0)


def churn(cohorts: Sequence[Cohort]) -> list[dict[str, Any]]:
    """How alike the lists of two successive days are, among children who lived here on both."""
    rows = []
    for before, now in itertools.pairwise(cohorts):
        first, second = (set(one.seen.outcomes["subject_id"].filter(pl.Series(one.listed))) for one in (before, now))
        here = set(before.seen.outcomes["subject_id"]) & set(now.seen.outcomes["subject_id"])
        stayed, either = len(first & second), len((first | second) & here)
        rows.append(
            {"from": before.as_of.isoformat(), "to": now.as_of.isoformat(), "jaccard": rounded(stayed / either) if either else None}
        )
    return rows


def earliness(cohort: Cohort) -> dict[str, Any]:
    """Days from the list to the day on which anybody else noticed, of listed children whom nobody had noticed before."""
    chosen = cohort.seen.outcomes.filter(pl.Series(cohort.listed & cohort.positive), ~pl.col("before"))
    days = (chosen["noticed_on"] - cohort.as_of).dt.total_days().to_numpy()
    told = len(days) >= SMALL
    quartiles = [round(float(v)) for v in np.quantile(days, [0.25, 0.5, 0.75])] if told else None
    return {"as_of": cohort.as_of.isoformat(), "new_finds": len(days) if told or not len(days) else None, "quartiles": quartiles}


def side_by_side(cohorts: Mapping[str, Sequence[Cohort]], draws: Sequence[Reals]) -> dict[str, Any]:
    """Differences of each further version from the first, day by day, on the same draws."""
    names = list(cohorts)
    rows: dict[str, Any] = {}
    for name in names[1:]:
        rows[name] = []
        for first, second, draw in zip(cohorts[names[0]], cohorts[name], draws, strict=True):
            one, other = (levels(each.key, each.positive, each.labelled, draw) for each in (first, second))
            precision, recall = fairness.paired(one, other, first.capacity)
            rows[name].append({"as_of": first.as_of.isoformat(), "precision": figure(precision), "recall": figure(recall)})
    return rows
