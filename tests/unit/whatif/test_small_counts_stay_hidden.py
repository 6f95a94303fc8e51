"""What is shown gives no count from 1 to 9 away: not by itself, not by subtraction, not by its bounds."""

import itertools

import numpy as np
import pytest

from sukoyaka.hub.screening.disclosure import Cell, Mark, shown

SPLIT = [{"all": -1, "a": 1, "b": 1, "c": 1}]


def split(a, b, c):
    """A total and its three parts."""
    cells = {"all": Cell(np.ones(3), 9)} | {name: Cell(np.eye(3)[index]) for index, name in enumerate("abc")}
    return shown(cells, np.array([a, b, c], dtype=float), SPLIT)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ((20, 30, 40), {"all": 90, "a": 20, "b": 30, "c": 40}),
        ((0, 30, 40), {"all": 70, "a": 0, "b": 30, "c": 40}),  # nobody is no one's count
        ((3, 30, 40), {"all": 73, "a": "10未満", "b": "非公表", "c": 40}),  # 73 - 30 - 40 would say it
        ((3, 0, 40), {"all": 43, "a": "10未満", "b": 0, "c": "非公表"}),
        ((3, 0, 0), {"all": "10未満", "a": "10未満", "b": 0, "c": 0}),
        ((9, 9, 40), {"all": 58, "a": "10未満", "b": "10未満", "c": "非公表"}),  # 18 is 9 + 9 and nothing else
        ((1, 1, 40), {"all": 42, "a": "10未満", "b": "10未満", "c": "非公表"}),
        ((5, 6, 40), {"all": 51, "a": "10未満", "b": "10未満", "c": 40}),
    ],
)
def test_a_total_and_its_parts(parts, told):
    assert split(*parts) == told


def candidates(told, most):
    """Every truth that an attacker must think possible, by trying them all."""
    for parts in itertools.product(range(most + 1), repeat=3):
        truth = {"all": sum(parts), **dict(zip("abc", parts, strict=True))}
        if all(fits(truth[name], value) for name, value in told.items()):
            yield truth


def fits(size, value):
    if value is Mark.SMALL:
        return 0 < size < 10
    return size >= 10 if value is Mark.WITHHELD else size == value


@pytest.mark.parametrize("parts", [(1, 1, 12), (9, 9, 12), (2, 9, 11), (4, 0, 13), (1, 10, 10), (9, 10, 0), (8, 9, 20), (1, 2, 3)])
def test_an_attacker_who_tries_everything_is_left_in_doubt(parts):
    told = split(*parts)
    possible = list(candidates(told, 24))
    for name, value in told.items():
        if value is Mark.SMALL:
            assert len({truth[name] for truth in possible}) >= 3, (name, told)


def test_two_tables_of_the_same_children_do_not_give_each_other_away():
    """Rows by columns: the margins and three of four cells would give the fourth."""
    grid = np.array([[4.0, 30.0], [25.0, 40.0]])
    places = np.arange(4).reshape(2, 2)

    def cell(which, rank=0):
        return Cell(np.isin(np.arange(4), which).astype(float), rank)

    cells = {f"cell {i}{j}": cell(places[i, j]) for i in range(2) for j in range(2)}
    cells |= {
        "row 0": cell(places[0], 5),
        "row 1": cell(places[1], 5),
        "column 0": cell(places[:, 0], 5),
        "column 1": cell(places[:, 1], 5),
    }
    told = shown(cells, grid.ravel())
    assert told["cell 00"] is Mark.SMALL
    visible = [name for name, value in told.items() if not isinstance(value, Mark)]
    basis = np.array([cells[name].atoms for name in visible]).T
    wanted = cells["cell 00"].atoms
    assert np.linalg.matrix_rank(basis) < np.linalg.matrix_rank(np.column_stack([basis, wanted]))
