"""The link report: what was matched by which pass, how much of it is expected to be wrong, how many rows wait. Counts only.

Reads resolved tables and people's decisions, gives an account for `--json` and writes `名寄せ.html` beside the holders' reports.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import ceil
from operator import itemgetter
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sukoyaka.governance.register import Register
from sukoyaka.terminal.resolve import review
from sukoyaka.terminal.resolve.flow import RESIDENT, Resolved
from sukoyaka.terminal.resolve.links import CROSSWALK, NO_CARD, NO_MATCH, NUMBER, UNKNOWN_NUMBER
from sukoyaka.terminal.resolve.relations import unread
from sukoyaka.terminal.resolve.renumbered import IDENTICAL, came_back
from sukoyaka.terminal.resolve.review import Decision


@dataclass(frozen=True)
class Step:
    """How a row was linked, or why it waits, in a clerk's words; `next`: what can be done about those that wait."""

    says: str
    family: str = ""
    next: str = ""


FAMILIES = {"number": "宛名番号", "card": "保険証・医療証の番号", "name": "氏名など", "people": "人の確認"}
STEPS = {
    NUMBER: Step("行にある宛名番号が、住民基本台帳にある番号と同じ", "number"),
    CROSSWALK: Step("保険証・医療証の番号が、その診療月に有効な一人のものと同じ", "card"),
    "name+kana+birth+sex": Step("氏名・カナ・生年月日・性別がすべて同じ人が一人だけいる", "name"),
    "kana+birth+sex": Step("カナ・生年月日・性別が同じ人が一人だけいる（行の氏名は空欄）", "name"),
    "name+birth+sex": Step("氏名・生年月日・性別が同じ人が一人だけいる（行のカナは空欄）", "name"),
    "likelihood": Step("書き違いや転居を見込んでも、ほかの人とは考えにくい（名前が裏づけている）", "name"),
    review.REVIEW: Step("担当者が見比べて決めた", "people"),
    review.NOBODY: Step("担当者が「該当者なし」と決めた", next="台帳に載ったときに備えて残しています"),
    review.NOT_SETTLED: Step("一人が決めた。もう一人の確認を待っている", next="別の人が terminal review walk で確かめてください"),
    review.GONE: Step("前に決めた相手が、今の台帳にいない", next="もう一度見比べてください"),
    UNKNOWN_NUMBER: Step(
        "行にある宛名番号が、台帳のどの人の番号でもない", next="番号の写し違い・古い番号でないか、担当課に確かめてください"
    ),
    NO_CARD: Step("保険証・医療証の番号が、その月の資格にない", next="資格の抽出漏れ・切り替えの時期でないか、担当課に確かめてください"),
    NO_MATCH: Step("似た人が一人に決まらない、または台帳にいない", next="候補を見比べて決めてください"),
}
_ENVIRONMENT = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)


def link_account(resolved: Resolved, decisions: Sequence[Decision]) -> dict[str, Any]:
    """passes (source, step, rows, linked, with_candidates, expected wrong with a 95 % interval or null), decisions, renumbered,
    relations_unread."""
    residents = resolved.tables[RESIDENT]
    links = resolved.links().with_columns(offered=_offered(resolved))
    counted = links.group_by("source", "step").agg(
        rows=pl.len(), linked=pl.col("resident_number").is_not_null().all(), with_candidates=pl.col("offered").sum()
    )
    expected = {(row["source"], row["step"]): row for row in resolved.expected.to_dicts()}
    passes = [row | _expected(expected.get((row["source"], row["step"]))) for row in counted.sort("source", "step").to_dicts()]
    settled = Counter("waiting" if v is None else "nobody" if v == review.NONE else "same" for v in review.settled(decisions).values())
    return {
        "passes": passes,
        "decisions": dict(sorted(settled.items())),
        "renumbered": _renumbered(resolved),
        "relations_unread": unread(residents["relation"]) if "relation" in residents.columns else 0,
    }


