"""Writes the pages. Reads criteria, or the result of a trial; returns HTML that needs nothing from anywhere.

Why templates beside the module: a nurse's page is read as a page, and the code only says what stands in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sukoyaka.governance.register import Register
from sukoyaka.hub.features.model import items_read
from sukoyaka.hub.screening import movement, wording
from sukoyaka.hub.screening.criteria import Criteria, Entry
from sukoyaka.hub.screening.disclosure import Mark
from sukoyaka.records.findings import Tier

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
FLOW_WORDS = {"entered": "新しく載る", "left": "外れる"}
GROUP_WORDS = {"age": "年齢", "sex": "性別", "claims": "受診の記録（1年）"}
NOT_SAID = "非公表"

Table = tuple[str, Sequence[str], Sequence[Sequence[object]]]


def sheet(criteria: Criteria) -> str:
    """The readable sheet of a version."""
    kinds = [(wording.KINDS[kind], meaning) for kind, meaning in wording.KINDS_MEAN.items()]
    return _ENVIRONMENT.get_template("sheet.html.j2").render(**_parts(criteria), kinds=kinds)


def public(criteria: Criteria, register: Register, city: str, contact: str) -> str:
    """What the public is told of a version: whose records, which items and why, what it is not, where to ask."""
    read = {source for feature in criteria.features for source, _ in items_read(feature, register)}
    sources = [(register.source(one).name, register.source(one).holder) for one in sorted(read)]
    return _ENVIRONMENT.get_template("public.html.j2").render(**_parts(criteria), sources=sources, city=city, contact=contact)


def _parts(criteria: Criteria) -> dict[str, Any]:
    """What both sheets show: lists, red flags, items by domain, those that protect, and those without points."""
    weighed = [item for item in criteria.items if any(degree.points for degree in item.degrees)]
    domains = [(domain, [_line(item) for item in weighed if item.domain == domain.id]) for domain in criteria.domains.values()]
    return {
        "criteria": criteria,
        "lists": [(criteria.labels[tier], criteria.lists[tier]) for tier in Tier],
        "flags": [_flag(flag, criteria) for flag in criteria.red_flags],
        "domains": [(domain.id, wording.points(domain.cap), lines) for domain, lines in domains if lines and domain.cap > 0],
        "protective": [(domain.id, wording.points(domain.cap), lines) for domain, lines in domains if lines and domain.cap < 0],
        "history": [_line(item) for item in criteria.items if item not in weighed],
    }


def trial(result: Mapping[str, Any]) -> str:
    """The report of a trial."""
    return _ENVIRONMENT.get_template("trial.html.j2").render(
        result=result,
        moves=_moves(result),
        places=_places(result),
        groups=GROUP_WORDS,
        flows=FLOW_WORDS,
        broken_down=_broken_down,
        told=told,
        share=_share,
    )


def tables(result: Mapping[str, Any]) -> Iterator[Table]:
    """The tables of a trial, for the console."""
    lists = result["lists"].values()
    header = ("一覧", "いま", "新しく載る", "外れる", "変更後", "重なり（Jaccard）")
    yield (
        f"試算 {result['old']['name']} → {result['new']['name']}（対象 {told(result['population'])}）",
        header,
        [(one["label"], *(one[name] for name in ("before", "entered", "left", "after")), _share(one["jaccard"])) for one in lists],
    )
    for one in lists:
        for flow, word in FLOW_WORDS.items():
            rows = [*_cause_rows(one, flow), *(_group_rows(one, flow) if flow in _broken_down(one) else ())]
            if rows:
                yield f"{one['label']}：{word}", ("", "", "人数"), rows
    yield "点の分布", ("点", "いま", "変更後"), [(line["band"], line["before"], line["after"]) for line in result["scores"]]


def _cause_rows(one: Mapping[str, Any], flow: str) -> Iterator[tuple[object, ...]]:
    yield from (("理由", line["cause"], line["children"]) for line in one["causes"][flow])


def _group_rows(one: Mapping[str, Any], flow: str) -> Iterator[tuple[object, ...]]:
    for name, lines in one["groups"].items():
        yield from ((GROUP_WORDS[name], line["group"], line[flow]) for line in lines)


def _broken_down(one: Mapping[str, Any]) -> list[str]:
    """The flows that are told by group: not those of nobody, or of fewer than ten."""
    return [flow for flow in FLOW_WORDS if one[flow] not in (0, Mark.SMALL)]


def told(count: object) -> str:
    """A count or its mark."""
    return f"{count:,}" if isinstance(count, int) else str(count)


def _share(value: float | None) -> str:
    return NOT_SAID if value is None else f"{value:.2f}"


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry,
        "degrees": [(wording.reached(entry, one.bound), wording.points(one.points)) for one in entry.degrees],
        "kind": wording.KINDS[entry.feature.tier],
        "whose": wording.SCOPES[entry.feature.scope],
        "window": wording.window(entry.feature),
        "unknown": wording.unknown_when(entry.feature),
    }


def _flag(flag: Entry, criteria: Criteria) -> dict[str, Any]:
    tier = flag.tier or Tier.AT_RISK
    young = None if flag.under_four is None else wording.reached(flag, flag.under_four)
    return _line(flag) | {"list": criteria.labels[tier], "young": young}


def _places(result: Mapping[str, Any]) -> dict[str, str]:
    return {movement.NOWHERE: "載らない"} | {tier: one["label"] for tier, one in result["lists"].items()}


def _moves(result: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    return {(move["old"], move["new"]): told(move["children"]) for move in result["moves"]}
