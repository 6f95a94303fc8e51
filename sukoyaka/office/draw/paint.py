"""The few colours of every picture, and the ground that says nobody supplied this.

Reads and writes nothing. Why here: pictures that lie side by side speak one language, on screen and on grey paper.
"""

from sukoyaka.office.draw.svg import tag

INK, SOFT, QUIET, RULE, PAPER = "#1a1a1a", "#4d4d4d", "#595959", "#d8d8db", "#ffffff"
GROUND, SHADE = "#f7f8fa", "#ebedf1"
BLUE, ORANGE, GREEN = "#0017c1", "#ad4000", "#115a36"


def not_supplied(name: str) -> str:
    """A hatched pattern of that id; an id is unique in a page."""
    line = tag("path", d="M0 8 L8 0 M-2 2 L2 -2 M6 10 L10 6", stroke="#949497", stroke_width=1)
    ground = tag("rect", width=8, height=8, fill="#f2f2f2")
    return tag("defs", tag("pattern", ground, line, id=name, width=8, height=8, patternUnits="userSpaceOnUse"))
