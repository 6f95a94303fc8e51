"""The recorded act of re-identification: who, whose, why, when; and its end."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.web import clock
from sukoyaka.office.web.models import AuditEntry, RevealRow

REASON = "家庭訪問の前に連絡先を確かめるため"


def ask(client: Client, case: str, purpose: str = "support", reason: str = REASON) -> int:
    return client.post(f"/children/{case}/reveal/", {"purpose": purpose, "reason": reason}).status_code


def page(client: Client, case: str) -> str:
    return client.get(f"/children/{case}/").content.decode()


def identity(city: City, case: str) -> dict[str, object]:
    return next(row for row in city.tables["identities"] if row["case"] == case)


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_a_name_shows_after_purpose_and_reason(city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[1]
    assert ask(client, case) == 302
    text = page(client, case)
    assert str(identity(city, case)["name"]) in text
    assert str(identity(city, case)["kana"]) in text
    assert str(identity(city, case)["address"]) in text


def test_the_act_and_each_opening_are_recorded(city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[1]
    before = AuditEntry.objects.count()
    ask(client, case)
    page(client, case)
    assert actions()[before:] == [Action.REVEAL.value, Action.SEE_CHILD.value, Action.OPEN_VAULT.value]
    opened = AuditEntry.objects.latest("pk")
    assert (opened.username, opened.purpose, opened.cases) == ("caseworker", "support", [case])
    assert opened.categories == ["address", "birth_date", "name", "support_measure"]
    assert AuditEntry.objects.get(action=Action.REVEAL.value).detail == REASON


def test_no_value_of_a_person_is_in_the_audit(city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[1]
    ask(client, case)
    page(client, case)
    rows = str([row.content() for row in AuditEntry.objects.all()])
    assert str(identity(city, case)["name"]) not in rows
    assert str(identity(city, case)["address"]) not in rows


@pytest.mark.parametrize(("purpose", "reason"), [("", REASON), ("curiosity", REASON), ("support", "確認"), ("support", "　" * 20)])
def test_without_purpose_or_reason_it_is_refused_and_recorded(
    purpose: str, reason: str, city: City, enter: Callable[[str], Client]
) -> None:
    client, case = enter("caseworker"), city.cases[1]
    assert ask(client, case, purpose, reason) == 422
    row = AuditEntry.objects.latest("pk")
    assert (row.action, row.outcome) == (Action.REVEAL.value, Outcome.REFUSED.value)
    assert str(identity(city, case)["name"]) not in page(client, case)


@pytest.mark.parametrize("role", ["analyst", "holder", "steward", "auditor"])
def test_others_cannot_reveal(role: str, city: City, enter: Callable[[str], Client]) -> None:
    assert ask(enter(role), city.cases[1]) == 403
    assert not RevealRow.objects.exists()


def test_it_counts_for_this_child_alone(city: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    ask(client, city.cases[1])
    assert str(identity(city, city.cases[2])["name"]) not in page(client, city.cases[2])


def test_it_counts_for_this_person_and_session_alone(city: City, enter: Callable[[str], Client]) -> None:
    ask(enter("caseworker"), city.cases[1])
    for other in (enter("chief"), enter("caseworker")):
        assert str(identity(city, city.cases[1])["name"]) not in page(other, city.cases[1])


def test_after_half_an_hour_it_is_masked(city: City, enter: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    client, case, start = enter("caseworker"), city.cases[1], clock.now()
    ask(client, case)
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=31))
    Session.objects.update(expire_date=start + timedelta(minutes=40))  # somebody who went on working
    assert str(identity(city, case)["name"]) not in page(client, case)
    assert actions()[-1] == Action.SEE_CHILD.value


def test_it_can_be_masked_before(city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[1]
    ask(client, case)
    client.post(f"/children/{case}/mask/")
    assert actions()[-1] == Action.MASK.value
    assert str(identity(city, case)["name"]) not in page(client, case)


def test_an_address_never_shows_under_the_measure(city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[0]
    ask(client, case)
    text = page(client, case)
    assert "支援措置の対象です" in text
    assert "〒" not in text


def test_for_a_meeting_the_address_does_not_show(city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[1]
    ask(client, case, purpose="meeting")
    text = page(client, case)
    assert str(identity(city, case)["name"]) in text
    assert str(identity(city, case)["address"]) not in text


def test_a_name_that_has_not_arrived_is_said_to_be_missing(city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[-1]
    ask(client, case)
    assert "氏名未着" in page(client, case)


def test_the_database_knows_no_longer_look(city: City, cast: dict[str, object]) -> None:
    now = clock.now()
    long = {"opened_at": now, "ends_at": now + timedelta(minutes=31)}
    with pytest.raises(IntegrityError), transaction.atomic():
        RevealRow.objects.create(case_id=city.cases[1], account=cast["caseworker"], session="x", purpose="support", reason=REASON, **long)
