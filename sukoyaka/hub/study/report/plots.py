"""Figures of a study's report.

Reads results, returns SVG.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from sukoyaka.hub.screening.report.figures import BLUE, GREY, svg


def forest(rows: Sequence[Mapping[str, Any]]) -> str:
    """Crude (grey) and adjusted (blue) estimates with their intervals, one line a result; rows are numbered as in the table."""

    def draw(axes: Axes) -> None:
        for place, row in enumerate(rows):
            for name, colour, shift, mark in (("crude", GREY, 0.15, "s"), ("adjusted", BLUE, -0.15, "o")):
                told = row[name]
                if told:
                    axes.plot(told["interval"], [place + shift] * 2, color=colour, linewidth=1.5)
                    axes.plot([told["value"]], [place + shift], mark, color=colour, markersize=5)
        axes.axvline(0, color=GREY, linestyle=":")
        axes.set_yticks(range(len(rows)), [str(row["number"]) for row in rows])
        axes.invert_yaxis()

    return svg(draw, 6.4, 0.6 + 0.34 * max(len(rows), 2))


def doses(row: Mapping[str, Any]) -> str:
    """The estimate of each stretch of months against none, with its interval; the line is the estimate a month."""

    def draw(axes: Axes) -> None:
        told = row["doses"]
        middles = [sum(map(int, one["months"].split("-"))) / 2 for one in told]
        axes.plot([0], [0], "o", color=GREY)
        for middle, one in zip(middles, told, strict=True):
            axes.plot([middle] * 2, one["interval"], color=BLUE, linewidth=1.5)
            axes.plot([middle], [one["value"]], "o", color=BLUE)
        if row["per_month"]:
            axes.plot([0, middles[-1]], [0, middles[-1] * row["per_month"]["value"]], color=GREY, linestyle="--")
        axes.axhline(0, color=GREY, linestyle=":")
        axes.set_xticks([0, *middles], ["0", *(one["months"] for one in told)])

    return svg(draw, 4.2, 2.8)
