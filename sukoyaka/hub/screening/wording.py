"""Criteria in the words of a nurse: degrees, kinds of signs, when something stays unknown.

Reads criteria, returns Japanese text. Why one place: the sheet, the comparison and the trial must say the same.
"""

from sukoyaka.hub.features.language import Scope, Tier
from sukoyaka.hub.features.model import Feature
from sukoyaka.hub.screening.criteria import Criteria, Degree, Entry
from sukoyaka.hub.screening.points import CAP

KINDS = {Tier.NEED: "必要", Tier.CIRCUMSTANCE: "状況", Tier.SURVEILLANCE: "見守り接点"}
KINDS_MEAN = {
    Tier.NEED: "こどもや養育者に支えが要ることそのものを示す項目",
    Tier.CIRCUMSTANCE: "家族の置かれた状況を示す項目",
    Tier.SURVEILLANCE: "どれだけ見守られてきたかを示す項目。点にせず、経過として示すか、赤旗として確認する",
}
SCOPES = {
    Scope.CHILD: "こども本人",
    Scope.CO_RESIDENTS: "同居者",
    Scope.SIBLINGS: "きょうだい",
    Scope.MOTHER: "母（分からないときは同居の大人）",
    Scope.HOUSEHOLD: "こどもと同居者の全員",
}


def points(count: int) -> str:
    """Points with their sign."""
    return f"{'−' if count < 0 else '+' if count else ''}{abs(count)}点"


def number(value: float) -> str:
    """A bound without idle decimals."""
    return f"{value:g}"


def reached(entry: Entry, bound: float) -> str:
    """When a degree is reached: the feature's own words with the bound in the place of the value."""
    words = entry.feature.words
    if "{n}" not in words:
        return words
    said = words.format(n=number(bound))
    return f"{said}を下回る" if entry.falls else f"{said}（またはそれ以上）"


def degree(entry: Entry, one: Degree) -> str:
    """A degree in a line: when it is reached, and its points."""
    return f"{reached(entry, one.bound)} … {points(one.points)}"


def degrees(entry: Entry) -> str:
    """Every degree of an item, from slight to grave."""
    return "／".join(degree(entry, one) for one in entry.degrees)


def unknown_when(feature: Feature) -> str:
    """When an item stays unknown, from what its feature declares about its own coverage."""
    if feature.coverage.answers is not None:
        return "健診などでその記録・回答がないとき"
    if feature.coverage.sources:
        return "受診の記録（レセプト）を見られる期間が半分に満たないとき"
    if feature.rule:
        return "判断に足りる記録がないとき"
    return "つねに分かる"


def window(feature: Feature) -> str:
    """How far back the item looks."""
    days = feature.window
    if days is None:
        return "項目の決まりによる" if feature.rule else "記録のあるすべての期間"
    if days >= 6 * 365:
        return "生まれてから"
    return f"過去{days // 365}年" if days >= 365 and days % 365 == 0 else f"過去{days}日"


def entry_name(item: str, criteria: Criteria) -> str:
    """What an id of a reason stands for: an item, a red flag, or the cap of a domain."""
    if item.startswith(CAP):
        return f"領域「{item.removeprefix(CAP)}」の点の上限"
    return criteria.by_id[item].asks
