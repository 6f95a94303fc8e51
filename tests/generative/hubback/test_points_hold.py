"""Generated children under v1: points sum to the score, more risk never lowers it, and unknown is not no."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from sukoyaka.hub.features.language import Direction
from sukoyaka.hub.features.values import SCHEMA, State
from sukoyaka.hub.screening import criteria, points

V1 = criteria.load("v1")
NAMES = [feature.name for feature in V1.features]
STATES = st.none() | st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0, 8.0, 17.0, 19.0, 31.0, 36.0, 800.0, 1200.0, 1400.0, 2400.0, -2.5, -3.5])
LIVES = st.fixed_dictionaries(dict.fromkeys(NAMES, STATES))
MONTHS = st.integers(0, 71)


def reasons(life, months):
    rows = [(1, name, value, State.VALUE if value else State.OBSERVED, None) for name, value in life.items() if value is not None]
    rows += [(1, name, None, State.NOT_OBSERVABLE, "not_covered") for name, value in life.items() if value is None]
    values = pl.DataFrame([(i, n, v, str(s), w) for i, n, v, s, w in rows], schema=SCHEMA, orient="row")
    children = pl.DataFrame({"subject_id": [1], "months": [months]})
    return points.reasons(values, children, V1), points.unknowns(values, V1)


def score(life, months):
    return reasons(life, months)[0]["points"].sum()


@settings(max_examples=60, deadline=None)
@given(life=LIVES, months=MONTHS)
def test_every_domain_keeps_to_its_cap_and_the_lines_say_so(life, months):
    told, _ = reasons(life, months)
    for domain in V1.domains.values():
        lines = told.filter(pl.col("domain") == domain.id)
        without = lines.filter(~pl.col("item").str.starts_with(points.CAP))["points"].sum()
        capped = min(without, domain.cap) if domain.cap > 0 else max(without, domain.cap)
        assert lines["points"].sum() == capped


@settings(max_examples=100, deadline=None)
@given(life=LIVES, months=MONTHS, name=st.sampled_from(NAMES), step=st.sampled_from([1.0, 2.0, 1000.0]))
def test_more_risk_never_lowers_the_score(life, months, name, step):
    feature = next(f for f in V1.features if f.name == name)
    before = life[name]
    if before is None:
        return
    worse = before + step if feature.direction is Direction.INCREASES else before - step
    riskier = {**life, name: worse}
    assert score(riskier, months) >= score(life, months)
    flags = [reasons(one, months)[0].filter("red_flag").height for one in (life, riskier)]
    assert flags[1] >= flags[0]


@settings(max_examples=60, deadline=None)
@given(life=LIVES, months=MONTHS, name=st.sampled_from(NAMES))
def test_unknown_adds_nothing_and_is_shown(life, months, name):
    hidden = {**life, name: None}
    told, unknown = reasons(hidden, months)
    asked = {entry.id for entry in V1.entries if entry.feature.name == name}
    assert asked <= set(unknown["item"])
    assert not asked & set(told["item"])
