"""How old each source is: a dot on the last day it tells of, a line from there to today. Old ones stand out by a mark.

Reads names and days; writes SVG text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sukoyaka.office.draw.axis import Axis
from sukoyaka.office.draw.paint import BLUE, INK, ORANGE, QUIET, RULE
from sukoyaka.office.draw.svg import Value, tag, text, titled

WIDTH, LABELS, ROOM, ROW, HEAD = 1120, 210, 120, 32, 28  # px
SPAN, OLD = 200, 92  # days shown, and from which a source is old

Word = Callable[[str], str]


@dataclass(frozen=True)
class Fresh:
    """A source and the last day it tells of, if there is one."""

    name: str
    through: date | None


def draw(sources: Sequence[Fresh], today: date, word: Word = str) -> str:
    """The sources as one `<svg>` element, in the order given."""
    axis = Axis(today - timedelta(days=SPAN), today, LABELS, WIDTH - ROOM)
    height = HEAD + ROW * len(sources) + 8
    marks = [_month(day, axis, height) for day in axis.marks()]
    end = tag("line", x1=axis.right, y1=HEAD - 8, x2=axis.right, y2=height, stroke=INK)
    rows = [_row(source, HEAD + index * ROW + ROW / 2, axis, today, word) for index, source in enumerate(sources)]
    told = "; ".join(f"{source.name} {source.through.isoformat() if source.through else word('記録なし')}" for source in sources)
    shape: dict[str, Value] = {"viewBox": f"0 0 {WIDTH} {height}", "width": WIDTH, "height": height}
    inside = [titled(word("データの鮮度")), tag("desc", told), *marks, end, *rows]
    return tag("svg", *inside, xmlns="http://www.w3.org/2000/svg", class_="fresh__picture", role="img", **shape)


def _month(day: date, axis: Axis, height: float) -> str:
    x = axis.x(day)
    rule = tag("line", x1=x, y1=HEAD - 8, x2=x, y2=height, stroke=RULE)
    return rule + text(f"{day:%Y-%m}", x + 3, 14, font_size=12, fill=QUIET)


def _row(source: Fresh, y: float, axis: Axis, today: date, word: Word) -> str:
    parts = [text(source.name, LABELS - 14, y + 5, font_size=13, fill=INK, text_anchor="end")]
    if source.through is None:
        return tag("g", *parts, text(word("記録なし"), axis.right + 10, y + 5, font_size=13, fill=QUIET))
    days, x = (today - source.through).days, axis.x(source.through)
    old = days > OLD
    parts.append(tag("line", x1=x, y1=y, x2=axis.right, y2=y, stroke=ORANGE if old else "#a9b4c8", stroke_width=3))
    parts.append(_mark(x, y, old))
    parts.append(text(word("{n}日前").format(n=days), axis.right + 10, y + 5, font_size=13, fill=INK))
    return tag("g", titled(f"{source.name} {source.through.isoformat()}"), *parts)


def _mark(x: float, y: float, old: bool) -> str:
    if old:
        return tag("polygon", points=f"{x:.1f},{y - 8:.1f} {x + 8:.1f},{y + 6:.1f} {x - 8:.1f},{y + 6:.1f}", fill=ORANGE)
    return tag("circle", cx=x, cy=y, r=6, fill=BLUE)
