"""A table of counts with its margins, of which only that is shown from which no count from 1 to 9 follows.

Reads a row a person, returns cells. Why margins and cells together: a total and all parts but one give the last one away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from sukoyaka.hub.screening.disclosure import Cell, Equation, Mark, shown

ALL = "計"
Told = int | Mark
Grid = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Crossed:
    """Cells by row and column; `ALL` is the margin of either."""

    rows: Sequence[str]
    columns: Sequence[str]
    cells: Mapping[tuple[str, str], Told]

    def share(self, row: str, column: str) -> float | None:
        """A column's share of its row; none where a count behind it is not shown, or nobody is in it."""
        part, whole = self.cells[row, column], self.cells[row, ALL]
        if isinstance(part, Mark) or isinstance(whole, Mark) or not whole:
            return None
        return part / whole

    def lines(self) -> Iterator[tuple[str, dict[str, Told]]]:
        """Row by row, the margin last."""
        for row in (*self.rows, ALL):
            yield row, {column: self.cells[row, column] for column in (*self.columns, ALL)}


def crossed(people: pl.DataFrame, row: str, column: str, columns: Sequence[str] | None = None) -> Crossed:
    """Counts of `people` by two of their text columns. `columns` fixes which there are, in their order."""
    rows = people[row].unique().sort().to_list()
    across = list(columns) if columns is not None else people[column].unique().sort().to_list()
    sizes = {(r, c): n for r, c, n in people.group_by(row, column).len().iter_rows()}
    counts = np.array([sizes.get((r, c), 0) for r in rows for c in across], dtype=np.float64)
    grid = np.arange(len(rows) * len(across)).reshape(len(rows), len(across))
    if not rows:
        return Crossed(rows, across, {(ALL, c): 0 for c in (*across, ALL)})
    told = shown(dict(_cells(rows, across, grid)), counts, list(_sums(rows, across)))
    return Crossed(rows, across, {(r, c): told[_name(r, c)] for r in (*rows, ALL) for c in (*across, ALL)})


def _cells(rows: Sequence[str], columns: Sequence[str], grid: Grid) -> Iterator[tuple[str, Cell]]:
    def cell(which: Grid, rank: int) -> Cell:
        return Cell(np.isin(np.arange(grid.size), which).astype(np.float64), rank)

    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            yield _name(row, column), cell(grid[i, j], 0)
        yield _name(row, ALL), cell(grid[i], 1)
    for j, column in enumerate(columns):
        yield _name(ALL, column), cell(grid[:, j], 2)
    yield _name(ALL, ALL), cell(grid, 3)


def _sums(rows: Sequence[str], columns: Sequence[str]) -> Iterator[Equation]:
    for row in (*rows, ALL):
        yield {_name(row, ALL): -1} | {_name(row, column): 1 for column in columns}
    for column in (*columns, ALL):
        yield {_name(ALL, column): -1} | {_name(row, column): 1 for row in rows}


def _name(row: str, column: str) -> str:
    return f"{row}|{column}"
