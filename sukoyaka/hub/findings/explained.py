"""One child, explained to an analyst: each feature's value or why there is none, and the events behind it.

Reads a screening view of one child, returns frames. Why through the measuring itself: what is shown must be what is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from sukoyaka.hub.features.measure import measure
from sukoyaka.hub.features.model import Feature
from sukoyaka.hub.features.scopes import related
from sukoyaka.hub.features.values import State, Why
from sukoyaka.hub.features.view import View
from sukoyaka.hub.findings import evidence, words
from sukoyaka.records.errors import ExitCode, SukoyakaError

STATES = {State.VALUE: "あり", State.OBSERVED: "なし", State.NOT_OBSERVABLE: "不明"}


class NoSuchChild(SukoyakaError):
    """Nobody of 0-5 who lives in the city on the day has the id."""

    exit_code = ExitCode.NOTHING_TO_DO


class NoSuchFeature(SukoyakaError):
    """A feature that is not declared."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True)
class Explained:
    """A feature of a child: its value or why there is none; `facts` are columns `whose, found, happened_on, known_on, source`."""

    feature: Feature
    value: float | None
    state: State
    why: Why | None
    facts: pl.DataFrame

    def document(self) -> dict[str, Any]:
        """For machines."""
        one = self.feature
        said = {"says": self.in_words, "tier": one.tier, "scope": one.scope, "days": one.window, "value": self.value}
        return {"feature": one.name, **said, "state": self.state, "why": self.why, "facts": self.facts.to_dicts()}

    @property
    def in_words(self) -> str:
        """The finding, or why nothing is known; empty where it could be seen and was not there."""
        if self.why:
            return f"不明: {words.WHY[self.why]}"
        return self.feature.found(self.value) if self.state is State.VALUE and self.value is not None else ""


def explain(view: View, features: Sequence[Feature], codes: pl.DataFrame) -> list[Explained]:
    """The features of the one child of the view, in their order. Raises `NoSuchChild` where there is none. `codes`: the mart's table."""
    if view.children.is_empty():
        raise NoSuchChild(
            f"no child of 0-5 with this id lives in the city on {view.as_of}",
            "a subject id of the screening mart, as `sukoyaka hub features measure` writes it",
            "look it up in the file of that command, or ask for another day",
        )
    measured = {row["feature"]: row for row in measure(view, features).iter_rows(named=True)}
    everyone = related(view)
    life = words.spoken(view.facts("*", subjects=everyone["member"].unique()), codes, view.permit)
    return [_explained(view, one, measured[one.name], life, everyone) for one in features]


def _explained(view: View, feature: Feature, row: dict[str, Any], life: pl.DataFrame, everyone: pl.DataFrame) -> Explained:
    facts = evidence.facts(view, feature, life, most=None).join(everyone, on="member", how="left", maintain_order="left")
    named = words.named_sources(facts, view.permit).select("whose", "found", "happened_on", "known_on", source="source_name")
    return Explained(feature, row["value"], State(row["state"]), Why(row["why"]) if row["why"] else None, named)


def table(found: Sequence[Explained]) -> list[tuple[str, str, str, str]]:
    """Rows of `HEADER`: the feature in its first, then a row for each further fact, the latest first."""
    rows: list[tuple[str, str, str, str]] = []
    for one in found:
        facts = [_in_a_line(fact) for fact in one.facts.iter_rows(named=True)] or [""]
        value = "" if one.value is None else f"{one.value:.4g}"
        rows.append((one.feature.name, value, one.in_words or STATES[one.state], facts[0]))
        rows += [("", "", "", fact) for fact in facts[1:]]
    return rows


def _in_a_line(fact: Mapping[str, Any]) -> str:
    """Whose, what, when, when it became known, where from; a household has no day."""
    days = [f"{fact['happened_on']}"] if fact["happened_on"] else []
    days += [f"{fact['known_on']}に判明"] if fact["known_on"] else []
    return f"{fact['whose']} {fact['found']}（{'・'.join([*days, fact['source']])}）"


HEADER = ("特徴量", "値", "所見・不明の理由", "根拠")
