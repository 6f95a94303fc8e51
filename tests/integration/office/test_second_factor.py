"""The second factor: enrolled at the first login, asked for at each, good once, counted when wrong."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django_otp.oath import TOTP

from sukoyaka.office.web import clock
from sukoyaka.office.web.actions import second_factor
from sukoyaka.office.web.actions.make_accounts import make_demo_accounts
from sukoyaka.office.web.models import Account, AuditEntry, SecondFactor

pytestmark = pytest.mark.django_db
START = datetime(2024, 4, 10, 9, tzinfo=UTC)


@pytest.fixture
def password() -> str:
    return make_demo_accounts(deterministic=False)["caseworker"]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Puts the clock so many seconds after the start."""
    put = lambda seconds: monkeypatch.setattr(clock, "now", lambda: START + timedelta(seconds=seconds))  # noqa: E731 - a setter
    put(0)
    return put


def halfway(password: str) -> Client:
    client = Client()
    client.post("/login/", {"username": "caseworker", "password": password})
    return client


def code() -> str:
    generator = TOTP(second_factor._opened(SecondFactor.objects.get(account__username="caseworker")))
    generator.time = clock.now().timestamp()
    return f"{generator.token():06d}"


def enrolled(password: str) -> list[str]:
    page = halfway(password).post("/login/code/", {"code": code()}).content.decode()
    return re.findall(r"<code>([0-9a-f-]{19})</code>", page)


def test_the_password_alone_opens_nothing(password: str) -> None:
    client = halfway(password)
    assert client.get("/")["Location"] == "/login/"
    assert not AuditEntry.objects.filter(action="session.log_in", outcome="done").exists()


def test_the_first_login_shows_a_picture_without_style_and_the_secret(password: str) -> None:
    page = Client().post("/login/", {"username": "caseworker", "password": password}).content.decode()
    factor = SecondFactor.objects.get()
    assert "<svg" in page
    assert "style=" not in page
    assert second_factor.shown_secret(factor) in page.replace(" ", "")
    assert second_factor._opened(factor) not in bytes(factor.box)


def test_a_right_code_enrols_and_tells_the_recovery_codes_once(password: str, at: Callable[[int], None]) -> None:
    codes = enrolled(password)
    assert len(set(codes)) == second_factor.RECOVERY
    assert [row.action for row in AuditEntry.objects.order_by("-pk")[:2]] == ["session.enrol_second_factor", "session.log_in"]
    at(60)
    page = Client().post("/login/", {"username": "caseworker", "password": password}).content.decode()
    assert "<svg" not in page
    assert not any(one in page for one in codes)


def test_later_logins_ask_for_the_code_of_now(password: str, at: Callable[[int], None]) -> None:
    enrolled(password)
    at(60)
    assert halfway(password).post("/login/code/", {"code": code()})["Location"] == "/"


def test_a_code_holds_once(password: str, at: Callable[[int], None]) -> None:
    enrolled(password)
    assert halfway(password).post("/login/code/", {"code": code()}).status_code == 403


@pytest.mark.parametrize("wrong", ["000000", "", "12345", "１２３４５６", "0000-0000-0000-0000"])
def test_a_wrong_code_is_refused_and_recorded(password: str, at: Callable[[int], None], wrong: str) -> None:
    enrolled(password)
    response = halfway(password).post("/login/code/", {"code": wrong})
    assert response.status_code == 403
    assert "確認コードが違います" in response.content.decode()
    row = AuditEntry.objects.latest("pk")
    assert (row.username, row.action, row.outcome) == ("caseworker", "session.log_in", "refused")


def test_a_recovery_code_works_once(password: str, at: Callable[[int], None]) -> None:
    first = enrolled(password)[0]
    assert halfway(password).post("/login/code/", {"code": first.upper()})["Location"] == "/"
    assert halfway(password).post("/login/code/", {"code": first}).status_code == 403


def test_after_five_wrong_codes_even_the_right_one_waits(password: str, at: Callable[[int], None]) -> None:
    enrolled(password)
    at(60)
    client = halfway(password)
    for _ in range(5):
        client.post("/login/code/", {"code": "000000"})
    assert "しばらくログインできません" in client.post("/login/code/", {"code": code()}).content.decode()


def test_the_code_must_follow_the_password_soon(password: str, at: Callable[[int], None]) -> None:
    enrolled(password)
    client = halfway(password)
    at(301)
    assert client.post("/login/code/", {"code": code()})["Location"] == "/login/"


def test_a_lost_factor_is_forgotten_and_enrolled_again(password: str, at: Callable[[int], None]) -> None:
    enrolled(password)
    account = Account.objects.get(username="caseworker")
    assert second_factor.forget(account)
    assert not second_factor.forget(account)
    assert "<svg" in Client().post("/login/", {"username": "caseworker", "password": password}).content.decode()


def test_accounts_for_trying_out_need_no_code_and_the_login_says_so(password: str) -> None:
    assert "体験用" not in Client().get("/login/").content.decode()
    passwords = make_demo_accounts(deterministic=True, without_second_factor=True)
    assert "体験用" in Client().get("/login/").content.decode()
    assert Client().post("/login/", {"username": "chief", "password": passwords["chief"]})["Location"] == "/"
