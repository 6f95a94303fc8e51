"""Writes the pages of counts, in the look of the criteria's pages.

Reads what was counted; returns HTML that needs nothing from anywhere.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sukoyaka.hub.counts.crossed import ALL
from sukoyaka.hub.counts.data_page import DataPage
from sukoyaka.hub.counts.planning import Statistics
from sukoyaka.hub.screening import report

_ENVIRONMENT = Environment(
    loader=FileSystemLoader([Path(__file__).parent, Path(report.__file__).parent]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
APART = {"district": "地区", "age": "年齢", "band": "年齢の区分", "sex": "性別"}


def statistics(found: Statistics) -> str:
    """The page of the statistics."""
    apart = "、".join(APART[name] for name in found.gate.by)
    return _ENVIRONMENT.get_template("statistics.html.j2").render(found=found, apart=apart, all=ALL)


def data(found: DataPage) -> str:
    """The steward's data page."""
    return _ENVIRONMENT.get_template("data_page.html.j2").render(found=found, all=ALL)
