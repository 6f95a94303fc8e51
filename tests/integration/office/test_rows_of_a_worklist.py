"""A row of a worklist that was drawn before tells what is true now."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.web.models import Account, Case, Listing, Outreach, Reason
from sukoyaka.office.web.views import rows
from sukoyaka.records.ids import CaseId

SUPPORT = "/worklist/support-needed/"


def row_of(client: Client, case: str) -> str:
    page = client.get(SUPPORT).content.decode()
    return next(row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if CaseId(case).short in row)


@pytest.fixture
def seen_once(city: City, enter: Callable[[str], Client]) -> Client:
    """Somebody who has the list on the screen already."""
    client = enter("caseworker")
    client.get(SUPPORT)
    return client


def test_the_state_and_the_owner(seen_once: Client, city: City, cast: dict[str, Account]) -> None:
    assert "確認中" not in row_of(seen_once, city.cases[0])
    Case.objects.filter(pk=city.cases[0]).update(status="looking", assigned_to=cast["chief"])
    row = row_of(seen_once, city.cases[0])
    assert "確認中" in row
    assert cast["chief"].name in row


def test_what_is_picked_says_who_had_the_case(city: City, enter: Callable[[str], Client], cast: dict[str, Account]) -> None:
    chief, case = enter("chief"), city.cases[0]
    assert f'value="{case}:"' in row_of(chief, case)
    Case.objects.filter(pk=case).update(status="looking", assigned_to=cast["caseworker"])
    assert f'value="{case}:caseworker"' in row_of(chief, case)


def test_the_day_somebody_saw_the_child(seen_once: Client, city: City, cast: dict[str, Account]) -> None:
    seen = {"channel": "visit", "attempted_on": date(2024, 4, 9), "reached": True, "child_seen": True, "seen_by": "担当"}
    Outreach.objects.create(case_id=city.cases[0], by=cast["chief"], at="2024-04-09T01:00Z", once="7" * 32, **seen)
    assert "2024-04-09" in row_of(seen_once, city.cases[0])


def test_another_day(seen_once: Client, city: City, settings: object) -> None:
    before = row_of(seen_once, city.cases[0])
    settings.FIXED_DAY = date(2024, 4, 30)  # type: ignore[attr-defined]  # pytest-django's wrapper
    assert row_of(seen_once, city.cases[0]) != before


def test_another_language(seen_once: Client, city: City) -> None:
    seen_once.cookies["language"] = "en"
    assert ">New<" in row_of(seen_once, city.cases[0])


@pytest.mark.usefixtures("seen_once")
def test_somebody_who_may_not_open_a_child_gets_no_link(city: City, enter: Callable[[str], Client]) -> None:
    assert "href" not in row_of(enter("steward"), city.cases[0])


def test_what_the_data_says_is_escaped(city: City, enter: Callable[[str], Client]) -> None:
    rows._drawn.clear()
    Reason.objects.filter(case=city.cases[0]).update(asks="<script>alert(1)</script>")
    Listing.objects.filter(case=city.cases[0]).update(town="<b>")
    row = row_of(enter("caseworker"), city.cases[0])
    assert "<script>" not in row
    assert "<b>" not in row
    rows._drawn.clear()


def test_no_more_rows_are_remembered_than_there_is_room_for(seen_once: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "REMEMBERED", 3)
    rows._drawn.clear()
    seen_once.get(SUPPORT)
    assert len(rows._drawn) == 3
    rows._drawn.clear()
