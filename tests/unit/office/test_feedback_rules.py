"""What the office tells the hub: which moves decide something, which channel a child came by, and that nothing is free text."""

from datetime import date

import pytest

from sukoyaka.office.casework.closing import CHOSEN, CLOSE_LABELS, CloseReason, check_reason
from sukoyaka.office.casework.errors_in_data import State, answer_due, check_answer, check_report
from sukoyaka.office.casework.feedback import channel_of, check_no_free_text, decision_of
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.roles import Actor, Role
from sukoyaka.office.casework.states import Status
from sukoyaka.office.casework.wishes import Wish, check_wish
from sukoyaka.records.errors import NotPermitted
from sukoyaka.records.feedback import VERDICTS, Channel, Decision

WORKER, HOLDER = Actor("sakura", "さくら", Role.CASEWORKER, "課"), Actor("hanako", "花子", Role.HOLDER, "課", ("健康増進課",))
REGISTER = {"checkup_child": ["weight", "height"]}


@pytest.mark.parametrize(
    ("before", "after", "reason", "expected"),
    [
        (Status.LOOKING, Status.WATCHING, "", ("assessment", Decision.WATCH)),
        (Status.TO_MEETING, Status.WATCHING, "", ("meeting", Decision.WATCH)),
        (Status.LOOKING, Status.CLOSED, "no_need", ("assessment", Decision.NONE)),
        (Status.WATCHING, Status.CLOSED, "support_done", ("assessment", Decision.SUPPORT)),
        (Status.TO_MEETING, Status.CLOSED, "no_need", ("meeting", Decision.NONE)),
        (Status.WATCHING, Status.CLOSED, "moved_away", None),  # says nothing about the need
        (Status.WATCHING, Status.CLOSED, "", None),  # closed before categories were asked for
        (Status.NEW, Status.LOOKING, "", None),
        (Status.LOOKING, Status.TO_MEETING, "", None),  # the meeting decides
    ],
)
def test_a_move_decides(before: Status, after: Status, reason: str, expected: tuple[str, Decision] | None) -> None:
    assert decision_of(before, after, reason) == expected


@pytest.mark.parametrize(
    ("selected_by", "channel"),
    [("red_flag", Channel.LISTED), ("score", Channel.LISTED), ("audit", Channel.AUDIT), (None, Channel.NOTIFIED)],
)
def test_the_channel(selected_by: str | None, channel: Channel) -> None:
    assert channel_of(selected_by) is channel


@pytest.mark.parametrize("text", ["佐藤さん", "he said so", "a\nb", "x" * 121])
def test_free_text_never_leaves_and_the_refusal_does_not_tell_it(text: str) -> None:
    row = {"case": "c" * 32, "run_id": "r", "verdict": "agree", "reason": "context", "item": None, "known_on": date(2024, 4, 1)}
    check_no_free_text(VERDICTS, [row])
    with pytest.raises(NotPermitted, match=r"verdicts\.reason") as refusal:
        check_no_free_text(VERDICTS, [row | {"reason": text}])
    assert text not in str(refusal.value)


@pytest.mark.parametrize("reason", CHOSEN)
def test_a_category_of_closing(reason: CloseReason) -> None:
    assert check_reason(reason.value) is reason
    assert CLOSE_LABELS[reason]


@pytest.mark.parametrize("reason", ["", "because", "joined"])
def test_closing_without_a_category_is_refused(reason: str) -> None:
    with pytest.raises(Refused, match="終結の区分"):
        check_reason(reason)


def test_a_report_goes_to_the_holder_of_its_source() -> None:
    sources = [{"source": "checkup_child", "holder": "健康増進課"}]
    assert check_report(WORKER, "wrong_day", "checkup_child", sources)[1] == "健康増進課"
    with pytest.raises(Refused, match="種類が選ばれていません"):
        check_report(WORKER, "", "checkup_child", sources)
    with pytest.raises(Refused, match="保有課がわかりません"):
        check_report(WORKER, "wrong_day", "claims_nhi", sources)


def test_its_clock_runs_in_business_days() -> None:
    assert answer_due(date(2024, 4, 26)) == date(2024, 5, 15)  # over Golden Week


@pytest.mark.parametrize(
    ("actor", "holder", "state", "answer", "why"),
    [
        (HOLDER, "健康増進課", State.OPEN, "corrected", ""),
        (HOLDER, "健康増進課", State.OPEN, "stands", ""),
        (HOLDER, "窓口サービス課", State.OPEN, "stands", "ほかの課のデータです"),
        (HOLDER, "健康増進課", State.STANDS, "corrected", "すでに回答があります"),
        (HOLDER, "健康増進課", State.OPEN, "open", "回答が選ばれていません"),
        (WORKER, "健康増進課", State.OPEN, "stands", "認められていません"),
    ],
)
def test_who_answers_what(actor: Actor, holder: str, state: State, answer: str, why: str) -> None:
    if not why:
        assert check_answer(actor, holder, state, answer, "") == answer
    else:
        with pytest.raises(Refused, match=why):
            check_answer(actor, holder, state, answer, "")


def test_a_wish_is_an_item_of_the_register_or_a_new_category() -> None:
    assert check_wish(WORKER, "checkup_child/weight", REGISTER) == Wish("checkup_child", "weight")
    assert check_wish(WORKER, "new/attendance", REGISTER) == Wish("new", "attendance")
    for written in ("", "new/お母さんの職場", "checkup_child/shoe_size", "checkup_child"):
        with pytest.raises(Refused, match="選ばれていません"):
            check_wish(WORKER, written, REGISTER)
    with pytest.raises(Refused, match="認められていません"):
        check_wish(HOLDER, "new/attendance", REGISTER)
