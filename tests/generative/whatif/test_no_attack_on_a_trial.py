"""Random moves between the lists, and an attacker who solves all tables at once: no small count becomes certain."""

import random

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog

from sukoyaka.hub.screening import movement, whatif
from sukoyaka.hub.screening.disclosure import Mark, shown

CHANCES = [0.001, 0.002, 0.01, 0.05, 0.2]
PAIRS = [("none", "at_risk"), ("at_risk", "none"), ("at_risk", "support_needed"), ("support_needed", "at_risk"), ("support_needed", "none")]


def world(seed):
    """Moves of 2,000 children, few or many of each kind."""
    dice = random.Random(seed)  # noqa: S311 - a test's dice
    chance = {pair: dice.choice(CHANCES) for pair in PAIRS}
    rows = []
    for _ in range(2000):
        old = dice.choices(movement.GRADES, [0.9, 0.07, 0.03])[0]
        new = next((to for (home, to), share in chance.items() if home == old and dice.random() < share), old)
        group = [dice.choice(values) for values in (movement.AGES, movement.SEXES[:2], movement.CLAIMS_SEEN)]
        rows.append((old, new, *group, None if old == new else dice.choices("ABC", [6, 3, 1])[0]))
    return pl.DataFrame(rows, schema=dict.fromkeys(("old", "new", "age", "sex", "claims", "cause"), pl.String), orient="row")


def range_of(cell, cells, told):
    """Least and most that the cell can be, by everything that was told, marks included."""
    known = [name for name, value in told.items() if not isinstance(value, Mark)]
    bounds = {Mark.SMALL: [(1, 9), (-1, -1)], Mark.WITHHELD: [(-1, -10)]}  # sign, most
    marked = [(name, *bound) for name, value in told.items() if isinstance(value, Mark) for bound in bounds[value]]
    limits = {
        "A_eq": np.array([cells[name].atoms for name in known]),
        "b_eq": [told[name] for name in known],
        "A_ub": np.array([sign * cells[name].atoms for name, sign, _ in marked]),
        "b_ub": [most for _, _, most in marked],
    }
    return tuple(sign * linprog(sign * cells[cell].atoms, **limits, method="highs").fun for sign in (1, -1))


@pytest.mark.parametrize("seed", range(6))
def test_every_small_count_stays_in_doubt(seed, monkeypatch):
    caught = {}

    def catch(cells, counts, equations):
        caught.update(cells=cells, told=shown(cells, counts, equations))
        return caught["told"]

    monkeypatch.setattr(whatif, "shown", catch)
    whatif._counted(world(seed))
    small = [name for name, value in caught["told"].items() if value is Mark.SMALL]
    assert small
    for name in small:
        least, most = range_of(name, caught["cells"], caught["told"])
        assert most - least > 0.99, name
