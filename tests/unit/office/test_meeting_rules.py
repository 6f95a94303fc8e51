"""The rules of a meeting: its states, the five blocks, the agenda, what a form says."""

from dataclasses import replace
from datetime import date, time

import pytest

from sukoyaka.office.casework.meeting.agenda import Entry, arranged, begins
from sukoyaka.office.casework.meeting.blocks import BLOCKS, Minute, Role, happened, missing
from sukoyaka.office.casework.meeting.states import ACT_LABELS, AUDIT_ACTIONS, TRANSITIONS, MeetingState, Standing, check_move, open_moves
from sukoyaka.office.casework.meeting.writing import Written, day, differences, from_form
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.roles import Actor
from sukoyaka.office.casework.roles import Role as Party
from sukoyaka.office.casework.states import Status
from sukoyaka.records.feedback import Decision

S = MeetingState
WORKER, CHIEF, OTHER_CHIEF = (
    Actor("w", "w", Party.CASEWORKER, ""),
    Actor("c", "c", Party.CHIEF, ""),
    Actor("d", "d", Party.CHIEF, ""),
)
READY = Standing(S.CONFIRMED, "c", frozenset({"w"}), 1, (), ())
TEXTS = {"situation": "a", "progress": "b", "policy": "c", "lead_organisation": "d", "lead_person": "e", "plan": "f"}
WHOLE = Minute("D7A5-6D3C", TEXTS, "support", (Role("保育課", "見守る", date(2024, 5, 1)),), date(2024, 6, 1))


def test_every_move_has_its_words_and_its_trace() -> None:
    reached = {after for ways in TRANSITIONS.values() for after in ways}
    assert reached == set(ACT_LABELS) == set(AUDIT_ACTIONS)


def test_the_chair_approves_what_somebody_else_wrote() -> None:
    check_move(CHIEF, READY, S.APPROVED)
    assert S.APPROVED in open_moves(CHIEF, READY)


@pytest.mark.parametrize(
    ("actor", "change", "says"),
    [
        (WORKER, {}, "この役割では"),
        (OTHER_CHIEF, {}, "この会議の座長"),
        (CHIEF, {"writers": frozenset({"c"})}, "自分が書いた会議録"),
        (CHIEF, {"missing": ("D7A5-6D3C 支援計画",)}, "空いている欄"),
        (CHIEF, {"state": S.MINUTES}, "この状態へは進めません"),
    ],
)
def test_an_approval_that_is_refused(actor: Actor, change: dict[str, object], says: str) -> None:
    with pytest.raises(Refused, match=says):
        check_move(actor, replace(READY, **change), S.APPROVED)  # type: ignore[arg-type]


def test_an_empty_agenda_is_not_opened() -> None:
    with pytest.raises(Refused, match="議題がありません"):
        check_move(WORKER, replace(READY, state=S.PLANNED, children=0), S.OPEN)


def test_a_meeting_is_not_opened_before_its_day() -> None:
    with pytest.raises(Refused, match="会議の日より前"):
        check_move(WORKER, replace(READY, state=S.PLANNED, days_to_go=1), S.OPEN)
    check_move(WORKER, replace(READY, state=S.PLANNED, days_to_go=-3), S.OPEN)


def test_attendance_and_confidentiality_come_first() -> None:
    with pytest.raises(Refused, match="守秘の確認") as refused:
        check_move(WORKER, replace(READY, state=S.MINUTES, absent_words=("保育 しおり（保育課）",)), S.CONFIRMED)
    assert refused.value.allowed == "保育 しおり（保育課）"


def test_cancelling_needs_a_reason() -> None:
    with pytest.raises(Refused, match="理由"):
        check_move(WORKER, replace(READY, state=S.PLANNED), S.CANCELLED, " ")
    check_move(WORKER, replace(READY, state=S.PLANNED), S.CANCELLED, "大雨")


