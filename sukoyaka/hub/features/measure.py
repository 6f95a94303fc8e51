"""Measures features over a view: one fused query for the questions of all scopes, each rule once.

Reads a view, returns the long frame of `values.SCHEMA`. Refuses features that read an item not cleared for the purpose.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache

import polars as pl

from sukoyaka.console import Advance, silent
from sukoyaka.engine.question import COUNTING, Question
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.features import scopes, values
from sukoyaka.hub.features.answers import Answerer, by_engine
from sukoyaka.hub.features.catalogue import RULES
from sukoyaka.hub.features.cells import Asked
from sukoyaka.hub.features.language import Scope
from sukoyaka.hub.features.model import Feature, codes_made_of, items_read
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
    view, parts = view.reading_ahead(codes_made_of((one for one in features if one.rule), view.permit.register, view.codes)), []
    declared = [feature for feature in features if feature.question]
    if declared:
        people, roles = scopes.roles(view, {feature.scope for feature in declared})
        asked = [Asked(q, roles[f.scope]) for f in declared for q in (f.question, f.answered) if q]
        wide = answerer(view, people, asked).sort("subject_id")
        seeing = Seeing(view, wide)
        parts += [_decided(seeing, feature, feature.question) for feature in declared if feature.question]
        advance(len(declared))
    for feature in features:
        if feature.rule:
            parts.append(values.from_rule(RULES[feature.rule](view).values, feature.name))
            advance(1)
    return pl.concat([pl.DataFrame(schema=values.SCHEMA), *parts]).sort("subject_id", "feature")


class Seeing:
    """Of which children a "no" is a no: worked out once for the features that share a scope, sources and a window."""

    def __init__(self, view: View, wide: pl.DataFrame) -> None:
        self.view, self.wide = view, wide
        self.members, self.covered, self.touched = cache(self._members), cache(self._covered), cache(self._touched)

    def _members(self, scope: Scope) -> pl.DataFrame:
        return scopes.members_of(self.view, scope)

    def _covered(self, scope: Scope, sources: tuple[str, ...], days: int) -> pl.DataFrame:
        """Children whom the sources cover for enough of the window."""
        view = self.view
        return values.covered(view.children, self.members(scope), view.coverage, sources, days, view.as_of)

    def _touched(self, scope: Scope, sources: frozenset[str], days: int | None) -> pl.Series:
        """Children of whom a row of the window may be held back."""
        since = self.view.as_of - timedelta(days=days) if days else None
        return self.view.held.touched(self.members(scope), sources, since)


def _decided(seeing: Seeing, feature: Feature, question: Question) -> pl.DataFrame:
    answers = seeing.wide.select("subject_id", value=feature.name)
    observable, why = seeing.wide.select("subject_id"), Why.NOT_MEASURED
    if feature.answered:
        observable = seeing.wide.filter(pl.col(feature.answered.name) > 0).select("subject_id")
    elif feature.coverage.sources and question.days:
        observable, why = seeing.covered(feature.scope, feature.coverage.sources, question.days), Why.NOT_COVERED
    decided = values.decide(answers, observable, feature.name, measured=question.aggregate not in COUNTING, why=why)
    sources = frozenset(source for source, _ in items_read(feature, seeing.view.permit.register))
    return values.hidden(decided, seeing.touched(feature.scope, sources, question.days))
