"""Towns of known truth: the planted effect lies within the intervals, and what was not planted is not found."""

import numpy as np
import pytest
from integration.study.conftest import town

from sukoyaka.hub.study.fit import estimates

SEEDS = range(12)
EFFECT = -0.15


@pytest.fixture(scope="module")
def tables(make_table):
    return [make_table(town(seed, EFFECT)) for seed in SEEDS]


def within(told: list, truth: float) -> float:
    return float(np.mean([one.low <= truth <= one.high for one in told]))


def test_the_planted_effect_lies_within_its_intervals(tables, protocol):
    told = [estimates(t.rows, "weight_sds", False, ["mood"], protocol.variables)["mood"] for t in tables]
    assert within(told, EFFECT) >= 0.9
    assert all(one.high < 0 for one in told)  # and is found each time
    assert abs(np.mean([one.value for one in told]) - EFFECT) < 0.02


def test_what_was_not_planted_is_not_found(tables, protocol):
    told = [estimates(t.rows, "head_circumference", False, ["mood"], protocol.variables)["mood"] for t in tables]
    assert within(told, 0.0) >= 0.9


def test_the_negative_control_stays_silent(tables, protocol):
    variables = [name for name in protocol.variables if name != "age"]
    told = [estimates(t.rows, "born_in_odd_month", True, ["mood"], variables)["mood"] for t in tables]
    assert within(told, 0.0) >= 0.9


def test_without_adjusting_strain_is_taken_for_illness(tables):
    told = [estimates(t.rows, "weight_sds", False, ["mood"], [])["mood"] for t in tables]
    assert np.mean([one.value for one in told]) < EFFECT - 0.02


def test_the_earlier_year_has_nothing_of_its_own(tables, protocol):
    told = [estimates(t.rows, "weight_sds", False, ["mood", "mood@early"], protocol.variables) for t in tables]
    assert within([one["mood@early"] for one in told], 0.0) >= 0.9
    assert within([one["mood"] for one in told], EFFECT) >= 0.9