@pytest.mark.parametrize("party", [Party.STEWARD, Party.HOLDER, Party.ANALYST, Party.AUDITOR])
def test_the_others_are_refused(party: Party) -> None:
    with pytest.raises(Refused, match="この役割では"):
        check_move(Actor("x", "x", party, ""), replace(READY, state=S.PLANNED), S.OPEN)


def test_whole_minutes_miss_nothing() -> None:
    assert missing(WHOLE) == []


@pytest.mark.parametrize("field", list(TEXTS))
def test_each_block_is_asked_for(field: str) -> None:
    block = next(words for words, fields in BLOCKS.values() if field in fields)
    assert missing(replace(WHOLE, texts=TEXTS | {field: " "})) == [f"D7A5-6D3C {block}"]


@pytest.mark.parametrize("decision", list(Decision))
def test_roles_and_a_next_day_unless_nothing_is_to_be_done(decision: Decision) -> None:
    found = missing(replace(WHOLE, decision=decision.value, roles=(), next_review_on=None))
    assert len(found) == (0 if decision is Decision.NONE else 2)


@pytest.mark.parametrize(
    "role", [Role("", "見守る", date(2024, 5, 1)), Role("保育課", "", date(2024, 5, 1)), Role("保育課", "見守る", None)]
)
def test_half_a_role_is_not_enough(role: Role) -> None:
    assert missing(replace(WHOLE, roles=(role,))) == ["D7A5-6D3C 役割分担（機関・行うこと・期日）"]


@pytest.mark.parametrize(
    ("status", "decision", "listed", "says"),
    [
        (Status.TO_MEETING, Decision.SUPPORT, True, ""),
        (Status.CLOSED, Decision.SUPPORT, True, "終結しています"),
        (Status.CLOSED, Decision.NONE, True, ""),
        (Status.TO_MEETING, Decision.SUPPORT, False, "一覧にありません"),
    ],
)
def test_what_happened_meanwhile(status: Status, decision: Decision, listed: bool, says: str) -> None:
    sentence = happened(status, decision, listed)
    assert says in sentence
    assert bool(sentence) == bool(says)


def test_the_agenda_is_ordered_and_loses_nobody() -> None:
    entries = [Entry(7, 1, 15), Entry(8, 2, 15), Entry(9, 3, 15)]
    found = arranged(entries, {"position-9": "1", "position-7": "x", "minutes-8": "9999", "minutes-9": "0"})
    assert [(e.number, e.position, e.minutes) for e in found] == [(7, 1, 15), (9, 2, 1), (8, 3, 240)]


def test_when_each_begins() -> None:
    assert begins(time(13, 30), [15, 40]) == [time(13, 30), time(13, 45), time(14, 25)]


EMPTY = Written({}, "", None, ())


def test_a_field_that_the_form_lacks_stays() -> None:
    before = Written(TEXTS, "watch", date(2024, 6, 1), WHOLE.roles)
    after = from_form({"notes": " 新しいメモ\r\n"}, before)
    assert after.texts["notes"] == "新しいメモ"
    assert after.texts["plan"] == "f"
    assert (after.decision, after.next_review_on, after.roles) == ("watch", date(2024, 6, 1), WHOLE.roles)
    assert differences(before, after) == ["notes"]


def test_half_a_role_is_kept_while_writing_and_an_empty_row_is_not() -> None:
    form = {"role-0-organisation": "保育課", "role-0-act": "", "role-0-due": "", "role-1-organisation": "", "role-2-act": "訪問"}
    assert from_form(form, EMPTY).roles == (Role("保育課", "", None), Role("", "訪問", None))


@pytest.mark.parametrize(("words", "found"), [("2024-04-30", date(2024, 4, 30)), ("2024-02-30", None), ("", None), ("4/30", None)])
def test_a_day(words: str, found: date | None) -> None:
    assert day(words) == found


def test_notes_of_the_live_screen_are_not_the_minutes() -> None:
    assert from_form({"notes": "x"}, EMPTY).for_minutes == from_form({}, EMPTY).for_minutes
    assert from_form({"plan": "x"}, EMPTY).for_minutes != from_form({}, EMPTY).for_minutes
