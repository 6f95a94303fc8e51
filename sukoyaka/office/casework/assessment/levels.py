"""From answers to a guide: the gravest item that applies, one step graver below four years, and the route of the heads.

A guide, not a decision: a person sets the level, and says why if it is lighter than the guide.
"""

from dataclasses import dataclass

from sukoyaka.office.casework.assessment.answers import Answer, Answers, Extent, Found
from sukoyaka.office.casework.assessment.sheet import Item, ItemKind, Level, Route, Sheet

BY_EXTENT = {Extent.HEAVY.value: 1, Extent.SLIGHT.value: -1}


@dataclass(frozen=True)
class Weighed:
    """An item that applies, and how grave it is for this child."""

    item: Item
    level: Level
    raised: bool  # by the rule for children under four
    suspected: bool


@dataclass(frozen=True)
class Guide:
    """What the answers suggest."""

    level: Level | None  # none: no item applies
    weighed: tuple[Weighed, ...]  # gravest first
    route: Route | None
    unanswered: tuple[Item, ...]
    strengths: tuple[Item, ...]


def guide(sheet: Sheet, answers: Answers, months: int) -> Guide:
    """What the answers suggest for a child of that age in completed months."""
    found = [_weighed(sheet, item, answers[item.id], months) for item in sheet.items if _counts(item, answers)]
    weighed = sorted(found, key=lambda w: -w.level.rank)
    heads = {w.item.head for w in weighed}
    return Guide(
        level=weighed[0].level if weighed else None,
        weighed=tuple(weighed),
        route=next((route for route in sheet.routes if route.applies(heads)), None),
        unanswered=tuple(item for item in sheet.items if not answers.get(item.id, Answer()).found),
        strengths=tuple(i for i in sheet.items if i.kind is ItemKind.STRENGTH and answers.get(i.id, Answer()).applies),
    )


def _counts(item: Item, answers: Answers) -> bool:
    return item.kind is ItemKind.RISK and answers.get(item.id, Answer()).applies


def _weighed(sheet: Sheet, item: Item, answer: Answer, months: int) -> Weighed:
    level = item.level or Level.CONCERN
    if item.level_from_extent:
        level = level.raised(BY_EXTENT.get(answer.extent, 0))
    young = sheet.under_four
    raised = months < young.months and level.rank >= young.from_level.rank and level is not Level.GRAVEST
    return Weighed(item, level.raised(young.raises) if raised else level, raised, answer.found == Found.SUSPECTED)
