"""Before a name shows, the code of the second factor must be fresh: at a child, in a search, on papers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django_otp.oath import TOTP
from stage.office_parcels import City

from sukoyaka.office.web import clock
from sukoyaka.office.web.actions import second_factor
from sukoyaka.office.web.actions.make_accounts import make_demo_accounts
from sukoyaka.office.web.models import AuditEntry, RevealRow, SecondFactor

START = datetime(2024, 4, 10, 9, tzinfo=UTC)
LOOK = {"purpose": "support", "reason": "家庭訪問の前に連絡先を確かめるため"}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Puts the clock so many minutes after the login."""
    put = lambda minutes: monkeypatch.setattr(clock, "now", lambda: START + timedelta(minutes=minutes))  # noqa: E731 - a setter
    put(0)
    return put


@pytest.fixture
def nurse(city: City, at: Callable[[int], None]) -> Client:
    """Somebody who logged in with a code just now."""
    password = make_demo_accounts(deterministic=False)["caseworker"]
    client = Client()
    client.post("/login/", {"username": "caseworker", "password": password})
    client.post("/login/code/", {"code": code()})
    return client


def code() -> str:
    generator = TOTP(second_factor._opened(SecondFactor.objects.get(account__username="caseworker")))
    generator.time = clock.now().timestamp()
    return f"{generator.token():06d}"


def test_soon_after_the_login_no_code_is_asked_for(nurse: Client, city: City, at: Callable[[int], None]) -> None:
    at(14)
    address = f"/children/{city.cases[1]}/reveal/"
    assert 'name="code"' not in nurse.get(address).content.decode()
    assert nurse.post(address, LOOK).status_code == 302


def test_later_the_form_asks_and_nothing_shows_without(nurse: Client, city: City, at: Callable[[int], None]) -> None:
    at(16)
    address = f"/children/{city.cases[1]}/reveal/"
    assert 'name="code"' in nurse.get(address).content.decode()
    refused = nurse.post(address, LOOK)
    assert refused.status_code == 422
    assert LOOK["reason"] in refused.content.decode()  # what was typed stays
    assert not RevealRow.objects.exists()


def test_the_right_code_shows_the_name_and_holds_for_the_next(nurse: Client, city: City, at: Callable[[int], None]) -> None:
    at(16)
    assert nurse.post(f"/children/{city.cases[1]}/reveal/", LOOK | {"code": code()}).status_code == 302
    assert AuditEntry.objects.filter(action="session.confirm_again", outcome="done").count() == 1
    assert nurse.post(f"/children/{city.cases[2]}/reveal/", LOOK).status_code == 302


def test_wrong_codes_count_as_wrong_passwords(nurse: Client, city: City, at: Callable[[int], None]) -> None:
    at(16)
    address = f"/children/{city.cases[1]}/reveal/"
    for _ in range(5):
        assert "確認コードが違います" in nurse.post(address, LOOK | {"code": "000000"}).content.decode()
    assert AuditEntry.objects.filter(action="session.log_in", outcome="refused").count() == 5
    assert "失敗が続いた" in nurse.post(address, LOOK | {"code": code()}).content.decode()
    assert not RevealRow.objects.exists()


def test_a_search_by_name_asks_too(nurse: Client, at: Callable[[int], None]) -> None:
    at(16)
    form = {"purpose": "intake", "reason": LOOK["reason"], "name": "さくら"}
    refused = nurse.post("/referrals/new/", form)
    assert refused.status_code == 422
    assert 'name="code"' in refused.content.decode()
    assert not AuditEntry.objects.filter(action="vault.search", outcome="done").exists()
