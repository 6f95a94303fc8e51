"""Measures features over a view: one fused query for the questions of all scopes, each rule once.

Reads a view, returns the long frame of `values.SCHEMA`. Refuses features that read an item not cleared for the purpose.
"""

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from sukoyaka.console import Advance, silent
from sukoyaka.engine.question import COUNTING, Question
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.features import scopes, values
from sukoyaka.hub.features.answers import Answerer, by_engine
from sukoyaka.hub.features.catalogue import RULES
from sukoyaka.hub.features.cells import Asked
from sukoyaka.hub.features.model import Feature, items_read
from sukoyaka.hub.features.values import Why
from sukoyaka.hub.features.view import View


def require_cleared(features: Sequence[Feature], permit: Permit) -> None:
    """Raises `NotPermitted` unless every item behind every feature is cleared for the permit's purpose."""
    for feature in features:
        for source, item in sorted(items_read(feature, permit.register)):
            permit.require(source, [item])


def measure(view: View, features: Sequence[Feature], advance: Advance = silent, answerer: Answerer = by_engine) -> pl.DataFrame:
    """Values of the features of every child of the view, sorted by child and feature. `advance` is told features."""
    require_cleared(features, view.permit)
    parts = []
    declared = [feature for feature in features if feature.question]
    if declared:
        people, roles = scopes.roles(view, {feature.scope for feature in declared})
        asked = [Asked(q, roles[f.scope]) for f in declared for q in (f.question, f.answered) if q]
        wide = answerer(view, people, asked).sort("subject_id")
        members = {scope: scopes.members_of(view, scope) for scope in roles}
        parts += [_decided(view, wide, members[feature.scope], feature, feature.question) for feature in declared if feature.question]
        advance(len(declared))
    for feature in features:
        if feature.rule:
            parts.append(values.from_rule(RULES[feature.rule](view).values, feature.name))
            advance(1)
    return pl.concat([pl.DataFrame(schema=values.SCHEMA), *parts]).sort("subject_id", "feature")


def _decided(view: View, wide: pl.DataFrame, members: pl.DataFrame, feature: Feature, question: Question) -> pl.DataFrame:
    answers = wide.select("subject_id", value=feature.name)
    observable, why = view.children.select("subject_id"), Why.NOT_MEASURED
    if feature.answered:
        observable = wide.filter(pl.col(feature.answered.name) > 0).select("subject_id")
    elif feature.coverage.sources and question.days:
        observable = values.covered(view.children, members, view.coverage, feature.coverage.sources, question.days, view.as_of)
        why = Why.NOT_COVERED
    decided = values.decide(answers, observable, feature.name, measured=question.aggregate not in COUNTING, why=why)
    sources = {source for source, _ in items_read(feature, view.permit.register)}
    since = view.as_of - timedelta(days=question.days) if question.days else None
    return values.hidden(decided, view.held.touched(members, sources, since))
