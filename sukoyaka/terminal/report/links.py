"""The link report: what was matched by which pass, how much of it is expected to be wrong, how many rows wait. Counts only.

Reads resolved tables and people's decisions, gives an account for `--json` and writes `名寄せ.html` beside the holders' reports.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sukoyaka.governance.register import Register
from sukoyaka.terminal.resolve import review
from sukoyaka.terminal.resolve.flow import RESIDENT, Resolved
from sukoyaka.terminal.resolve.links import CROSSWALK, NUMBER
from sukoyaka.terminal.resolve.relations import unread
from sukoyaka.terminal.resolve.renumbered import IDENTICAL, came_back
from sukoyaka.terminal.resolve.review import Decision

STEPS = {
    NUMBER: "宛名番号が一致",
    CROSSWALK: "国保資格の記号・番号（診療月に有効）",
    "name+kana+birth+sex": "氏名・カナ・生年月日・性別が一人だけと一致",
    "kana+birth+sex": "カナ・生年月日・性別が一人だけと一致（氏名は空欄）",
    "name+birth+sex": "氏名・生年月日・性別が一人だけと一致（カナは空欄）",
    "likelihood": "もっともらしさの計算（名が裏づけ、次の候補と十分な差）",
    "review": "人の確認",
    "review: nobody": "人の確認で該当者なし",
    "review: second person needed": "確認済み、二人目を待っている",
    "review: no longer in the register": "確認した人が台帳にいない",
    "unknown number": "台帳にない宛名番号",
    "card not in the crosswalk": "資格にない記号・番号",
    "no unique match": "一人に決まらない",
}
_ENVIRONMENT = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)


def link_account(resolved: Resolved, decisions: Sequence[Decision]) -> dict[str, Any]:
    """passes (source, step, rows, linked, expected wrong with a 95 % interval or null), decisions, renumbered, relations_unread."""
    residents = resolved.tables[RESIDENT]
    counted = resolved.links().group_by("source", "step").agg(rows=pl.len(), linked=pl.col("resident_number").is_not_null().all())
    expected = {(row["source"], row["step"]): row for row in resolved.expected.to_dicts()}
    passes = [row | _expected(expected.get((row["source"], row["step"]))) for row in counted.sort("source", "step").to_dicts()]
    settled = Counter("waiting" if v is None else "nobody" if v == review.NONE else "same" for v in review.settled(decisions).values())
    return {
        "passes": passes,
        "decisions": dict(sorted(settled.items())),
        "renumbered": _renumbered(resolved),
        "relations_unread": unread(residents["relation"]) if "relation" in residents.columns else 0,
    }


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
    rows = [row | {"name": register.source(row["source"]).name, "says": STEPS[row["step"]]} for row in account["passes"]]
    page = into / "名寄せ.html"
    text = _ENVIRONMENT.get_template("links.html.j2").render(on=on, rows=rows, **account)
    into.mkdir(parents=True, exist_ok=True)
    draft = page.with_name(f".{page.name}")
    draft.write_text(text, encoding="utf-8")
    draft.rename(page)
    return page
