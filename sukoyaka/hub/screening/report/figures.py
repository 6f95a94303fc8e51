"""A figure of a report as SVG that reads the same on every machine: text stays text, ids repeat, no date inside.

Reads what draws on the axes, returns the element. Only Latin letters and numbers stand in a figure: its words are in its caption,
so that no font is needed on the hub.
"""

import io
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

BLUE, GREY = "#0017c1", "#767676"
_STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "sukoyaka", "font.family": "sans-serif", "font.size": 9}


def svg(draw: Callable[[Axes], None], width: float = 6.4, height: float = 3.2) -> str:
    """`draw` fills the axes; returns the `<svg>` element alone. Sizes in inches."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        axes.spines[["top", "right"]].set_visible(False)
        draw(axes)
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = out.getvalue().decode()
    return text[text.index("<svg") :]
