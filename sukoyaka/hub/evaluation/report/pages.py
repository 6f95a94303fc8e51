"""Writes the report of an evaluation. Reads its document; returns HTML that needs nothing from anywhere.

Headings follow TRIPOD+AI (Collins et al. 2024), in Japanese. Shares are said of groups of children, never of one.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sukoyaka.hub.evaluation.report import plots

_LOOK = Path(__file__).parents[2] / "screening" / "report"
ENVIRONMENT = Environment(
    loader=FileSystemLoader([Path(__file__).parent, _LOOK]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ALARMS = {
    "single_feature": "一つの特徴量だけで答えが分かってしまう（漏れの疑い）",
    "time_travel": "基準日より後の記録が値に入り込んでいる",
    "permuted": "でたらめな結果にも当てはまってしまう",
}
CHANNELS = {"listed": "一覧に載った子", "audit": "無作為に選んだ子", "notified": "通告・相談で分かった子"}
VERDICTS = {"met": "満たす", "not met": "満たさない", "cannot be said": "言えない"}
UNSAID = "—"


def page(document: Mapping[str, Any]) -> str:
    """The report."""
    return ENVIRONMENT.get_template("evaluation.html.j2").render(
        d=document,
        letters={name: chr(65 + number) for number, name in enumerate(document["versions"])},
        plots={
            "auc": Markup(plots.over_days(document["versions"], "auc")),  # noqa: S704  # our own SVG, no text of others in it
            "precision": Markup(plots.over_days(document["versions"], "precision")),  # noqa: S704  # likewise
            "calibration": Markup(plots.calibration(document["calibration"])),  # noqa: S704  # likewise
            "curve": Markup(plots.decision_curve(document["decision_curve"]["rows"])),  # noqa: S704  # likewise
            "sources": Markup(plots.sources(document["sources"])),  # noqa: S704  # source ids of the register only
            "unnoticed": Markup(plots.unnoticed(document["unnoticed"])),  # noqa: S704  # likewise
        },
        alarms=ALARMS,
        channels=CHANNELS,
        verdicts=VERDICTS,
        counted=counted,
        number=number,
        share=share,
        told=told,
    )


def number(value: float | None, digits: int = 3) -> str:
    """A number, or a dash."""
    return UNSAID if value is None else f"{value:.{digits}f}"


def counted(count: int | None) -> str:
    """A count of children; from 1 to 9 it is not told."""
    return "10未満" if count is None else f"{count:,}"


def share(value: float | None) -> str:
    """A share of many children in per cent, or a dash."""
    return UNSAID if value is None else f"{value:.1%}"


def told(figure: Mapping[str, Any] | None, as_share: bool = False, digits: int = 3) -> str:
    """A figure with its interval."""
    if figure is None or figure["value"] is None:
        return UNSAID
    said = [share(value) if as_share else number(value, digits) for value in (figure["value"], *(figure["interval"] or ()))]
    return said[0] + (f"（{said[1]}–{said[2]}）" if len(said) == 3 else "")
