"""Every URL × every role, as the table beside this file says. A URL without a row fails."""

import csv
import secrets
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.web import clock
from sukoyaka.office.web.doors import DOORS
from sukoyaka.office.web.models import (
    Account,
    Alert,
    Assessment,
    AuditEntry,
    Case,
    DataError,
    Meeting,
    MeetingItem,
    MeetingMember,
    Packet,
    PacketCopy,
    Run,
)
from sukoyaka.office.web.urls import urlpatterns
from sukoyaka.records.ids import CaseId

TABLE = list(csv.DictReader((Path(__file__).parent / "doors.csv").read_text(encoding="utf-8").splitlines()))
ROLES = ("steward", "holder", "analyst", "caseworker", "chief", "auditor")
NAMES = {pattern.name for pattern in urlpatterns}


PARTS = {pattern.name: set(pattern.pattern.converters) for pattern in urlpatterns}
NUMBER = "0" * 32  # of a form
ROW = 900_001  # far from what the database gives


def draft(city: City) -> int:
    """An assessment that the caseworker has begun."""
    run, writer = Run.objects.get(current=True), Account.objects.get(username="caseworker")
    now = datetime(2024, 4, 10, tzinfo=UTC)
    by = {"opened_by": writer, "opened_at": now, "saved_by": writer, "saved_at": now, "writers": ["caseworker"]}
    Assessment.objects.filter(case=city.cases[0]).update(state="withdrawn")
    return int(Assessment.objects.create(case_id=city.cases[0], run=run, sheet="home_v1", **by).pk)


def planned(city: City) -> int:
    """A meeting with the first child on its agenda."""
    chair, at = Account.objects.get(username="chief"), datetime(2024, 4, 10, tzinfo=UTC)
    by = {"chair": chair, "made_by": chair, "made_at": at, "form": secrets.token_hex(16)}
    made = Meeting.objects.create(on=date(2024, 4, 20), starts=time(13, 30), place="会議室", state="open", **by)
    MeetingItem.objects.create(meeting=made, case_id=city.cases[0], run=Run.objects.get(current=True), position=1)
    return int(made.pk)


def handed_out(meeting: int) -> int:
    """A copy of that meeting's papers, made and not yet printed."""
    row = Meeting.objects.get(pk=meeting)
    by = {"ordered_by": row.chair, "ordered_at": row.made_at, "return_by": row.on, "form": secrets.token_hex(16), "state": "made"}
    packet = Packet.objects.create(meeting=row, **by)
    member = MeetingMember.objects.create(meeting=row, name="保育 しおり", organisation="保育課")
    return int(PacketCopy.objects.create(packet=packet, number=secrets.token_hex(4), member=member, pdf=b"%PDF").pk)


def address(url: str, city: City) -> str:
    number = (lambda: ROW) if url in {"alert-acknowledge", "data-error-answer"} else lambda: draft(city)
    known = {"tier": lambda: "at_risk", "case": lambda: city.cases[0], "number": number, "meeting": lambda: planned(city)}
    parts = {part: known[part]() for part in PARTS[url] if part in known} | ({"verb": "review"} if url == "plan-write" else {})
    return reverse(url, kwargs=parts | ({"copy": handed_out(int(parts["meeting"]))} if "copy" in PARTS[url] else {}))


def form(url: str, city: City) -> dict[str, str]:
    """What each door needs to be passed by whoever may."""
    forms = {
        "move": {"after": "looking"},
        "assign": {"picked": f"{city.cases[5]}:", "to": "caseworker", "once": NUMBER},
        "view-save": {"name": "毎朝見る"},
        "plan-write": {"note": "先月と変わりない", "once": NUMBER},
        "wish": {"wish": "new/attendance"},
        "data-error-answer": {"state": "stands"},
        "verdict": {"verdict": "agree", "reason": "reasons_hold"},
        "assessment-open": {"sheet": "home_v1"},
        "assessment-move": {"after": "withdrawn"},
        "meeting-members": {"name": "保育 しおり", "organisation": "保育課"},
        "meeting-move": {"after": "minutes"},
        "packet-order": {"form": secrets.token_hex(16), "return_by": "2024-05-01"},
        "packet-back": {"what": "destroyed"},
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


def answer(client: Client, row: dict[str, str], city: City) -> HttpResponse:
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
def test_whom_an_answer_shows_the_audit_names(
    row: dict[str, str], city: City, enter: Callable[[str], Client], cast: dict[str, Account]
) -> None:
    for role in ROLES:
        as_if_each_came_first(row, city, cast)
        response = answer(enter(role), row, city)
        if response.status_code == 200:
            number = response.wsgi_request.request_id
            named = {case for entry in AuditEntry.objects.filter(request_id=number) for case in entry.cases}
            assert shown_in(response, city) <= named, f"{role} saw somebody whom no row of the audit names"


def shown_in(response: HttpResponse, city: City) -> set[str]:
    """Children whose pseudonym, whole or short, or whose name is in the answer."""
    text = response.content.decode(errors="replace")
    names = {str(row["case"]): str(row["name"]) for row in city.tables["identities"]}
    by_name = {case for case, name in names.items() if name in text and Counter(names.values())[name] == 1}
    return by_name | {case for case in city.cases if case in text or CaseId(case).short in text}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["url"])
def test_nobody_gets_past_the_login(row: dict[str, str], city: City, cast: dict[str, Account]) -> None:
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
