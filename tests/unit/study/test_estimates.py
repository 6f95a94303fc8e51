"""Estimates with clustered errors, Holm's steps and E-values, against figures worked out elsewhere."""

import numpy as np
import polars as pl
import pytest

from sukoyaka.hub.study.fit import Estimate, e_value, estimates, holm


def table(count: int = 400, seed: int = 1) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    home = np.repeat(np.arange(count // 2), 2)
    exposed = (rng.random(count // 2) < 0.4)[home].astype(float)
    shared = rng.standard_normal(count // 2)[home]
    return pl.DataFrame(
        {"household": home, "exposed": exposed, "sds": shared + 0.3 * rng.standard_normal(count), "sex": ["male", "female"] * (count // 2)}
    )


def test_holm_steps_down():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_the_e_value_of_a_ratio_of_two():
    odds = Estimate(2 * np.log(2), np.log(1.2), 3.0, 0.01, 1.0, 100, 50)  # an odds ratio of 4 is a risk ratio of about 2
    assert e_value(odds, True)[0] == pytest.approx(2 + np.sqrt(2), abs=1e-6)


def test_an_interval_over_nothing_needs_no_hidden_cause():
    assert e_value(Estimate(0.1, -0.1, 0.3, 0.3, 1.0, 100, 50), False)[1] == 1.0


def test_siblings_are_not_counted_as_strangers():
    alike = table()
    strangers = alike.with_columns(household=pl.int_range(pl.len()))
    clustered, naive = (estimates(t, "sds", False, ["exposed"], ["sex"])["exposed"] for t in (alike, strangers))
    assert clustered.value == pytest.approx(naive.value)
    assert clustered.high - clustered.low > 1.2 * (naive.high - naive.low)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"exposed": pl.lit(0.0)}, "nobody is exposed"),
        ({"sds": pl.lit(1.0)}, "the outcome is always the same"),
        ({"household": pl.lit(1)}, "one household"),
        ({"sds": pl.lit(None, pl.Float64)}, "nothing was measured"),
    ],
)
def test_no_estimate_where_the_data_carry_none(change, why):
    assert estimates(table().with_columns(**change), "sds", False, ["exposed"], ["sex"]) == {}, why


def test_a_yes_that_only_the_exposed_have_settles_nowhere():
    separated = table().with_columns(yes=pl.col("exposed"))
    assert estimates(separated, "yes", True, ["exposed"], []) == {}
