"""Accounts of real people: an initial password good for one login and seven days, other work, and an end at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.casework.roles import Role
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions import keep_accounts
from sukoyaka.office.web.actions.keep_accounts import AccountRefused, Wanted
from sukoyaka.office.web.models import Account, AuditEntry

pytestmark = pytest.mark.django_db
OWN = "霧の朝に歩く-41-Kawasemi"
SATO = Wanted("sato", "佐藤 花", Role.CASEWORKER, "こども家庭支援課")


@pytest.fixture
def secret() -> str:
    return keep_accounts.add(SATO)


@pytest.fixture
def arrived(secret: str) -> Client:
    """In, without a second factor, which has tests of its own."""
    Account.objects.update(without_second_factor=True)
    client = Client()
    client.post("/login/", {"username": "sato", "password": secret})
    return client


def change(client: Client, old: str, new: str, again: str | None = None) -> tuple[int, str]:
    answer = client.post("/password/", {"old": old, "new": new, "again": new if again is None else again})
    return answer.status_code, answer.content.decode()


def test_the_first_login_opens_nothing_but_the_own_password(arrived: Client, secret: str) -> None:
    for address in ("/", "/tasks/", "/worklist/at-risk/", "/referrals/"):
        assert arrived.get(address)["Location"] == "/password/"
    assert change(arrived, secret, OWN)[0] == 302
    assert arrived.get("/").status_code == 200
    assert Account.objects.get().initial_until is None


def test_the_second_factor_is_asked_for_before(secret: str) -> None:
    page = Client().post("/login/", {"username": "sato", "password": secret}).content.decode()
    assert "認証アプリの登録" in page


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("short", "短すぎます"),
        ("1q2w3e4r5t6y", "よく使われている"),
        ("8401837465102", "数字だけ"),
        ("sato-sato-sato", "似ています"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(new: str, why: str, arrived: Client, secret: str) -> None:
    status, page = change(arrived, secret, new)
    assert status == 422
    assert why in page
    assert Account.objects.get().check_password(secret)


def test_the_given_password_cannot_be_kept_and_typing_errors_are_said(arrived: Client, secret: str) -> None:
    assert "いまと同じ" in change(arrived, secret, secret)[1]
    assert "一致しません" in change(arrived, secret, OWN, OWN + "x")[1]
    assert "いまのパスワードが違います" in change(arrived, "wrong", OWN)[1]


def test_no_password_is_in_the_audit(arrived: Client, secret: str) -> None:
    change(arrived, secret, "short")
    change(arrived, secret, OWN)
    rows = str([row.content() for row in AuditEntry.objects.all()])
    assert not [word for word in (secret, OWN, "short") if word in rows]
    assert [row.outcome for row in AuditEntry.objects.filter(action="session.change_password").order_by("pk")] == ["refused", "done"]


def test_an_initial_password_that_nobody_used_ends(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    late = clock.now() + timedelta(days=7, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    answer = Client().post("/login/", {"username": "sato", "password": secret})
    assert answer.status_code == 403
    assert "期限が切れました" in answer.content.decode()


def test_a_disabled_account_is_out_at_once_and_its_cases_are_counted(city: City, arrived: Client, secret: str) -> None:
    change(arrived, secret, OWN)
    arrived.post(f"/children/{city.cases[1]}/move/", {"after": "looking"})
    assert keep_accounts.disable("sato") == 1
    assert arrived.get("/")["Location"] == "/login/"
    assert Client().post("/login/", {"username": "sato", "password": OWN}).status_code == 403
    assert keep_accounts.listed()[0]["cases"] == 1


def test_enabled_again_the_old_password_does_not_hold(secret: str) -> None:
    keep_accounts.disable("sato")
    with pytest.raises(AccountRefused, match="disabled"):
        keep_accounts.renew("sato")
    renewed = keep_accounts.enable("sato")
    row = Account.objects.get()
    assert (row.is_active, row.check_password(secret), row.check_password(renewed)) == (True, False, True)


def test_a_new_password_ends_open_sessions(arrived: Client, secret: str) -> None:
    change(arrived, secret, OWN)
    keep_accounts.renew("sato")
    assert arrived.get("/")["Location"] == "/login/"


def test_other_work_counts_from_the_next_click(city: City, arrived: Client, secret: str) -> None:
    change(arrived, secret, OWN)
    assert arrived.get(f"/children/{city.cases[1]}/").status_code == 200
    keep_accounts.change_role("sato", Role.AUDITOR, "監査担当", ())
    assert arrived.get(f"/children/{city.cases[1]}/").status_code == 403
    assert AuditEntry.objects.filter(action="accounts.change", detail="role caseworker → auditor").exists()


def test_a_role_that_would_leave_children_with_nobody_is_refused(city: City, arrived: Client, secret: str) -> None:
    change(arrived, secret, OWN)
    arrived.post(f"/children/{city.cases[1]}/move/", {"after": "looking"})
    with pytest.raises(AccountRefused, match="1 open cases"):
        keep_accounts.change_role("sato", Role.AUDITOR, None, ())
    keep_accounts.change_role("sato", Role.CHIEF, None, ())


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted("Sato Hana", "佐藤", Role.CHIEF, "課"),
        Wanted("sato", "佐藤", Role.CHIEF, "課"),
        Wanted("suzuki", "　", Role.CHIEF, "課"),
        Wanted("suzuki", "鈴木", Role.HOLDER, "課"),
        Wanted("suzuki", "鈴木", Role.CHIEF, "課", ("健康増進課",)),
    ],
    ids=["not a user name", "taken", "no name", "a holder of nothing", "a chief who holds"],
)
def test_an_account_that_cannot_be_made_is_refused(wanted: Wanted, secret: str) -> None:
    with pytest.raises(AccountRefused):
        keep_accounts.add(wanted)
    assert Account.objects.count() == 1


@pytest.mark.parametrize("act", [keep_accounts.renew, keep_accounts.disable, keep_accounts.enable, keep_accounts.reset_factor])
def test_a_name_that_nobody_has(act: Callable[[str], object]) -> None:
    with pytest.raises(AccountRefused, match="no account"):
        act("nobody")
