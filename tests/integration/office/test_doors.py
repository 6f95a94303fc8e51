"""Every URL × every role, as the table beside this file says. A URL without a row fails."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.web import clock
from sukoyaka.office.web.doors import DOORS
from sukoyaka.office.web.models import Account, Alert, AuditEntry, Case, DataError, Run
from sukoyaka.office.web.urls import urlpatterns

TABLE = list(csv.DictReader((Path(__file__).parent / "doors.csv").read_text(encoding="utf-8").splitlines()))
ROLES = ("steward", "holder", "analyst", "caseworker", "chief", "auditor")
NAMES = {pattern.name for pattern in urlpatterns}


OF_A_CHILD = {
    "child",
    "reveal",
    "mask",
    "move",
    "access-log",
    "chronology",
    "plan",
    "plan-write",
    "alert-acknowledge",
    "data-error",
    "wish",
}
OF_A_LIST = {"worklist", "assign", "view-save", "view-drop"}
NUMBER = "0" * 32  # of a form
ROW = 900_001  # far from what the database gives


def address(url: str, city: City) -> str:
    kwargs = {"case": city.cases[0]} if url in OF_A_CHILD else {"tier": "at_risk"} if url in OF_A_LIST else {}
    if url in {"alert-acknowledge", "data-error-answer"}:
        kwargs |= {"number": ROW}
    return reverse(url, kwargs=kwargs | ({"verb": "review"} if url == "plan-write" else {}))


def form(url: str, city: City) -> dict[str, str]:
    """What each door needs to be passed by whoever may."""
    forms = {
        "move": {"after": "looking"},
        "assign": {"picked": f"{city.cases[5]}:", "to": "caseworker", "once": NUMBER},
        "view-save": {"name": "毎朝見る"},
        "plan-write": {"note": "先月と変わりない", "once": NUMBER},
        "wish": {"wish": "new/attendance"},
        "data-error-answer": {"state": "stands"},
    }
    return forms.get(url, {})


def as_if_each_came_first(row: dict[str, str], city: City, cast: dict[str, Account]) -> None:
    Case.objects.update(status="looking" if row["url"] == "plan-write" else "new", assigned_to=None)
    about = {"case_id": city.cases[0], "at": clock.now()}
    Alert.objects.update_or_create(
        pk=ROW, defaults=about | {"run": Run.objects.get(), "change": "moved", "acknowledged_at": None, "acknowledged_by": None}
    )
    reported = {"source": "checkup_child", "source_name": "小児健診", "holder": "健康増進課", "wrong": "wrong_day", "once": "1" * 32}
    days = {"reported_on": clock.today(), "due": clock.today(), "state": "open", "answered_on": None}
    DataError.objects.update_or_create(pk=ROW, defaults=about | reported | days | {"by": cast["caseworker"]})


def answer(client: Client, row: dict[str, str], city: City) -> object:
    fields = form(row["url"], city)
    return client.generic("GET", address(row["url"], city)) if row["method"] == "GET" else client.post(address(row["url"], city), fields)


def test_every_url_has_a_row_and_a_door() -> None:
    assert {row["url"] for row in TABLE} == NAMES == set(DOORS)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["url"])
def test_each_role_is_let_in_or_refused(row: dict[str, str], city: City, enter: Callable[[str], Client], cast: dict[str, Account]) -> None:
    found = {}
    for role in ROLES:
        as_if_each_came_first(row, city, cast)
        found[role] = str(answer(enter(role), row, city).status_code)
    assert found == {role: row[role] for role in ROLES}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["url"])
def test_nobody_gets_past_the_login(row: dict[str, str], city: City) -> None:
    response = answer(Client(), row, city)
    if row["nobody"] == "login":
        assert (response.status_code, response["Location"]) == (302, "/login/")
    else:
        assert str(response.status_code) == row["nobody"]


def test_an_unlisted_door_opens_to_nobody(city: City, enter: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(DOORS, "home")
    assert enter("chief").get("/").status_code == 403


def test_a_refusal_is_in_the_audit_with_its_reason(city: City, enter: Callable[[str], Client]) -> None:
    enter("analyst").get(address("child", city))
    row = AuditEntry.objects.latest("pk")
    assert (row.username, row.action, row.outcome) == ("analyst", Action.OPEN_SCREEN.value, Outcome.REFUSED.value)
    assert row.cases == [city.cases[0]]
    assert "この役割では" in row.detail


def test_a_refusal_says_why_and_whom_to_ask(city: City, enter: Callable[[str], Client]) -> None:
    page = enter("holder").get(address("child", city)).content.decode()
    assert "この役割では、この操作は認められていません" in page
    assert "総括管理主体に申請してください" in page


def test_pages_are_never_cached_and_carry_the_policy(city: City, enter: Callable[[str], Client]) -> None:
    response = enter("caseworker").get(address("child", city))
    assert response["Cache-Control"] == "no-store"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
