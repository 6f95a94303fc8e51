"""What a feature means: every part said, and which register items it reads.

Reads the register, writes nothing. A definition with a part unsaid is refused: an unstated rule is an error.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sukoyaka.engine.question import Aggregate, Question
from sukoyaka.governance.register import Item, Register
from sukoyaka.hub.features.language import Coverage, Definition, Direction, Scope, Tier
from sukoyaka.records.errors import ExitCode, NotPermitted, SukoyakaError


class FeatureIncomplete(SukoyakaError):
    """A definition that leaves something unsaid."""

    exit_code = ExitCode.CRITERIA_INVALID


@dataclass(frozen=True)
class Feature:
    """One declared feature. Either `question` or `rule` says how it is computed."""

    name: str
    question: Question | None
    rule: str | None
    reads: tuple[str, ...]
    scope: Scope
    coverage: Coverage
    tier: Tier
    direction: Direction
    highest: float | None
    words: str

    @property
    def window(self) -> int | None:
        """Days before the as-of day."""
        return self.question.days if self.question else None

    @property
    def answered(self) -> Question | None:
        """Whether the question was put at all, for features that are observable only then."""
        if self.question is None or self.coverage.answers is None:
            return None
        return Question(f"{self.name}?", Aggregate.ANY_OF, self.coverage.answers, self.question.days, self.question.after)

    def found(self, value: float) -> str:
        """The finding in words."""
        return self.words.format(n=f"{value:.1f}".removesuffix(".0"))


def meaning(name: str, said: Definition) -> Feature:
    """The feature that a definition says. Raises `FeatureIncomplete` naming the part that is unsaid."""
    if said.scope is None or said.coverage is None or said.sign is None or said.direction is None or not said.words:
        raise FeatureIncomplete(
            f"the feature {name} leaves something unsaid",
            "of(scope), unobserved_unless(…) or always_observable(), tier(…), risk_increases()/risk_decreases()/protects(), said(…)",
            "add the missing part to the catalogue",
        )
    if said.days is not None and said.after >= said.days:
        raise FeatureIncomplete(f"the feature {name} leaves out every day of its window", "leaving_out less than over", "widen the window")
    question = Question(name, said.aggregate, said.selection, said.days, said.after) if said.aggregate and said.selection else None
    if question and said.coverage.sources and said.days is None:
        raise FeatureIncomplete(f"the feature {name} is covered by a source over no window", "over(days)", "say the window")
    return Feature(name, question, said.rule, said.reads, said.scope, said.coverage, said.sign, said.direction, said.highest, said.words)


def items_read(feature: Feature, register: Register) -> frozenset[tuple[str, str]]:
    """The register items (source, item) behind a feature. Raises `NotPermitted` if one of its paths is registered nowhere."""
    spoken = {(source, item) for source, _, item in (name.partition(".") for name in feature.reads)}
    patterns = feature.question.selection.patterns if feature.question else ()
    templates = list(_templates(register)) if patterns else []
    return frozenset(spoken).union(*(_items_of(pattern, templates, feature.name) for pattern in patterns))


def codes_made_of(features: Iterable[Feature], register: Register, codes: Iterable[str]) -> frozenset[str]:
    """Those of the codes that are made of nothing but what the rules of the features say that they read."""
    spoken = {(source, item) for feature in features for source, _, item in (name.partition(".") for name in feature.reads)}
    templates = {code for source, code, items in _templates(register) if {(source, item) for item in items} <= spoken}
    made_of = [re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))) for template in sorted(templates)]
    return frozenset(code for code in codes if any(template.fullmatch(code) for template in made_of))


def _items_of(pattern: str, templates: Iterable[tuple[str, str, frozenset[str]]], feature: str) -> frozenset[tuple[str, str]]:
    found = frozenset((source, item) for source, template, items in templates if _fits(pattern, template) for item in items)
    if not found:
        raise NotPermitted(
            f"the feature {feature} reads {pattern}, which no registered item produces",
            "event codes of the register",
            "register the item with its purpose, or correct the path",
        )
    return found


def _templates(register: Register) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Sources, their event code templates, and the items that each is made of."""
    for source in register.sources.values():
        if source.event:
            yield source.id, source.event, _named(source.event) | {source.time}
        for item in source.items:
            yield from ((source.id, code, _named(code) | {item.id}) for code in _codes(item))


def _codes(item: Item) -> Iterator[str]:
    yield from (code for code in (item.code, item.end_event) if code)


def _named(template: str) -> frozenset[str]:
    return frozenset(re.findall(r"\{(\w+)\}", template))


def _fits(pattern: str, template: str) -> bool:
    steps, places = pattern.split("/"), template.split("/")
    return len(steps) <= len(places) and all(
        step == "*" or place.startswith("{") or step == place for step, place in zip(steps, places, strict=False)
    )
