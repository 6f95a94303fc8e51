"""Counts as bars, one under the other: lengths compare, the number stands at the end.

Reads labels and counts; writes SVG text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sukoyaka.office.draw.paint import INK, QUIET
from sukoyaka.office.draw.svg import Value, tag, text, titled

WIDTH, LABELS, ROOM, ROW, BAR = 620, 170, 90, 34, 18  # px
FILL = "#5c6b8a"

Word = Callable[[str], str]


@dataclass(frozen=True)
class Bar:
    """A count with its name. `aside` stands at the far end."""

    label: str
    count: int
    aside: str = ""


def draw(name: str, title: str, bars: Sequence[Bar], word: Word = str) -> str:
    """The bars as one `<svg>` element, of the class `bars__picture--<name>`."""
    most = max((bar.count for bar in bars), default=0) or 1
    height = ROW * max(len(bars), 1) + 8
    described = "; ".join(f"{word(bar.label)} {bar.count:,}" for bar in bars)
    rows = [_row(bar, index, most, word) for index, bar in enumerate(bars)]
    axis = tag("line", x1=LABELS, y1=2, x2=LABELS, y2=height - 6, stroke="#949494")
    shape: dict[str, Value] = {"viewBox": f"0 0 {WIDTH} {height}", "width": WIDTH, "height": height}
    inside = [titled(title), tag("desc", described), *rows, axis]
    return tag("svg", *inside, xmlns="http://www.w3.org/2000/svg", class_=f"bars__picture bars__picture--{name}", role="img", **shape)


def _row(bar: Bar, index: int, most: int, word: Word) -> str:
    y = index * ROW + (ROW - BAR) / 2
    length = bar.count / most * (WIDTH - LABELS - ROOM)
    parts = [text(word(bar.label), LABELS - 10, y + 14, font_size=13, fill=INK, text_anchor="end")]
    if bar.count:
        parts.append(tag("rect", x=LABELS, y=y, width=max(length, 1.5), height=BAR, fill=FILL))
    parts.append(text(f"{bar.count:,}", LABELS + length + 8, y + 14, font_size=13, font_weight=700, fill=INK))
    if bar.aside:
        parts.append(text(bar.aside, WIDTH - 4, y + 14, font_size=12, fill=QUIET, text_anchor="end"))
    return tag("g", *parts)
