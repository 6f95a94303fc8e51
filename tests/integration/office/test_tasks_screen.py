"""今日のこと: what is due for whom, and what is overdue anywhere for the chief. Nothing is kept by hand."""

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action
from sukoyaka.office.web.models import Account, AuditEntry, Case, Move
from sukoyaka.records.ids import CaseId


@pytest.fixture
def mine(city: City, cast: dict[str, Account]) -> str:
    """A child of 支援必要 whom the caseworker took up on March 18th: ten business days are over on April 2nd."""
    case = Case.objects.get(pk=city.cases[0])
    case.status, case.assigned_to = "looking", cast["caseworker"]
    case.save()
    Move.objects.create(case=case, before="new", after="looking", by=cast["caseworker"], at=datetime(2024, 3, 18, 3, tzinfo=UTC))
    return city.cases[0]


def tasks(client: Client, words: str = "") -> str:
    return client.get(f"/tasks/{words}").content.decode()


def test_a_step_that_is_over_its_business_days(mine: str, enter: Callable[[str], Client]) -> None:
    text = tasks(enter("caseworker"))
    assert CaseId(mine).short in text
    assert "6営業日超過" in text
    assert "確認して次を決める" in text


def test_the_clock_runs_on_the_offices_day(city: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    client.post(f"/children/{city.cases[0]}/move/", {"after": "looking"})
    assert "あと10営業日" in client.get("/worklist/support-needed/").content.decode(), "from April 10th, whatever the real day"


def test_taking_the_step_takes_the_task_away(mine: str, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    client.post(f"/children/{mine}/move/", {"after": "watching", "note": "家庭の協力が得られた"})
    assert "確認して次を決める" not in tasks(client)


def test_nobody_sees_anothers_tasks_but_the_chief_who_asks(mine: str, enter: Callable[[str], Client]) -> None:
    chief = enter("chief")
    assert CaseId(mine).short not in tasks(chief)
    assert CaseId(mine).short in tasks(chief, "?whose=all")
    enter("chief").post(f"/children/{mine}/plan/hand_over/", {"to": "chief", "note": "引き取る", "once": secrets.token_hex(16)})
    assert CaseId(mine).short not in tasks(enter("caseworker"), "?whose=all"), "the words of an address give nothing"


def test_an_act_is_due_for_whoever_does_it(mine: str, enter: Callable[[str], Client]) -> None:
    act = {"what": "会議の日程を決める", "due": "2024-04-12", "account": "chief", "once": secrets.token_hex(16)}
    enter("caseworker").post(f"/children/{mine}/plan/act/", act)
    assert "会議の日程を決める" in tasks(enter("chief"))
    assert "会議の日程を決める" not in tasks(enter("caseworker"))


def test_an_act_of_another_organisation_is_watched_by_who_has_the_case(mine: str, enter: Callable[[str], Client]) -> None:
    act = {"what": "園での様子を聞く", "due": "2024-04-12", "account": "", "organisation": "保育園", "once": secrets.token_hex(16)}
    enter("caseworker").post(f"/children/{mine}/plan/act/", act)
    assert "園での様子を聞く" in tasks(enter("caseworker"))


def test_home_tells_what_comes_first(mine: str, enter: Callable[[str], Client]) -> None:
    text = enter("caseworker").get("/").content.decode()
    assert "今日のこと" in text
    assert "6営業日超過" in text
    row = AuditEntry.objects.filter(action=Action.SEE_TASKS.value).latest("pk")
    assert row.cases == [mine]


def test_home_of_others_has_no_tasks(mine: str, enter: Callable[[str], Client]) -> None:
    for role in ("steward", "holder", "analyst", "auditor"):
        assert "営業日" not in enter(role).get("/").content.decode()


def test_the_chief_is_told_of_overdue_work_by_person(mine: str, enter: Callable[[str], Client]) -> None:
    text = enter("chief").get("/").content.decode()
    assert "担当ごとの期限超過" in text
    assert "支援 さくら: 1件" in text.replace("\n", "")


def test_and_of_children_nobody_has_looked_at(city: City, enter: Callable[[str], Client]) -> None:
    Case.objects.filter(pk__in=city.cases[1:3]).update(waiting_since=date(2024, 4, 8))
    waiting = enter("chief").get("/").content.decode()
    assert "期限までに確認されていないこども: 2人" in waiting, "since April 1st they are over, since April 8th not"
    assert "期限までに確認されていないこども" not in enter("caseworker").get("/").content.decode()


def test_tasks_of_a_hundred_cases_take_no_more_queries(
    mine: str, city: City, cast: dict[str, Account], enter: Callable[[str], Client], statements: Callable[[Callable[[], object]], list[str]]
) -> None:
    client = enter("caseworker")
    few = len(statements(lambda: tasks(client)))
    Case.objects.filter(pk__in=city.cases[4:60]).update(status="looking", assigned_to=cast["caseworker"])
    assert len(statements(lambda: tasks(client))) <= few + 1
