"""Writes the report of a study. Reads its document; returns HTML that needs nothing from anywhere.

Headings follow STROBE and RECORD (observational studies with routinely collected data), in Japanese. Nothing is said of one child.
"""

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sukoyaka.hub.study.analyse import exponents
from sukoyaka.hub.study.report import plots

_LOOK = Path(__file__).parents[2] / "screening" / "report"
_ENVIRONMENT = Environment(
    loader=FileSystemLoader([Path(__file__).parent, _LOOK]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
VARIABLES = {
    "sex": "性別",
    "round": "健診の時期",
    "age": "月齢",
    "birth_weight": "出生体重",
    "gestation_weeks": "在胎週数",
    "one_adult": "働く世代のおとなが1人",
    "allowance": "児童扶養手当",
    "assistance": "生活保護",
    "siblings": "きょうだいの数",
    "district": "地区",
}
ROUNDS = {"4M": "3-4か月", "10M": "9-10か月", "18M": "1歳6か月", "36M": "3歳"}
UNSAID = "—"


def page(document: Mapping[str, Any]) -> str:
    """The report."""
    numbered = [{**row, "number": number} for number, row in enumerate(document["results"], 1)]
    binary = {name: said["binary"] for name, said in document["protocol"]["outcomes"].items()}
    told = [row for row in numbered if row["adjusted"]]
    dosed = [row for row in told if row["doses"] and not binary[row["outcome"]]]
    return _ENVIRONMENT.get_template("study.html.j2").render(
        d=document,
        p=document["protocol"],
        numbered=numbered,
        groups=[(name, list(of)) for name, of in groupby(numbered, key=lambda row: row["outcome"])],
        binary=binary,
        spreads=Markup(plots.forest([row for row in told if not binary[row["outcome"]]])),  # noqa: S704  # our own SVG, numbers only
        odds=Markup(plots.forest([row for row in told if binary[row["outcome"]]])),  # noqa: S704  # likewise
        dosed=[(row, Markup(plots.doses(row))) for row in dosed],  # noqa: S704  # likewise
        exposure=lambda name: document["protocol"]["exposures"][name]["title"],
        outcome=lambda name: document["protocol"]["outcomes"][name]["title"],
        word=lambda name: VARIABLES.get(name) or document["protocol"]["outcomes"][name]["title"],
        rounds=ROUNDS,
        told=said,
        p_value=p_value,
    )


def said(figure: Mapping[str, Any] | None, binary: bool) -> str:
    """A figure with its interval: spreads with their sign, or an odds ratio."""
    if figure is None:
        return UNSAID
    shown, form = (exponents(figure), ".2f") if binary else (figure, "+.2f")
    low, high = shown["interval"]
    return f"{shown['value']:{form}}（{low:{form}}～{high:{form}}）"


def p_value(value: float | None) -> str:
    """A p value, or a dash."""
    if value is None:
        return UNSAID
    return "0.001未満" if value < 0.001 else f"{value:.3f}"
