"""Which counts of a table with margins may be shown: complementary suppression with a proof for each small count.

Reads a grid of counts whose last row and column are the totals; returns what is not shown. Why proofs: a small count stays open where
units can be moved round a circle of hidden counts without any sum or mark changing; the circle is kept, and a count that is on no
circle need not be hidden. A thousand districts take seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sukoyaka.hub.screening.disclosure import SMALLEST_SHOWN, Mark

Counts = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
Place = tuple[int, int]

ROOM = 3  # values that must stay possible for a small count
_RANK = 1e6  # a total is given up only where no part would do


def marks(counts: Counts) -> dict[Place, Mark]:
    """The counts that are not shown.

    Whoever knows every shown count and the meaning of the marks finds at least three possible values for each count from 1 to 9.
    """
    table = _Table(counts)
    small = [(int(row), int(column)) for row, column in np.argwhere((counts > 0) & (counts < SMALLEST_SHOWN))]
    for place in small:
        table.hide(place)
    proofs = {place: _proved(table, place) for place in small}
    return {place: Mark.SMALL if place in proofs else Mark.WITHHELD for place in _without_need(table, proofs)}


@dataclass
class _Table:
    """Counts, which of them are hidden, and how far each may move: up and down in a grid whose rows and columns sum to nothing."""

    counts: Counts
    hidden: set[Place] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.up, self.down = np.zeros_like(self.counts), np.zeros_like(self.counts)
        self.cost = self.counts.astype(np.float64)
        self.cost[:, -1] += _RANK
        self.cost[-1, :] += 2 * _RANK
        self.cost[self.counts == 0] = np.inf  # everybody would know it
        self.price = self.cost.copy()  # of hiding what is not hidden yet

    def hide(self, place: Place) -> None:
        """A small count may be any from 1 to 9, another any from 10 on; more than two units are never moved."""
        size = int(self.counts[place])
        least, most = (1, SMALLEST_SHOWN - 1) if size < SMALLEST_SHOWN else (SMALLEST_SHOWN, size + ROOM)
        room = min(most - size, ROOM - 1), min(size - least, ROOM - 1)
        total = (place[0] == len(self.counts) - 1) != (place[1] == self.counts.shape[1] - 1)  # counts against the parts
        self.up[place], self.down[place] = room[::-1] if total else room
        self.price[place] = 0
        self.hidden.add(place)

    def show(self, place: Place) -> None:
        """Takes a mark away."""
        self.up[place] = self.down[place] = 0
        self.price[place] = self.cost[place]
        self.hidden.remove(place)


Proof = set[Place]


def _proved(table: _Table, place: Place) -> Proof:
    """Circles that leave a small count open; as many more counts are hidden as that takes."""
    while (proof := _proof(table, place)) is None:
        further = [other for other in _circle(table.price, place) if other not in table.hidden]
        if not further:
            return set(table.hidden)  # nothing more can be hidden
        for other in further:
            table.hide(other)
    return proof


def _proof(table: _Table, place: Place) -> Proof | None:
    """The places over which a count can move by two units in all, or nothing."""
    moved, used = 0, {place}
    for taken, given, own in ((table.down, table.up, table.up[place]), (table.up, table.down, table.down[place])):
        away, back = taken.copy(), given.copy()
        away[place] = back[place] = 0
        for _ in range(int(own)):
            path = _way(away, back, place)
            if not path or moved == ROOM - 1:
                break
            for step, at in enumerate(path):
                one, other = (away, back) if step % 2 == 0 else (back, away)
                one[at] -= 1
                other[at] += 1
            used.update(path)
            moved += 1
    return used if moved >= ROOM - 1 else None


def _way(away: Counts, back: Counts, place: Place) -> list[Place]:
    """The shortest way from a count's row to its column: out of a row where a unit can be taken, into another where one fits."""
    (row, column), (rows, columns) = place, away.shape
    from_row, from_column = np.full(columns, -1), np.full(rows, -1)
    seen = np.zeros(rows, dtype=bool)
    seen[row] = True
    edge = np.array([row])
    while edge.size:
        free = away[edge] > 0
        found = np.flatnonzero(free.any(axis=0) & (from_row < 0))
        from_row[found] = edge[free[:, found].argmax(axis=0)]
        if from_row[column] >= 0:
            return _traced(place, from_row, from_column)
        if not found.size:
            break
        fits = back[:, found] > 0
        edge = np.flatnonzero(fits.any(axis=1) & ~seen)
        from_column[edge] = found[fits[edge].argmax(axis=1)]
        seen[edge] = True
    return []


def _traced(place: Place, from_row: npt.NDArray[np.int64], from_column: npt.NDArray[np.int64]) -> list[Place]:
    row, column = place
    path: list[Place] = []
    while True:
        path.append((int(from_row[column]), int(column)))
        if path[-1][0] == row:
            return path[::-1]
        path.append((path[-1][0], int(from_column[path[-1][0]])))
        column = path[-1][1]


def _circle(price: Numbers, place: Place) -> list[Place]:
    """The cheapest counts that close a circle through a hidden one, with at least one that is shown: first of its row, else elsewhere."""
    row, column = place
    others = price.copy()
    others[row] = np.inf
    away, through = _between_columns(others)
    first = price[row] + away[:, column]
    first[column] = np.inf
    fresh = np.where(price[row] > 0, first, np.inf)
    if np.isfinite(fresh.min()):
        turn = int(fresh.argmin())
    elif np.isfinite(first.min()) and first.min() > 0:
        turn = int(first.argmin())
    else:
        return _elsewhere(price, place)
    return [(row, turn), *_path(turn, column, away, through, others)]


def _elsewhere(price: Numbers, place: Place) -> list[Place]:
    """The cheapest count that is shown: of the column, else of all."""
    for part in (price[:, [place[1]]], price):
        shown = np.where(part > 0, part, np.inf)
        if np.isfinite(shown.min()):
            row, column = np.unravel_index(int(shown.argmin()), shown.shape)
            return [(int(row), place[1] if part is not price else int(column))]
    return []


def _between_columns(price: Numbers) -> tuple[Numbers, Counts]:
    """The least price from column to column, and the column that it leads through; -1 where one row joins them."""
    away = np.array([(price + price[:, [one]]).min(axis=0) for one in range(price.shape[1])])
    np.fill_diagonal(away, 0)
    through = np.full(away.shape, -1, dtype=np.int64)
    for middle in range(len(away)):
        longer = away[:, [middle]] + away[[middle]]
        better = longer < away
        away, through = np.where(better, longer, away), np.where(better, middle, through)
    return away, through


def _path(start: int, end: int, away: Numbers, through: Counts, price: Numbers) -> Iterator[Place]:
    """The counts on the way from column to column."""
    if start == end:
        return
    middle = int(through[start, end])
    if middle >= 0:
        yield from _path(start, middle, away, through, price)
        yield from _path(middle, end, away, through, price)
        return
    row = int((price[:, start] + price[:, end]).argmin())
    yield from ((row, start), (row, end))


def _without_need(table: _Table, proofs: dict[Place, Proof]) -> list[Place]:
    """What stays hidden when what no proof needs is shown again, totals first, then the largest."""
    withheld = sorted(table.hidden - set(proofs), key=lambda place: (-table.cost[place], place))
    for place in withheld:
        table.show(place)
        again = {small: _proof(table, small) for small, proof in proofs.items() if place in proof}
        if any(proof is None for proof in again.values()):
            table.hide(place)
        else:
            proofs |= {small: proof for small, proof in again.items() if proof is not None}
    return sorted(table.hidden)
