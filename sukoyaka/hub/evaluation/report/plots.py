"""Figures of the evaluation's report.

Reads the evaluation's document, returns SVG.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from sukoyaka.hub.screening.report.figures import BLUE, GREY, svg

MARKS = "osD^v<>"


def over_days(versions: Mapping[str, Sequence[Mapping[str, Any]]], name: str) -> str:
    """A figure of every version by day, with its interval; versions are told apart by letters."""

    def draw(axes: Axes) -> None:
        for number, of_days in enumerate(versions.values()):
            colour, shift = BLUE if number == 0 else GREY, 0.12 * number
            for place, one in enumerate(of_days):
                told, x = one[name], place + shift
                if told["value"] is None:
                    continue
                if told["interval"]:
                    axes.plot([x, x], told["interval"], color=colour, linewidth=1.5)
                axes.plot([x], [told["value"]], MARKS[number % len(MARKS)], color=colour)
                axes.annotate(chr(65 + number), (x, told["value"]), (4, 3), textcoords="offset points", color=colour)
        days = [one["as_of"] for one in next(iter(versions.values()))]
        axes.set_xticks(range(len(days)), days)
        axes.margins(x=0.2)
        if name == "auc":
            axes.axhline(0.5, color=GREY, linestyle=":")

    return svg(draw)


def calibration(rows: Sequence[Mapping[str, Any]]) -> str:
    """Expected against observed shares, with Wilson intervals; on the line they agree."""

    def draw(axes: Axes) -> None:
        highest = 0.01
        for number, row in enumerate(rows):
            bands = [band for band in row["bands"] if band["observed"] is not None]
            for band in bands:
                axes.plot([band["expected"]] * 2, band["interval"], color=GREY, linewidth=1)
                axes.plot([band["expected"]], [band["observed"]], MARKS[number % len(MARKS)], color=BLUE if number == 0 else GREY)
                highest = max(highest, band["interval"][1], band["expected"])
        axes.plot([0, highest], [0, highest], color=GREY, linestyle=":")
        axes.set_xlim(0, highest * 1.05)
        axes.set_ylim(0, highest * 1.05)

    return svg(draw, 4.2, 4.0)


def decision_curve(rows: Sequence[Mapping[str, Any]]) -> str:
    """Net benefit over thresholds: A the list with its interval, B everybody; nobody is the dotted line."""

    def draw(axes: Axes) -> None:
        at = [row["threshold"] for row in rows]
        low, high = zip(*(row["list"]["interval"] for row in rows), strict=True) if rows else ((), ())
        axes.fill_between(at, low, high, color=BLUE, alpha=0.15, linewidth=0)
        for letter, name, colour, place in (("A", "list", BLUE, -1), ("B", "everybody", GREY, len(rows) // 4)):
            values = [row[name]["value"] for row in rows]
            axes.plot(at, values, MARKS[0] + "-", color=colour, markersize=3)
            if rows:
                axes.annotate(letter, (at[place], values[place]), (7, 2), textcoords="offset points", color=colour)
        axes.axhline(0, color=GREY, linestyle=":")
        if rows:
            axes.set_ylim(-max(high) * 0.6, max(high) * 1.2)
        axes.margins(x=0.08)

    return svg(draw)


def sources(rows: Sequence[Mapping[str, Any]]) -> str:
    """Change of the AUC without each source, with its interval; right of nothing the list would be better without it."""

    def draw(axes: Axes) -> None:
        for place, row in enumerate(rows):
            told = row["auc"]
            if told["interval"]:
                axes.plot(told["interval"], [place, place], color=BLUE, linewidth=1.5)
            axes.plot([told["value"]], [place], "o", color=BLUE)
        axes.axvline(0, color=GREY, linestyle=":")
        axes.set_yticks(range(len(rows)), [row["source"] for row in rows])
        axes.invert_yaxis()

    return svg(draw, 6.4, 0.5 + 0.35 * max(len(rows), 2))


def unnoticed(rows: Sequence[Mapping[str, Any]]) -> str:
    """Precision and AUC over a range of how many children may be in need for each that was noticed."""

    def draw(axes: Axes) -> None:
        for name, colour, mark in (("auc", BLUE, "o-"), ("precision", GREY, "s-")):
            told = [(row["times"], row[name]) for row in rows if row[name] is not None]
            if told:
                axes.plot(*zip(*told, strict=True), mark, color=colour)
                axes.annotate("AUC" if name == "auc" else "PPV", told[-1], (5, 0), textcoords="offset points", color=colour)
        axes.set_ylim(0, 1)
        axes.margins(x=0.1)

    return svg(draw, 4.8, 3.0)
