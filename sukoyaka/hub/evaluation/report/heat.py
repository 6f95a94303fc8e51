"""Writes the page of correlations: a heat table of items against items. Reads the document; returns HTML that needs nothing.

Colour is never alone: the number stands in every cell that may be told.
"""

from collections.abc import Mapping
from typing import Any

from sukoyaka.hub.evaluation.report.pages import ENVIRONMENT

STRENGTHS = (0.1, 0.3, 0.5, 0.8)  # from each on, one shade darker


def page(document: Mapping[str, Any]) -> str:
    """The page."""
    cells = {(pair["one"], pair["other"]): pair for pair in document["pairs"]}
    both = cells | {(other, one): pair for (one, other), pair in cells.items()}
    titles = {item["id"]: item["title"] for item in document["items"]}
    against = {pair["one"]: pair for pair in document["with_label"]}
    return ENVIRONMENT.get_template("correlations.html.j2").render(
        d=document, cells=both, titles=titles, against=against, shade=shade, told=told
    )


def shade(pair: Mapping[str, Any] | None) -> str:
    """The class of a cell: `p0` to `p4` together, `m1` to `m4` against one another."""
    if pair is None or pair["value"] is None:
        return "none"
    step = sum(abs(pair["value"]) >= strength for strength in STRENGTHS)
    return f"{'m' if pair['value'] < 0 and step else 'p'}{step}"


def told(pair: Mapping[str, Any]) -> str:
    """A correlation with its interval."""
    low, high = pair["interval"]
    return f"{pair['value']:+.2f}（{low:+.2f}～{high:+.2f}）"
