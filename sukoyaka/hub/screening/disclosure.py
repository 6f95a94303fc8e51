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

Vector = npt.NDArray[np.float64]
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

    No count from 1 to 9 follows from what is shown: not as a sum or difference of shown cells, and in no equation is it
    left with fewer than three possible values. What was withheld without need is shown again.
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
    for equation in equations:
        told = {name for name in equation if name not in marks and sizes[name]}
        told = told.union(*(follows[name] for name in equation if name in follows))
        if told and _tight(equation, sizes, unclear):
            return told
    return set()


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


def _tight(equation: Equation, sizes: Mapping[str, int], marks: Mapping[str, Mark]) -> bool:
    """Whether an equation leaves a small cell too few possible values."""
    hidden = [name for name in equation if name in marks]
    return any(_room(name, hidden, equation, sizes, marks) < _ROOM for name in hidden if marks[name] is Mark.SMALL)


def _room(name: str, hidden: Sequence[str], equation: Equation, sizes: Mapping[str, int], marks: Mapping[str, Mark]) -> float:
    """How many values are possible for a hidden cell, given the shown ones and what the marks say of the other hidden ones."""
    rest = sum(sign * sizes[cell] for cell, sign in equation.items() if cell not in marks)
    low, high = -float(rest), -float(rest)
    for other in hidden:
        if other != name:
            least, most = _range(marks[other])
            sign = equation[other]
            low -= max(sign * least, sign * most)
            high -= min(sign * least, sign * most)
    if equation[name] < 0:
        low, high = -high, -low
    least, most = _range(marks[name])
    return min(high, most) - max(low, least) + 1


def _range(mark: Mark) -> tuple[float, float]:
    return (1, SMALLEST_SHOWN - 1) if mark is Mark.SMALL else (SMALLEST_SHOWN, float("inf"))
