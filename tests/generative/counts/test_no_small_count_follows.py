"""Whoever has a shown table and patience: linear algebra and a search for the bounds leave every count from 1 to 9 open."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sukoyaka.hub.counts.suppression import ROOM, marks
from sukoyaka.hub.screening.disclosure import SMALLEST_SHOWN, Mark

GRIDS = st.integers(1, 6).flatmap(
    lambda columns: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 2, 3, 5, 8, 9, 10, 11, 12, 19, 40, 300]), min_size=columns, max_size=columns),
        min_size=1,
        max_size=8,
    )
)


def with_totals(parts: list[list[int]] | np.ndarray) -> np.ndarray:
    counts = np.array(parts, dtype=np.int64)
    counts = np.vstack([counts, counts.sum(axis=0)])
    return np.column_stack([counts, counts.sum(axis=1)])


def cells(shape: tuple[int, int]) -> dict[tuple[int, int], np.ndarray]:
    """Each count of the table as a sum of the parts."""
    rows, columns = shape[0] - 1, shape[1] - 1
    part = np.arange(rows * columns).reshape(rows, columns)
    chosen = {(i, j): part[i : i + 1 or None, j : j + 1 or None] for i in range(rows) for j in range(columns)}
    chosen |= {(i, columns): part[i] for i in range(rows)} | {(rows, j): part[:, j] for j in range(columns)}
    return {place: np.isin(np.arange(part.size), which).astype(float) for place, which in {**chosen, (rows, columns): part}.items()}


def attacked(counts: np.ndarray, told: dict[tuple[int, int], Mark]) -> dict[tuple[int, int], tuple[float, float]]:
    """What a reader can narrow each small count to: all that is shown holds, and a mark says from 1 to 9, or 10 and more."""
    made = cells(counts.shape)
    shown = [place for place in made if place not in told]
    equal = np.array([made[place] for place in shown]) if shown else None
    values = [float(counts[place]) for place in shown] if shown else None
    bounds = {Mark.SMALL: (1, SMALLEST_SHOWN - 1), Mark.WITHHELD: (SMALLEST_SHOWN, None)}
    above, below = [], []
    for place, mark in told.items():
        least, most = bounds[mark]
        above.append(-made[place])
        below.append(-float(least))
        if most:
            above.append(made[place])
            below.append(float(most))
    found = {}
    for place, mark in told.items():
        if mark is Mark.SMALL:
            ends = [linprog(sign * made[place], np.array(above), below, equal, values, bounds=(0, None)) for sign in (1, -1)]
            found[place] = (ends[0].fun, -ends[1].fun)
    return found


@given(GRIDS)
@settings(max_examples=60, deadline=None)
def test_every_small_count_stays_open(parts: list[list[int]]) -> None:
    counts = with_totals(parts)
    told = marks(counts)
    assert {place for place, mark in told.items() if mark is Mark.SMALL} == {
        (int(i), int(j)) for i, j in np.argwhere((counts > 0) & (counts < SMALLEST_SHOWN))
    }
    for low, high in attacked(counts, told).values():
        assert high - low >= ROOM - 1 - 1e-6


@given(GRIDS)
@settings(max_examples=30, deadline=None)
def test_nothing_is_withheld_where_nothing_is_small(parts: list[list[int]]) -> None:
    counts = with_totals([[10 * count for count in row] for row in parts])
    assert marks(counts) == {}


def test_the_attack_finds_what_a_careless_table_gives_away() -> None:
    counts = with_totals([[5, 40], [60, 70]])
    assert attacked(counts, {(0, 0): Mark.SMALL})[0, 0] == pytest.approx((5, 5))


@pytest.mark.parametrize("columns", [2, 6])
def test_a_thousand_districts(columns: int) -> None:
    random = np.random.default_rng(columns)
    counts = with_totals(random.poisson(random.gamma(0.7, 20, (1000, columns))))
    told = marks(counts)
    withheld = sum(mark is Mark.WITHHELD for mark in told.values())
    assert withheld < len(told) - withheld, "no more is withheld than is small"
    assert not [place for place in told if place == (1000, columns)], "the total of all is told"
