"""Criterion (i) of Riley et al.: how many labelled children a model of so many weights needs."""

import pytest

from sukoyaka.hub.screening.model import sample_size


def test_the_published_example_of_the_criterion():
    # Riley et al., BMJ 2020;368:m441, figure 3: 24 parameters, R² 0.288, shrinkage 0.9 → 623 patients
    assert sample_size.children_for(24, 0.288) == 623


def test_a_rare_outcome_needs_more_children():
    assert sample_size.needed(10, 0.002) > sample_size.needed(10, 0.01) > sample_size.needed(10, 0.05)


@pytest.mark.parametrize(
    ("prevalence", "c", "simulated"), [(0.01, 0.70, 15_825), (0.01, 0.76, 8_850), (0.02, 0.76, 4_574), (0.05, 0.76, 1_940)]
)
def test_the_arithmetic_is_near_a_simulation(prevalence, c, simulated):
    assert sample_size.needed(10, prevalence, c) == pytest.approx(simulated, rel=0.06)


def test_a_city_of_13_000_children_carries_about_fifteen_weights():
    assert 10 < sample_size.carried(13_000, 0.01) < 16


def test_an_impossible_prevalence_is_refused():
    with pytest.raises(ValueError, match="outside"):
        sample_size.needed(10, 0.0)
