"""Finer degrees come from the values, cost nothing until labels speak, and keep what people wrote."""

import numpy as np
import pytest

from sukoyaka.hub.screening import criteria
from sukoyaka.hub.screening.model.finer import FEWEST, MOST, bounds, with_bounds

V1 = criteria.load("v1")
VISITS = next(item for item in V1.items if item.feature.name == "out_of_hours_visits")


def values(*counts):
    return np.repeat(np.arange(len(counts), dtype=float), counts)


def test_a_count_is_seen_at_each_of_its_values():
    assert bounds(values(500, 200, 100, 60, 40), [4.0, 8.0], falls=False) == (1, 2, 3, 4, 8)


def test_a_bound_that_few_children_reach_is_none():
    assert bounds(values(500, 200, FEWEST - 1), [4.0], falls=False) == (1, 4)


def test_an_answer_of_yes_or_no_has_no_finer_degrees():
    assert bounds(values(500, 500), [1.0], falls=False) == (1,)


def test_a_measure_has_a_few_bounds_from_grave_to_slight_where_it_falls():
    found = bounds(np.random.default_rng(1).normal(size=2000), [-2.0], falls=True)
    assert len(found) <= MOST + 1
    assert -2.0 in found
    assert list(found) == sorted(found, reverse=True)


def test_nothing_known_leaves_what_is_written():
    assert bounds(np.array([]), [4.0, 8.0], falls=False) == (4, 8)


def test_a_new_degree_is_worth_what_the_one_below_is_worth():
    fine = with_bounds(V1, {VISITS.id: (1, 2, 4, 6, 8)})
    item = next(one for one in fine.items if one.id == VISITS.id)
    assert [(one.bound, one.points) for one in item.degrees] == [(1, 0), (2, 0), (4, 1), (6, 1), (8, 2)]
    others = [(one, two) for one, two in zip(V1.items, fine.items, strict=True) if one.id != VISITS.id]
    assert all(one == two for one, two in others)


@pytest.mark.parametrize("name", ["v1", "v2"])
def test_of_an_item_that_falls_the_points_are_those_of_the_bound_above(name):
    rules = criteria.load(name)
    item = next(one for one in rules.items if one.falls)
    below = item.degrees[0].bound - 0.1
    fine = with_bounds(rules, {item.id: (item.degrees[0].bound + 1, item.degrees[0].bound, below)})
    told = next(one for one in fine.items if one.id == item.id).degrees
    assert [one.points for one in told][:2] == [0, item.degrees[0].points]
    assert abs(told[2].points) >= abs(item.degrees[0].points)
