"""A table of counts with its margins, of which only that is shown from which no count from 1 to 9 follows.

Reads a row a person, returns cells. Why margins and cells together: a total and all parts but one give the last one away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from sukoyaka.hub.counts.suppression import marks
from sukoyaka.hub.screening.disclosure import Mark

ALL = "計"
Told = int | Mark


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
    if not rows:
        return Crossed(rows, across, {(ALL, c): 0 for c in (*across, ALL)})
    counts = np.array([[sizes.get((r, c), 0) for c in across] for r in rows], dtype=np.int64)
    whole = np.vstack([counts, counts.sum(axis=0)])
    whole = np.column_stack([whole, whole.sum(axis=1)])
    hidden = marks(whole)
    named = {(i, j): (r, c) for i, r in enumerate((*rows, ALL)) for j, c in enumerate((*across, ALL))}
    return Crossed(rows, across, {name: hidden.get(place, int(whole[place])) for place, name in named.items()})