def _offered(resolved: Resolved) -> pl.Series:
    """Of each link whether it waits with somebody to compare."""
    links = resolved.links().select("source", pl.col("file").cast(pl.Int32), pl.col("line").cast(pl.Int32), "resident_number")
    if not resolved.candidates.height:
        return pl.repeat(value=False, n=links.height, eager=True)
    met = resolved.candidates.select("source", pl.col("file").cast(pl.Int32), pl.col("line").cast(pl.Int32)).unique()
    found = links.join(met.with_columns(there=pl.lit(value=True)), on=["source", "file", "line"], how="left", maintain_order="left")
    return found["there"].fill_null(value=False) & found["resident_number"].is_null()


def _expected(row: dict[str, Any] | None) -> dict[str, Any]:
    """A sum of unequal chances: its mean, and 1.96 standard deviations; with no doubt at all three in n are still possible."""
    if row is None:
        return {"expected_wrong": None, "low": None, "high": None}
    low, high = max(row["wrong"] - 1.96 * row["spread"], 0.0), row["wrong"] + 1.96 * row["spread"]
    return {"expected_wrong": round(row["wrong"], 3), "low": round(low, 3), "high": round(min(high, row["links"]), 3)}


def _renumbered(resolved: Resolved) -> dict[str, int]:
    found = came_back(resolved.register)
    return {"identical": found.filter(pl.col("why") == IDENTICAL).height, "likely": found.filter(pl.col("why") != IDENTICAL).height}


def write_link_report(account: dict[str, Any], register: Register, on: date, into: Path) -> Path:
    """The page for the operator and the steward."""
    page = into / "名寄せ.html"
    text = _ENVIRONMENT.get_template("links.html.j2").render(on=on, families=FAMILIES, **account, **shown(account["passes"], register))
    into.mkdir(parents=True, exist_ok=True)
    draft = page.with_name(f".{page.name}")
    draft.write_text(text, encoding="utf-8")
    draft.rename(page)
    return page


def shown(passes: Sequence[dict[str, Any]], register: Register) -> dict[str, Any]:
    """What the page adds to the account: the whole in a sentence, a bar a source, each way of linking, and what waits."""
    linked, waiting = [row for row in passes if row["linked"]], [row for row in passes if not row["linked"]]
    total, open_rows = sum(row["rows"] for row in passes), sum(row["rows"] for row in waiting)
    return {
        "total": total,
        "known": total - open_rows,
        "open": open_rows,
        "offered": sum(row["with_candidates"] for row in waiting),
        "wrong": in_words(linked),
        "by_source": [_source(name, list(rows), register) for name, rows in groupby(passes, key=itemgetter("source"))],
        "ways": [
            {"says": step.says, "family": FAMILIES[step.family], "rows": sum(row["rows"] for row in theirs), "wrong": in_words(theirs)}
            for name, step in STEPS.items()
            if (theirs := [row for row in linked if row["step"] == name])
        ],
        "waits": [
            {"name": register.source(row["source"]).name, "says": STEPS[row["step"]].says, "next": STEPS[row["step"]].next} | row
            for row in waiting
        ],
    }


def _source(name: str, rows: list[dict[str, Any]], register: Register) -> dict[str, Any]:
    total = sum(row["rows"] for row in rows)
    parts = {family: sum(row["rows"] for row in rows if row["linked"] and STEPS[row["step"]].family == family) for family in FAMILIES}
    return {"name": register.source(name).name, "rows": total, "parts": parts, "open": total - sum(parts.values())}


def in_words(rows: Sequence[dict[str, Any]]) -> str:
    """How many links are expected to be somebody else's, as one would say it. Numbers and cards are taken at their word."""
    judged = [row for row in rows if row["expected_wrong"] is not None]
    if not judged:
        return "番号のとおり"
    mean, high = sum(row["expected_wrong"] for row in judged), sum(row["high"] for row in judged)
    return "ほぼ0行（多くても1行）" if high < 1 else f"およそ{mean:,.0f}行（多くても{ceil(high):,}行）"
