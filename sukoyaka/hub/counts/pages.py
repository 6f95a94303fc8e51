"""Writes the pages of counts, in the look of the criteria's pages.

Reads what was counted; returns HTML that needs nothing from anywhere.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.axes import Axes

from sukoyaka.hub.counts.attendance import CLASSES, Attendance
from sukoyaka.hub.counts.crossed import ALL
from sukoyaka.hub.counts.data_page import DataPage
from sukoyaka.hub.counts.planning import Statistics
from sukoyaka.hub.counts.quality import Quality
from sukoyaka.hub.screening import report
from sukoyaka.hub.screening.disclosure import SMALLEST_SHOWN
from sukoyaka.hub.screening.report.figures import BLUE, GREY, svg

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


def quality(found: Quality, visits: Attendance) -> str:
    """The quality page."""
    figures = [Markup(_before_and_after(one)) for one in found.shapes]  # noqa: S704 # our own SVG
    lines, classes = list(visits.lines()), CLASSES
    return _ENVIRONMENT.get_template("quality.html.j2").render(found=found, figures=figures, visits=lines, classes=classes)


def _before_and_after(shape: Mapping[str, Any]) -> str:
    """Rows in steps: grey before, blue after; what is a mark stands at the height of half the smallest that is shown."""
    edges = [*shape["edges"], 2 * shape["edges"][-1] - shape["edges"][-2]]

    def heights(name: str) -> list[float]:
        return [SMALLEST_SHOWN / 2 if isinstance(count, str) else float(count) for count in shape[name]]

    def draw(axes: Axes) -> None:
        axes.stairs(heights("after"), edges, fill=True, color=BLUE, alpha=0.35)
        axes.stairs(heights("before"), edges, color=GREY, linewidth=1.5)
        axes.set_yscale("symlog", linthresh=SMALLEST_SHOWN)

    return svg(draw, 6.4, 2.2)
