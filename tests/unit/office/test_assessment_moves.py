"""Who may bring an assessment from one state to another, and what must be whole."""

from dataclasses import replace

import pytest

from sukoyaka.office.casework.assessment.states import NEEDS, TRANSITIONS, AssessmentState, Standing, check_edit, check_move, open_moves
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.roles import Actor, Role

S = AssessmentState
WORKER, CHIEF = Actor("w", "w", Role.CASEWORKER, ""), Actor("c", "c", Role.CHIEF, "")
WHOLE = Standing(S.DRAFT, frozenset({"w"}), "mild", False, "", "watch", "所見")


def at(state: AssessmentState, **changes: object) -> Standing:
    return replace(WHOLE, state=state, **changes)  # type: ignore[arg-type]


def test_every_way_says_what_it_needs() -> None:
    assert set(NEEDS) == {(before, after) for before, ways in TRANSITIONS.items() for after in ways}


def test_the_usual_way() -> None:
    check_move(WORKER, WHOLE, S.SUBMITTED)
    check_move(CHIEF, at(S.SUBMITTED), S.APPROVED)


@pytest.mark.parametrize("role", [Role.STEWARD, Role.HOLDER, Role.ANALYST, Role.AUDITOR])
@pytest.mark.parametrize(("before", "after"), list(NEEDS))
def test_the_others_are_refused(role: Role, before: AssessmentState, after: AssessmentState) -> None:
    with pytest.raises(Refused, match="この役割では"):
        check_move(Actor("x", "x", role, ""), at(before), after)


def test_a_caseworker_approves_nothing_and_a_chief_writes_nothing() -> None:
    with pytest.raises(Refused, match="この役割では"):
        check_move(WORKER, at(S.SUBMITTED), S.APPROVED)
    with pytest.raises(Refused, match="この役割では"):
        check_edit(CHIEF, S.DRAFT)


def test_nobody_approves_their_own() -> None:
    with pytest.raises(Refused, match="自分が書いた"):
        check_move(CHIEF, at(S.SUBMITTED, writers=frozenset({"w", "c"})), S.APPROVED)
    assert S.APPROVED not in open_moves(CHIEF, at(S.SUBMITTED, writers=frozenset({"c"})))


@pytest.mark.parametrize("state", [S.SUBMITTED, S.APPROVED, S.WITHDRAWN])
def test_only_a_draft_is_written_in(state: AssessmentState) -> None:
    with pytest.raises(Refused, match="書き直せません"):
        check_edit(WORKER, state)


@pytest.mark.parametrize("field", ["level", "decision", "summary"])
def test_a_person_must_have_judged(field: str) -> None:
    with pytest.raises(Refused, match="まとめの欄"):
        check_move(WORKER, replace(WHOLE, **{field: ""}), S.SUBMITTED)  # type: ignore[arg-type]


def test_lighter_than_the_guide_needs_a_reason() -> None:
    with pytest.raises(Refused, match="理由が書かれていません"):
        check_move(WORKER, replace(WHOLE, lighter_than_guide=True), S.SUBMITTED)
    check_move(WORKER, replace(WHOLE, lighter_than_guide=True, why_level="訪問で安全を確かめた"), S.SUBMITTED)


def test_approved_is_the_end() -> None:
    with pytest.raises(Refused, match="この状態へは進めません"):
        check_move(CHIEF, at(S.APPROVED), S.DRAFT)
