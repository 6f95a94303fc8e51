"""Measures features over a view: one fused query per scope for the questions, each rule once.

Reads a view, returns the long frame of `values.SCHEMA`. Refuses features that read an item not cleared for the purpose.
"""

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from sukoyaka.console import Advance, silent
from sukoyaka.engine.duck import rows
from sukoyaka.engine.question import COUNTING, Question
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.features import values
from sukoyaka.hub.features.catalogue import RULES
from sukoyaka.hub.features.compile import fused
from sukoyaka.hub.features.language import Scope
from sukoyaka.hub.features.model import Feature, items_read
from sukoyaka.hub.features.scopes import members_of
from sukoyaka.hub.features.values import Why
from sukoyaka.hub.features.view import View


def require_cleared(features: Sequence[Feature], permit: Permit) -> None:
    """Raises `NotPermitted` unless every item behind every feature is cleared for the permit's purpose."""
    for feature in features:
        for source, item in sorted(items_read(feature, permit.register)):
            permit.require(source, [item])


def measure(view: View, features: Sequence[Feature], advance: Advance = silent) -> pl.DataFrame:
    """Values of the features of every child of the view, sorted by child and feature. `advance` is told features."""
    require_cleared(features, view.permit)
    parts = []
    for scope in Scope:
        asked = [feature for feature in features if feature.question and feature.scope is scope]
        if asked:
            parts += _answers(view, scope, asked)
            advance(len(asked))
    for feature in features:
        if feature.rule:
            parts.append(values.from_rule(RULES[feature.rule](view).values, feature.name))
            advance(1)
    return pl.concat([pl.DataFrame(schema=values.SCHEMA), *parts]).sort("subject_id", "feature")


def _answers(view: View, scope: Scope, features: Sequence[Feature]) -> list[pl.DataFrame]:
    members = members_of(view, scope)
    day = pl.lit(view.as_of).alias("as_of")
    questions = [question for feature in features for question in (feature.question, feature.answered) if question]
    index = rows(view.children.select("subject_id", day))
    wide = view.engine.compute(fused(index, rows(members.with_columns(day)), view.events, questions, view.codes)).sort("subject_id")
    return [_decided(view, wide, members, feature, feature.question) for feature in features if feature.question]


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
