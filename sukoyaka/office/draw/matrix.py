"""What became of each checkup and dose, as one picture for paper: the five signs, their days, their words.

Reads rows of cells; writes SVG text. Why a picture beside the table of the screens: papers embed it as it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sukoyaka.office.draw.glyphs import GLYPHS
from sukoyaka.office.draw.paint import INK, QUIET, RULE
from sukoyaka.office.draw.svg import tag, text, titled

WIDTH, ROW, HEAD = 880, 22, 26
NAMES, CELL = (112, 128), (118, 96)  # px of the checkups and of the vaccinations: the name of a row, a cell
APART = 28  # px between the two

Word = Callable[[str], str]


@dataclass(frozen=True)
class Cell:
    """A sign and what stands beside it: a day, or the day until which, or from which."""

    state: str
    beside: str


@dataclass(frozen=True)
class Row:
    """A checkup, or a vaccine with its doses."""

    name: str
    cells: tuple[Cell, ...]


def draw(checkups: Sequence[Row], vaccinations: Sequence[Row], legend: Sequence[tuple[str, str]], word: Word = str) -> str:
    """Both side by side, with the meaning of each sign below."""
    left, right = NAMES[0] + CELL[0] + APART, NAMES[1]
    height = HEAD + ROW * max(len(checkups), len(vaccinations), 1) + 30
    parts = [
        titled(word("健診と予防接種")),
        *_block(word("健診"), checkups, 0, NAMES[0], CELL[0], word),
        *_block(word("予防接種"), vaccinations, left, right, CELL[1], word),
        *_legend(legend, height - 12, word),
    ]
    shape = {"viewBox": f"0 0 {WIDTH} {height}", "width": str(WIDTH), "height": str(height)}
    return tag("svg", *parts, xmlns="http://www.w3.org/2000/svg", role="img", **shape)


def _block(title: str, rows: Sequence[Row], x: float, names: float, cell: float, word: Word) -> list[str]:
    wide = names + cell * max((len(row.cells) for row in rows), default=1)
    parts = [text(title, x, 15, font_size=12, font_weight=700, fill=INK)]
    for place, row in enumerate(rows):
        top = HEAD + ROW * place
        parts.append(tag("line", x1=x, y1=top - 2, x2=x + wide, y2=top - 2, stroke=RULE, stroke_width=0.6))
        parts.append(text(word(row.name), x, top + 14, font_size=11, fill=INK))
        parts += [_cell(one, x + names + cell * number, top) for number, one in enumerate(row.cells)]
    return parts


def _cell(cell: Cell, x: float, top: float) -> str:
    sign = tag("g", *GLYPHS[cell.state], transform=f"translate({x:.1f} {top + 1:.1f}) scale(0.9)")
    return sign + text(cell.beside, x + 20, top + 14, font_size=10, fill=QUIET)


def _legend(legend: Sequence[tuple[str, str]], y: float, word: Word) -> list[str]:
    parts, x = [], 0.0
    for state, label in legend:
        parts.append(tag("g", *GLYPHS[state], transform=f"translate({x:.1f} {y - 12:.1f}) scale(0.8)"))
        parts.append(text(word(label), x + 19, y, font_size=10, fill=QUIET))
        x += 34 + 10.5 * len(word(label))
    return parts
