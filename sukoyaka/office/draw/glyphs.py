"""Five signs for what became of a checkup or a dose; each has a shape of its own, so that grey paper tells them apart.

Reads the name of a state, writes SVG text. The words stand beside the sign, so the sign itself is silent.
"""

from sukoyaka.office.draw.paint import BLUE, INK, ORANGE, PAPER
from sukoyaka.office.draw.svg import tag

SIZE = 18
HATCH = "M1 6 L6 1 M1 12 L12 1 M1 17 L17 1 M6 17 L17 6 M12 17 L17 12"


def glyph(state: str) -> str:
    """The sign of `done`, `due`, `overdue`, `not_yet` or `no_data`. Raises `KeyError` for another."""
    shape = {"viewBox": f"0 0 {SIZE} {SIZE}", "width": str(SIZE), "height": str(SIZE)}
    return tag("svg", *GLYPHS[state], xmlns="http://www.w3.org/2000/svg", class_=f"glyph glyph--{state}", aria_hidden="true", **shape)


def _tick() -> str:
    return tag("path", d="M5 9.5 L8 12.5 L13.5 6", fill="none", stroke=PAPER, stroke_width=2)


GLYPHS = {
    "done": (tag("circle", cx=9, cy=9, r=8, fill=BLUE), _tick()),
    "due": (tag("circle", cx=9, cy=9, r=7, fill=PAPER, stroke=BLUE, stroke_width=2, stroke_dasharray="3 2"),),
    "overdue": (
        tag("polygon", points="9,1 17.5,16.5 0.5,16.5", fill=ORANGE),
        tag("path", d="M9 6 L9 11 M9 12.8 L9 14.8", stroke=PAPER, stroke_width=2),
    ),
    "not_yet": (tag("path", d="M5 9 L13 9", stroke="#767676", stroke_width=2),),
    "no_data": (
        tag("rect", x=1, y=1, width=16, height=16, fill="#f2f2f2", stroke=INK, stroke_width=1),
        tag("path", d=HATCH, stroke="#767676", stroke_width=1),
    ),
}
