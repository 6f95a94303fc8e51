"""The states of a case: nothing is forgotten, and every way that is not listed is refused."""

import itertools

import pytest

from sukoyaka.office.casework.events import ACTION_LABELS, MOVES, Action
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.roles import Actor, Role
from sukoyaka.office.casework.states import (
    AUDIT_ACTIONS,
    EXPLAINS_ITSELF,
    LABELS,
    TRANSITIONS,
    Status,
    check_move,
    closed_moves,
    open_moves,
)
from sukoyaka.records.findings import Tier

CASEWORKER, CHIEF, ANALYST = (Actor("a", "A", role, "課") for role in (Role.CASEWORKER, Role.CHIEF, Role.ANALYST))
REACHABLE = set(itertools.chain.from_iterable(TRANSITIONS.values()))


def test_every_status_has_a_word_and_its_ways() -> None:
    assert set(LABELS) == set(TRANSITIONS) == set(Status)


def test_every_status_that_can_be_reached_has_an_audit_action() -> None:
    assert set(AUDIT_ACTIONS) == REACHABLE == set(MOVES)
    assert set(ACTION_LABELS) == set(Action)


def test_every_status_but_the_first_can_be_reached_and_none_is_a_trap() -> None:
    assert set(Status) - {Status.NEW} == REACHABLE
    assert all(TRANSITIONS.values())


@pytest.mark.parametrize(("before", "after"), list(itertools.product(Status, Status)))
def test_a_way_is_open_exactly_if_it_is_listed(before: Status, after: Status) -> None:
    if after in TRANSITIONS[before]:
        check_move(CASEWORKER, Tier.SUPPORT_NEEDED, before, after, "理由")
    else:
        with pytest.raises(Refused, match="この状態へは進めません"):
            check_move(CASEWORKER, Tier.SUPPORT_NEEDED, before, after, "理由")


@pytest.mark.parametrize(("before", "after"), [(b, a) for b in Status for a in TRANSITIONS[b]])
def test_every_decision_needs_a_reason(before: Status, after: Status) -> None:
    if (before, after) in EXPLAINS_ITSELF:
        check_move(CASEWORKER, Tier.SUPPORT_NEEDED, before, after, "")
    else:
        with pytest.raises(Refused, match="理由が書かれていません"):
            check_move(CASEWORKER, Tier.SUPPORT_NEEDED, before, after, " 　")


def test_a_child_at_risk_goes_to_the_meeting_through_the_chief() -> None:
    with pytest.raises(Refused, match="責任者"):
        check_move(CASEWORKER, Tier.AT_RISK, Status.LOOKING, Status.TO_MEETING, "理由")
    check_move(CHIEF, Tier.AT_RISK, Status.LOOKING, Status.TO_MEETING, "理由")


def test_the_screen_offers_what_the_rule_allows() -> None:
    assert open_moves(CASEWORKER, Tier.AT_RISK, Status.LOOKING) == (Status.WATCHING, Status.CLOSED)
    assert Status.TO_MEETING in open_moves(CHIEF, Tier.AT_RISK, Status.LOOKING)
    assert open_moves(ANALYST, Tier.SUPPORT_NEEDED, Status.NEW) == ()


def test_an_analyst_moves_nothing() -> None:
    with pytest.raises(Refused, match="この役割では"):
        check_move(ANALYST, Tier.SUPPORT_NEEDED, Status.NEW, Status.LOOKING, "理由")


def test_a_way_that_somebody_else_must_take_is_told() -> None:
    assert closed_moves(CASEWORKER, Tier.AT_RISK, Status.LOOKING) == (Status.TO_MEETING,)
    assert closed_moves(CHIEF, Tier.AT_RISK, Status.LOOKING) == ()
    assert closed_moves(ANALYST, Tier.AT_RISK, Status.LOOKING) == ()
