"""Logging in: recorded either way, and closed for a while after too many failures."""

import pytest
from django.test import Client

from sukoyaka.office.web.actions.make_accounts import make_demo_accounts
from sukoyaka.office.web.models import AuditEntry

pytestmark = pytest.mark.django_db


def log_in(username: str, password: str, address: str = "10.0.0.1") -> tuple[int, str]:
    response = Client(REMOTE_ADDR=address).post("/login/", {"username": username, "password": password})
    return response.status_code, response.content.decode()


def test_the_right_password_opens(cast: dict[str, object]) -> None:
    passwords = make_demo_accounts(deterministic=False, without_second_factor=True)
    assert log_in("caseworker", passwords["caseworker"])[0] == 302
    assert AuditEntry.objects.latest("pk").outcome == "done"


def test_a_wrong_password_is_refused_and_recorded(cast: dict[str, object]) -> None:
    status, text = log_in("caseworker", "wrong")
    assert status == 403
    assert "利用者名またはパスワードが違います" in text
    row = AuditEntry.objects.latest("pk")
    assert (row.username, row.outcome) == ("caseworker", "refused")


def test_a_name_nobody_has_is_not_written_down(cast: dict[str, object]) -> None:
    log_in("my-secret-typed-in-the-wrong-box", "x")
    assert AuditEntry.objects.latest("pk").username == "(unknown)"


def test_after_five_failures_even_the_right_password_waits(cast: dict[str, object]) -> None:
    passwords = make_demo_accounts(deterministic=True, without_second_factor=True)
    for place in range(5):
        log_in("caseworker", "wrong", f"10.0.1.{place}")
    status, text = log_in("caseworker", passwords["caseworker"], "10.0.1.9")
    assert status == 403
    assert "しばらくログインできません" in text
    assert log_in("chief", passwords["chief"], "10.0.1.9")[0] == 302


def test_a_form_without_its_token_does_nothing(cast: dict[str, object]) -> None:
    response = Client(enforce_csrf_checks=True).post("/login/", {"username": "caseworker", "password": "x"})
    assert response.status_code == 403
    assert "画面の有効期限が切れました" in response.content.decode()
    assert not AuditEntry.objects.filter(action="session.log_in").exists()


def test_deterministic_passwords_need_to_be_asked_for(db: None) -> None:
    assert make_demo_accounts(deterministic=True) == make_demo_accounts(deterministic=True)
    assert make_demo_accounts(deterministic=False) != make_demo_accounts(deterministic=False)
