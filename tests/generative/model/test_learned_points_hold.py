"""Whatever the labels say: more risk never lowers a score, and parts sum up to the whole."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from sukoyaka.hub.screening.model.design import Card, Design, Step
from sukoyaka.hub.screening.model.learner import Labels, fit
from sukoyaka.hub.screening.model.rounding import rounded

CARD = Card((Step("a", 0, 2, 0), Step("a", 1, 2, 0), Step("b", 0, 1, 0), Step("c", 0, 3, 1), Step("d", 0, -2, 2)), (5, 4, -3))


@st.composite
def populations(draw):
    count = draw(st.integers(4, 30))
    bits = draw(st.lists(st.tuples(*[st.booleans()] * 5), min_size=count, max_size=count))
    reached = np.array(bits)
    reached[:, 1] &= reached[:, 0]
    needs = np.array(draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    needs[:2] = (True, False)
    return Design(CARD, pl.Series(np.arange(count)), reached), needs


@settings(max_examples=40, deadline=None)
@given(populations())
def test_more_risk_never_lowers_the_score(drawn):
    design, needs = drawn
    labels = Labels(needs, np.ones(len(needs)))
    points = rounded(fit(design, labels), design, labels).points
    for step, sign in enumerate(CARD.signs):
        more = design.reached.copy()
        more[:, step] = True
        change = CARD.score(more, points) - CARD.score(design.reached, points)
        assert (sign * change >= 0).all()


@settings(max_examples=40, deadline=None)
@given(populations())
def test_a_score_is_the_capped_sum_of_its_points(drawn):
    design, needs = drawn
    labels = Labels(needs, np.ones(len(needs)))
    points = rounded(fit(design, labels), design, labels).points
    for child in range(len(needs)):
        by_domain = [sum(int(points[k]) for k in np.flatnonzero(design.reached[child]) if CARD.steps[k].domain == d) for d in range(3)]
        assert CARD.score(design.reached, points)[child] == min(by_domain[0], 5) + min(by_domain[1], 4) + max(by_domain[2], -3)
