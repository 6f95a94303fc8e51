"""Which counts may be shown: none from 1 to 9, and none from which such a one could be worked out.

Reads counts over the smallest groups (atoms), returns the cells to show. Why in one place and over atoms: a total in one
table and a part in another give the rest away, so every cell of a report is judged together with all the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

SMALLEST_SHOWN = 10
_ROOM = 3  # values that must stay possible for a hidden cell
_TINY = 1e-6
_MOST = 1e9  # nobody's city has more children

Vector = npt.NDArray[np.float64]
Range = tuple[float, float]
Equation = Mapping[str, int]  # cell → +1 or -1; the sum is nothing


class Mark(StrEnum):
    """How a cell is shown that may not be."""

    SMALL = "10未満"  # from 1 to 9
    WITHHELD = "非公表"  # 10 or more, but a small one could be worked out from it


@dataclass(frozen=True)
class Cell:
    """A count: which atoms it is made of. What has a lower `rank` is withheld first, then the smallest."""

    atoms: Vector  # 1 where the atom is in it, else 0
    rank: int = 0


def shown(cells: Mapping[str, Cell], counts: Vector, equations: Sequence[Equation] = ()) -> dict[str, int | Mark]:
    """What may be said of each cell: its count, or a mark.

    No count from 1 to 9 follows from what is shown: not as a sum or difference of shown cells, and going round the equations
    leaves it at least three possible values. What was withheld without need is shown again.
    """
    sizes = {name: int(cell.atoms @ counts) for name, cell in cells.items()}
    marks = {name: Mark.SMALL for name, size in sizes.items() if 0 < size < SMALLEST_SHOWN}
    while betrayers := _betrayers(cells, sizes, marks, equations):
        marks[_dispensable(betrayers, cells, sizes)] = Mark.WITHHELD
    for name in sorted(set(marks), key=lambda name: (-cells[name].rank, -sizes[name], name)):
        fewer = {other: mark for other, mark in marks.items() if other != name}
        if marks[name] is Mark.WITHHELD and not _betrayers(cells, sizes, fewer, equations):
            marks = fewer
    return {name: marks.get(name, size) for name, size in sizes.items()}


def _dispensable(names: set[str], cells: Mapping[str, Cell], sizes: Mapping[str, int]) -> str:
    return min(names, key=lambda name: (cells[name].rank, sizes[name], name))


def _betrayers(cells: Mapping[str, Cell], sizes: Mapping[str, int], marks: Mapping[str, Mark], equations: Sequence[Equation]) -> set[str]:
    """Shown cells from which a small one can be worked out; none if what is shown is safe."""
    follows = _follows(cells, sizes, marks)
    for name, used in follows.items():
        if marks[name] is Mark.SMALL:
            return used
    unclear = {name: mark for name, mark in marks.items() if name not in follows}
    ranges = _ranges(sizes, unclear, equations)
    narrow = {name for name, mark in unclear.items() if mark is Mark.SMALL and ranges[name][1] - ranges[name][0] + 1 < _ROOM}
    if not narrow:
        return set()
    shown_ones = {name for name in cells if name not in marks and sizes[name]}
    near = {name for equation in equations if narrow & set(equation) for name in equation}
    return (near & shown_ones).union(*(follows[name] for name in near if name in follows)) or shown_ones


def _follows(cells: Mapping[str, Cell], sizes: Mapping[str, int], marks: Mapping[str, Mark]) -> dict[str, set[str]]:
    """Each hidden cell that is a sum or difference of shown ones, with these. Atoms of a cell shown as 0 are known to be empty."""
    hidden = sorted(marks)
    told = sorted(name for name in cells if name not in marks and sizes[name])
    if not hidden or not told:
        return {}
    filled = ~np.any([cell.atoms > 0 for name, cell in cells.items() if not sizes[name]] or [cells[told[0]].atoms < 0], axis=0)
    basis, wanted = (np.array([cells[name].atoms for name in names]).T[filled] for names in (told, hidden))
    shares, *_ = np.linalg.lstsq(basis, wanted, rcond=None)
    given = np.abs(basis @ shares - wanted).max(axis=0) < _TINY
    return {
        name: {told[index] for index in np.flatnonzero(np.abs(shares[:, column]) > _TINY)}
        for column, name in enumerate(hidden)
        if given[column]
    }


def _ranges(sizes: Mapping[str, int], marks: Mapping[str, Mark], equations: Sequence[Equation]) -> dict[str, Range]:
    """What a reader can narrow each cell to, going round the equations until nothing narrows any more."""
    ranges = {name: (float(size), float(size)) for name, size in sizes.items()}
    ranges |= {name: (1, SMALLEST_SHOWN - 1) if mark is Mark.SMALL else (SMALLEST_SHOWN, _MOST) for name, mark in marks.items()}
    narrowing = True
    while narrowing:
        narrowing = False
        for equation in equations:
            for name in equation:
                if name in marks and (narrowed := _narrowed(name, equation, ranges)) != ranges[name]:
                    ranges[name], narrowing = narrowed, True
    return ranges


def _narrowed(name: str, equation: Equation, ranges: Mapping[str, Range]) -> Range:
    """The range of a cell after looking at the others of one equation."""
    low = high = 0.0
    for other, sign in equation.items():
        if other != name:
            ends = [sign * end for end in ranges[other]]
            low, high = low + min(ends), high + max(ends)
    least, most = (low, high) if equation[name] < 0 else (-high, -low)
    return max(least, ranges[name][0]), min(most, ranges[name][1])
