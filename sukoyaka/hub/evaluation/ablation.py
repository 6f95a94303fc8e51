"""What each source is worth, what watching more would seem to be worth, and whether the figures can be trusted at all.

Reads a cohort; returns differences against the full order, and alarms. Why: a paid claim that changes no place on the list
need not be bought, and a feature that knows the answer is a leak.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from sukoyaka.governance.register import Register
from sukoyaka.hub.evaluation.cohort import Cohort, Seen, under
from sukoyaka.hub.evaluation.fairness import both, paired, strata
from sukoyaka.hub.evaluation.metrics import auc, figure, levels, rounded
from sukoyaka.hub.features.catalogue import CATALOGUE
from sukoyaka.hub.features.measure import measure
from sukoyaka.hub.features.model import items_read
from sukoyaka.hub.features.values import State, Why
from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.hub.screening.determination import TieBreak
from sukoyaka.hub.screening.model.design import Reals, design_of
from sukoyaka.hub.screening.model.learner import Labels, LabelsUnusable
from sukoyaka.hub.screening.model.stability import cross_fitted

LEAK = 0.95
"""One feature that alone orders so well is not found in life: it knows the answer."""
PERMUTED = 0.08
"""How far from 0.5 the AUC on shuffled labels may be, beyond three standard errors of chance."""


def sources_of(criteria: Criteria, register: Register) -> dict[str, list[str]]:
    """Features by the source they read, of features that the criteria use."""
    found: dict[str, list[str]] = {}
    for feature in criteria.features:
        for source in sorted({source for source, _ in items_read(feature, register)}):
            found.setdefault(source, []).append(feature.name)
    return dict(sorted(found.items()))


def without(seen: Seen, features: list[str]) -> Seen:
    """The day as if these features could not have been known."""
    gone = pl.col("feature").is_in(features)
    return replace(
        seen,
        values=seen.values.with_columns(
            value=pl.when(~gone).then("value"),
            state=pl.when(gone).then(pl.lit(State.NOT_OBSERVABLE)).otherwise("state"),
            why=pl.when(gone).then(pl.lit(Why.NOT_COVERED)).otherwise("why"),
        ),
    )


def leave_one_source_out(
    cohorts: list[Cohort], draws: list[Reals], criteria: Criteria, register: Register, people: pl.DataFrame, tie: TieBreak | None
) -> list[dict[str, Any]]:
    """Per source what its absence would have changed, over all days together, beside what it costs a year."""
    rows = []
    for source, features in sources_of(criteria, register).items():
        changed = [under(without(one.seen, features), criteria, people, tie) for one in cohorts]
        differences = [_difference(one, other, drawn) for one, other, drawn in zip(cohorts, changed, draws, strict=True)]
        kept = [float((one.listed & other.listed).sum() / max(one.listed.sum(), 1)) for one, other in zip(cohorts, changed, strict=True)]
        cost = register.sources[source].items
        rows.append(
            {
                "source": source,
                "name": register.sources[source].name,
                "yen_per_year": max((item.cost.yen_per_year for item in cost), default=0),
                "features": len(features),
                "places_kept": round(sum(kept) / len(kept), 4),
                **{name: figure(np.nanmean([each[name] for each in differences], axis=0)) for name in ("auc", "precision", "recall")},
            }
        )
    return rows


def _difference(one: Cohort, other: Cohort, draws: Reals) -> Mapping[str, Reals]:
    first, second = both(one.key, other.key, one.positive, one.labelled, draws)
    precision, recall = paired(first, second, one.capacity)
    return {"auc": auc(second) - auc(first), "precision": precision, "recall": recall}


def watching(cohort: Cohort, draws: Reals) -> dict[str, Any]:
    """The order with and without the features that show how closely a family was watched (S), by who was noticed before."""
    features = sorted(name for name in cohort.seen.values["feature"].unique() if CATALOGUE[name].tier == "S")
    shown = np.array([_amount(cohort, name) for name in features]).T
    before = cohort.seen.outcomes["before"].to_numpy()
    on = cohort.key + _watched_points(shown)
    result: dict[str, Any] = {"features": features}
    for name, key in (("off", cohort.key), ("on", on)):
        at = levels(key, cohort.positive, cohort.labelled, draws)
        result |= {name: {"auc": figure(auc(at)), **strata(before, key, cohort.positive, cohort.labelled, draws, cohort.capacity)}}
    return result


def _amount(cohort: Cohort, feature: str) -> Reals:
    mine = cohort.seen.values.filter(pl.col("feature") == feature).select("subject_id", "value")
    joined = cohort.seen.outcomes.select("subject_id").join(mine, on="subject_id", how="left", maintain_order="left")
    return joined["value"].fill_null(0.0).to_numpy()


def _watched_points(shown: Reals) -> Reals:
    """As an unwary author would write it: 3 points for any sign of earlier contact, 5 for several."""
    signs = (shown > 0).sum(axis=1) if shown.size else np.zeros(1)
    return np.where(signs >= 2, 5.0, np.where(signs == 1, 3.0, 0.0))


# -- alarms


def alarms(cohort: Cohort, criteria: Criteria, household: Any, seed: int) -> dict[str, Any]:
    """Leaks and luck: a feature that knows too much, the future in the values, an order that fits shuffled labels."""
    return {
        "single_feature": single_features(cohort),
        "time_travel": time_travel(cohort.seen),
        "permuted": permuted(cohort, criteria, household, seed),
    }


def single_features(cohort: Cohort) -> dict[str, Any]:
    """The feature that alone orders best."""
    once = np.ones((1, len(cohort.key)))
    found = {}
    for name in sorted(cohort.seen.values["feature"].unique()):
        value = float(auc(levels(_amount(cohort, name), cohort.positive, cohort.labelled, once))[0])
        found[name] = max(value, 1 - value) if np.isfinite(value) else 0.5
    best = max(found, key=lambda name: (found[name], name))
    return {"feature": best, "auc": rounded(found[best]), "limit": LEAK, "alarm": found[best] > LEAK}


def time_travel(seen: Seen) -> dict[str, Any]:
    """Whether the values come out the same when everything that happened or became known since is taken away."""
    view = seen.view
    dated = view.events.mutate(on_day=view.events.time.cast("date"))
    past = dated.filter(dated.on_day < view.as_of, dated.known_on < view.as_of).drop("on_day")
    features = [CATALOGUE[name] for name in sorted(seen.values["feature"].unique())]
    again = measure(replace(view, events=past), features)
    return {"alarm": not again.equals(seen.values)}


def permuted(cohort: Cohort, criteria: Criteria, household: Any, seed: int, times: int = 2) -> dict[str, Any]:
    """AUC of weights learned from shuffled labels, each child scored without its household: 0.5 but for luck."""
    design = design_of(cohort.seen.values, cohort.seen.outcomes["subject_id"], criteria)
    labelled, rng = cohort.labelled, np.random.default_rng(seed)
    values = []
    for _ in range(times):
        positive = np.zeros(len(labelled), dtype=bool)
        positive[labelled] = rng.permutation(cohort.positive[labelled])
        try:
            key = cross_fitted(design, Labels(positive, labelled.astype(float)), household)
        except LabelsUnusable:
            continue
        values.append(float(auc(levels(key, positive, labelled, np.ones((1, len(key)))))[0]))
    mean = float(np.nanmean(values)) if values else float("nan")
    chance = 3 * 0.29 / np.sqrt(max(int(cohort.positive.sum()), 1) * max(len(values), 1))
    return {"auc": rounded(mean), "limit": rounded(chance + PERMUTED), "alarm": bool(abs(mean - 0.5) > chance + PERMUTED)}
