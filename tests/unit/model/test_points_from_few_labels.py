"""Few labels move the expert's points a little, many move them far, none not at all; no step ever turns its sign."""

import numpy as np
import pytest

from sukoyaka.hub.screening.model.design import Card, Step
from sukoyaka.hub.screening.model.learner import LOGIT_PER_POINT, Labels, LabelsUnusable, fit
from sukoyaka.hub.screening.model.rounding import rounded
from sukoyaka.hub.screening.model.stability import cross_fitted, folds, refit


def everybody(needs):
    return Labels(needs, np.ones(len(needs)))


def test_without_labels_the_points_are_the_experts(drawn):
    design, needs = drawn(200)
    labels = Labels(needs, np.zeros(200))
    fitted = fit(design, labels)
    assert not fitted.labelled
    assert (rounded(fitted, design, labels).points == design.card.expert).all()


@pytest.mark.parametrize("kind", [True, False])
def test_labels_of_one_kind_are_refused(drawn, kind):
    design, _ = drawn(50)
    with pytest.raises(LabelsUnusable, match=r"all 50 labels are .*labels of both kinds, or none at all"):
        fit(design, everybody(np.full(50, kind)))


def test_more_labels_move_further_from_the_expert(drawn):
    weights = (0.0, 0.0, 3.0, 0.0, 0.0)  # the expert is wrong: only injuries tell
    moved = []
    for count in (60, 600, 6000):
        design, needs = drawn(count, weights)
        moved.append(fit(design, everybody(needs)).steps[2] / LOGIT_PER_POINT)
    assert 2 < moved[0] < moved[1] < moved[2]


def test_a_step_never_turns_its_sign(drawn):
    design, needs = drawn(3000, (-2.0, -1.0, 0.6, 0.3, 2.0))  # the world says the contrary of the expert
    fitted = fit(design, everybody(needs))
    points = rounded(fitted, design, everybody(needs)).points
    assert (fitted.steps * design.card.signs >= 0).all()
    assert (points * design.card.signs >= 0).all()
    assert fitted.steps[0] == pytest.approx(0)


def test_points_stay_within_their_caps(drawn):
    design, needs = drawn(3000, (6.0, 3.0, 6.0, 0.0, -6.0))
    points = rounded(fit(design, everybody(needs)), design, everybody(needs)).points
    caps = [abs(design.card.caps[step.domain]) for step in design.card.steps]
    assert (np.abs(points) <= caps).all()


def test_a_step_to_which_the_expert_gives_nothing_keeps_the_sign_of_its_item():
    card = Card((Step("visits", 0, 0, 0), Step("visits", 1, 2, 0), Step("calm", 0, 0, 1), Step("calm", 1, -1, 1)), (8, -3))
    assert card.signs.tolist() == [1, 1, -1, -1]


def test_a_doubled_weight_is_a_row_more(drawn):
    design, needs = drawn(300)
    twice = fit(design.rows(np.tile(np.arange(300), 2)), everybody(np.tile(needs, 2)))
    heavy = fit(design, Labels(needs, np.full(300, 2.0)))
    assert heavy.steps == pytest.approx(twice.steps, abs=1e-4)


def test_a_negative_weight_is_refused(drawn):
    _, needs = drawn(3)
    with pytest.raises(LabelsUnusable, match="a finite weight from 0"):
        Labels(needs, np.array([1.0, -1.0, 1.0]))


def test_a_place_is_firmer_far_from_the_cut(drawn):
    design, needs = drawn(400)
    labels, homes = everybody(needs), np.arange(400) // 2
    fitted = fit(design, labels)
    inside = refit(fitted, design, labels, homes, draws=20).inside(design, 40, np.zeros(400))
    order = np.argsort(-fitted.logit(design), kind="stable")
    assert inside[order[0]] == 1
    assert inside[order[-1]] == 0
    assert inside.sum() == pytest.approx(40)


def test_a_household_lies_in_one_fold(drawn):
    homes = np.arange(100) // 3
    assert len({(home, fold) for home, fold in zip(homes, folds(homes), strict=True)}) == len(set(homes))


def test_a_score_is_fitted_without_the_own_household(drawn):
    design, needs = drawn(300)
    homes = np.arange(300) // 2
    before = cross_fitted(design, everybody(needs), homes)
    turned = needs.copy()
    turned[:2] = ~turned[:2]
    assert (cross_fitted(design, everybody(turned), homes)[:2] == before[:2]).all()
