"""What may be planned, until when, and what is refused with which words."""

from datetime import date

import pytest

from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.plan import check_due, check_past, check_plannable, check_text, check_unchanged
from sukoyaka.office.casework.roles import Actor, Role
from sukoyaka.office.casework.states import Status

TODAY = date(2024, 4, 10)
WORKER = Actor("sakura", "支援 さくら", Role.CASEWORKER, "課")


@pytest.mark.parametrize("status", [Status.LOOKING, Status.TO_MEETING, Status.WATCHING])
def test_an_open_case_is_planned_for(status: Status) -> None:
    check_plannable(WORKER, status)


@pytest.mark.parametrize(("status", "why"), [(Status.NEW, "まだ確認に着手していません"), (Status.CLOSED, "終結したケースです")])
def test_others_are_not(status: Status, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check_plannable(WORKER, status)


@pytest.mark.parametrize("role", [Role.STEWARD, Role.HOLDER, Role.ANALYST, Role.AUDITOR])
def test_nor_by_others(role: Role) -> None:
    with pytest.raises(Refused, match="認められていません"):
        check_plannable(Actor("x", "X", role, "課"), Status.LOOKING)


@pytest.mark.parametrize(
    ("text", "why"),
    [("2024-04-09", "過去の日"), ("2026-04-10", "1年より先"), ("明日", "日付ではありません"), ("", "日付ではありません")],
)
def test_a_due_day_is_ahead_and_near(text: str, why: str) -> None:
    assert check_due("2024-04-10", TODAY) == TODAY
    with pytest.raises(Refused, match=why):
        check_due(text, TODAY)


def test_what_happened_is_not_ahead() -> None:
    assert check_past("2024-04-10", "実施した日", TODAY) == TODAY
    with pytest.raises(Refused, match="実施した日が未来の日です"):
        check_past("2024-04-11", "実施した日", TODAY)


@pytest.mark.parametrize(("text", "why"), [("  ", "書かれていません"), ("あ" * 1001, "長すぎます")])
def test_a_text_says_something_and_ends(text: str, why: str) -> None:
    assert check_text(" 電話する ", "すること") == "電話する"
    with pytest.raises(Refused, match=why):
        check_text(text, "すること")


def test_what_somebody_else_saved_first_is_not_overwritten() -> None:
    check_unchanged("3", 3)
    for seen in ("2", "", "x"):
        with pytest.raises(Refused, match="ほかの人が先に変更しました"):
            check_unchanged(seen, 3)
