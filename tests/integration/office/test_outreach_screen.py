"""Logging attempts: what the worklist and the page make of them, and the next step that becomes due."""

import secrets
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.web.models import Account, Case, Outreach

CALL = {"channel": "phone", "attempted_on": "2024-04-09", "reached": "no", "next_step": "訪問する", "next_due": "2024-04-12"}
VISIT = {
    "channel": "visit",
    "attempted_on": "2024-04-10",
    "reached": "yes",
    "reaction": "accepted",
    "child_seen": "yes",
    "seen_by": "支援 さくら",
}


@pytest.fixture
def case(city: City, enter: Callable[[str], Client]) -> str:
    enter("caseworker").post(f"/children/{city.cases[5]}/move/", {"after": "looking"})  # nobody has recorded seeing this child
    return city.cases[5]


def log(client: Client, case: str, fields: dict[str, str]) -> int:
    return client.post(f"/children/{case}/plan/outreach/", fields | {"once": secrets.token_hex(16)}).status_code


def test_an_attempt_without_an_answer(case: str, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    assert log(client, case, CALL) == 302
    text = client.get(f"/children/{case}/plan/").content.decode()
    assert "会えない・つながらない" in text
    assert "訪問する" in text


def test_a_visit_feeds_the_last_day_the_child_was_seen(case: str, city: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    before = client.get(f"/children/{case}/plan/").content.decode()
    assert "0日前" not in before
    log(client, case, VISIT)
    assert "0日前" in client.get(f"/children/{case}/plan/").content.decode()
    row = client.get("/worklist/at-risk/?status=looking").content.decode()
    assert "2024-04-10" in row
    assert "記録なし" not in row


def test_a_telephone_call_sees_nobody(case: str, enter: Callable[[str], Client]) -> None:
    assert log(enter("caseworker"), case, VISIT | {"channel": "phone"}) == 422
    assert Outreach.objects.count() == 0


def test_a_refusal_needs_its_reason(case: str, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    assert log(client, case, VISIT | {"reaction": "refused"}) == 422
    assert log(client, case, VISIT | {"reaction": "refused", "refusal": "distrust"}) == 302
    assert "行政への不信" in client.get(f"/children/{case}/plan/").content.decode()


def test_a_next_step_is_a_task_until_it_is_done(case: str, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    log(client, case, CALL)
    assert "訪問する" in client.get("/tasks/").content.decode()
    row = str(Outreach.objects.get().pk)
    assert client.post(f"/children/{case}/plan/step_done/", {"row": row, "version": "0"}).status_code == 302
    assert "訪問する" not in client.get("/tasks/").content.decode()
    assert client.post(f"/children/{case}/plan/step_done/", {"row": row, "version": "0"}).status_code == 422


def test_the_database_holds_the_rules_too(case: str, cast: dict[str, Account]) -> None:
    about = {"case": Case.objects.get(pk=case), "by": cast["caseworker"], "at": "2024-04-10T00:00:00Z", "attempted_on": "2024-04-10"}
    for wrong in ({"channel": "fax"}, {"child_seen": True}, {"next_step": "訪問する"}):
        values = {"channel": "visit", "reached": True, "child_seen": False} | wrong
        with pytest.raises(IntegrityError), transaction.atomic():
            Outreach.objects.create(**about, **values, once=secrets.token_hex(16))
