"""Moving a case: taking it up, deciding with a reason, and what is refused."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action
from sukoyaka.office.web import clock
from sukoyaka.office.web.models import AuditEntry, Case, Closing, Move


def move(client: Client, case: str, after: str, note: str = "") -> int:
    return client.post(f"/children/{case}/move/", {"after": after, "note": note}).status_code


def test_taking_a_case_up_assigns_it(city: City, enter: Callable[[str], Client]) -> None:
    assert move(enter("caseworker"), city.cases[0], "looking") == 302
    row = Case.objects.select_related("assigned_to").get(pk=city.cases[0])
    assert (row.status, row.assigned_to.username) == ("looking", "caseworker")
    assert AuditEntry.objects.latest("pk").action == Action.TAKE_UP.value


def test_a_decision_keeps_its_reason(city: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    move(client, city.cases[0], "looking")
    move(client, city.cases[0], "to_meeting", "聞き取りの結果、検討が必要")
    assert Move.objects.latest("pk").note == "聞き取りの結果、検討が必要"
    assert "聞き取りの結果" in client.get(f"/children/{city.cases[0]}/").content.decode()


def test_a_move_is_told_on_the_day_it_was_here(city: City, enter: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    late_evening_in_greenwich = datetime(2024, 4, 10, 20, 0, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: late_evening_in_greenwich)
    client = enter("caseworker")
    move(client, city.cases[0], "looking")
    assert "(2024-04-10)" in client.get(f"/children/{city.cases[0]}/").content.decode()  # the day on which the office stands
    Move.objects.update(on=None)  # as rows of the first version are
    assert "(2024-04-11)" in client.get(f"/children/{city.cases[0]}/").content.decode()


def test_a_decision_without_reason_is_refused_and_nothing_changes(city: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    move(client, city.cases[0], "looking")
    assert move(client, city.cases[0], "closed") == 403
    assert Case.objects.get(pk=city.cases[0]).status == "looking"
    assert AuditEntry.objects.latest("pk").detail == "理由が書かれていません"


def test_at_risk_reaches_the_meeting_through_the_chief(city: City, enter: Callable[[str], Client]) -> None:
    case, note = city.cases[10], "関係機関から新しい情報があった"
    caseworker = enter("caseworker")
    move(caseworker, case, "looking")
    assert move(caseworker, case, "to_meeting", note) == 403
    assert move(enter("chief"), case, "to_meeting", note) == 302


def test_a_status_that_does_not_exist_is_refused(city: City, enter: Callable[[str], Client]) -> None:
    assert move(enter("caseworker"), city.cases[0], "solved", "理由") == 403


def test_closing_asks_for_a_category(city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[0]
    move(client, case, "looking")
    assert move(client, case, "closed", "市外の実家に移った") == 403
    assert AuditEntry.objects.latest("pk").detail == "終結の区分が選ばれていません"
    form = {"after": "closed", "note": "市外の実家に移った", "close_reason": "moved_away"}
    assert client.post(f"/children/{case}/move/", form).status_code == 302
    assert Closing.objects.get().reason == "moved_away"


def test_a_closed_case_is_opened_again_with_a_reason(city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[0]
    move(client, case, "looking")
    client.post(f"/children/{case}/move/", {"after": "closed", "note": "転出した", "close_reason": "moved_away"})
    assert move(client, case, "looking") == 403
    assert move(client, case, "looking", "市内に戻った") == 302
    assert Case.objects.get(pk=case).status == "looking"
