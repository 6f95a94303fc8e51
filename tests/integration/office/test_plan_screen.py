"""The plan of a case: goals, acts, the review; sent twice, changed by somebody else first, refused with what was typed kept."""

import re
import secrets
from collections.abc import Callable

import pytest
from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.web.models import AuditEntry, Case, Goal, PlanAct, Review

ACT = {"what": "保育所の利用を案内する", "due": "2024-04-24", "account": "caseworker"}


@pytest.fixture
def case(city: City, enter: Callable[[str], Client]) -> str:
    """A child whom the caseworker has begun to look at."""
    enter("caseworker").post(f"/children/{city.cases[1]}/move/", {"after": "looking"})
    return city.cases[1]


def write(client: Client, case: str, verb: str, once: str = "", **fields: str) -> int:
    body = {"once": once or secrets.token_hex(16)} | fields
    response = client.post(f"/children/{case}/plan/{verb}/", body)
    return response.status_code


def page(client: Client, case: str) -> str:
    return client.get(f"/children/{case}/plan/").content.decode()


def test_goal_and_act_with_their_people(case: str, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    assert write(client, case, "goal", text="健診につながる") == 302
    assert write(client, case, "act", **ACT, goal=str(Goal.objects.get().pk)) == 302
    act = PlanAct.objects.get()
    assert (act.organisation, act.person, act.goal.text) == ("健康福祉センター", "支援 さくら", "健診につながる")
    text = page(client, case)
    assert "保育所の利用を案内する" in text
    assert "あと10営業日" in text


def test_an_act_of_another_organisation(case: str, enter: Callable[[str], Client]) -> None:
    write(enter("caseworker"), case, "act", **ACT | {"account": "", "organisation": "汐見台保育園", "person": "園長"})
    assert PlanAct.objects.values_list("organisation", "person", "account").get() == ("汐見台保育園", "園長", None)


def test_sent_twice_it_is_there_once(case: str, enter: Callable[[str], Client]) -> None:
    client, once = enter("caseworker"), secrets.token_hex(16)
    assert [write(client, case, "act", once, **ACT) for _ in range(2)] == [302, 302]
    assert [write(client, case, "review", once, note="先月と変わりない") for _ in range(2)] == [302, 302]
    assert (PlanAct.objects.count(), Review.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(action=Action.ADD_ACT.value).count() == 1


def test_what_was_typed_stays_when_it_is_refused(case: str, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    response = client.post(f"/children/{case}/plan/act/", ACT | {"due": "2024-04-01", "once": secrets.token_hex(16)})
    text = response.content.decode()
    assert response.status_code == 422
    assert "期限が過去の日です" in text
    assert "保育所の利用を案内する" in text
    assert PlanAct.objects.count() == 0
    refused = AuditEntry.objects.filter(action=Action.ADD_ACT.value).get()
    assert (refused.outcome, refused.detail) == (Outcome.REFUSED.value, "期限が過去の日です")


def test_somebody_else_saved_first(case: str, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    write(client, case, "act", **ACT)
    act = PlanAct.objects.get()
    assert write(enter("chief"), case, "act_done", row=str(act.pk), version="0", done_on="2024-04-09", result="案内した") == 302
    assert write(client, case, "act_done", row=str(act.pk), version="0", done_on="2024-04-10", result="別のこと") == 422
    act.refresh_from_db()
    assert (act.result, str(act.done_on), act.done_by.username) == ("案内した", "2024-04-09", "chief")


def test_a_goal_is_reached(case: str, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    write(client, case, "goal", text="健診につながる")
    assert write(client, case, "goal_reached", row=str(Goal.objects.get().pk), version="0") == 302
    assert str(Goal.objects.get().reached_on) == "2024-04-10"


def test_a_row_of_another_child_is_not_there(case: str, city: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    write(client, case, "goal", text="健診につながる")
    client.post(f"/children/{city.cases[2]}/move/", {"after": "looking"})
    assert write(client, city.cases[2], "goal_reached", row=str(Goal.objects.get().pk), version="0") == 422
    assert write(client, city.cases[2], "goal_reached", row="1' OR 1=1", version="0") == 422


def test_before_it_is_taken_up_nothing_is_planned(city: City, enter: Callable[[str], Client]) -> None:
    assert write(enter("caseworker"), city.cases[3], "goal", text="健診につながる") == 422
    assert "確認に着手すると" in page(enter("caseworker"), city.cases[3])


def test_a_form_without_its_number_is_refused(case: str, enter: Callable[[str], Client]) -> None:
    assert write(enter("caseworker"), case, "goal", once="x", text="健診につながる") == 422


def test_a_verb_that_does_not_exist(case: str, enter: Callable[[str], Client]) -> None:
    assert write(enter("caseworker"), case, "forget") == 404


def test_the_look_is_in_the_audit_and_the_page_holds_no_name(case: str, city: City, enter: Callable[[str], Client]) -> None:
    text = page(enter("caseworker"), case)
    row = AuditEntry.objects.latest("pk")
    assert (row.action, row.cases) == (Action.SEE_PLAN.value, [case])
    assert not [who for who in city.tables["identities"] if str(who["name"]) in text]


def test_the_next_review_is_four_months_on(case: str, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    write(client, case, "review", note="先月と変わりない")
    assert "(2024-08-13)" in re.sub(r"<[^>]+>", "", page(client, case))  # August 10th is a Saturday, the 12th a holiday


def test_a_closed_case_is_not_planned_for(case: str, enter: Callable[[str], Client]) -> None:
    Case.objects.filter(pk=case).update(status="closed")
    assert write(enter("caseworker"), case, "act", **ACT) == 422


def test_it_is_quick(case: str, enter: Callable[[str], Client], statements: Callable[[Callable[[], object]], list[str]]) -> None:
    client = enter("caseworker")
    assert len(statements(lambda: page(client, case))) <= 18
