"""Errors in the data go to the holder of the source, who answers within a clock; wished-for data is counted for the steward."""

import re
import secrets
from collections.abc import Callable

import pytest
from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action
from sukoyaka.office.web.models import AuditEntry, DataError, LifeFact, WishedData
from sukoyaka.records.ids import CaseId

NOTE = "佐藤さん本人に確認した"


@pytest.fixture
def reported(city: City, enter: Callable[[str], Client]) -> DataError:
    """A caseworker has reported that a weight is wrong."""
    fact = LifeFact.objects.filter(source="checkup_child").order_by("pk").first()
    assert fact is not None
    form = {"fact": str(fact.pk), "wrong": "wrong_value", "note": NOTE, "once": secrets.token_hex(16)}
    response = enter("caseworker").post(f"/children/{fact.case_id}/data-error/", form)
    assert response.status_code == 302
    return DataError.objects.get()


def test_the_report_is_routed_by_the_source_of_the_fact(reported: DataError) -> None:
    assert (reported.source, reported.holder, reported.code) == ("checkup_child", "健康増進課", "CHECKUP/4M/WEIGHT")
    assert (str(reported.reported_on), str(reported.due)) == ("2024-04-10", "2024-04-24")
    assert AuditEntry.objects.latest("pk").action == Action.REPORT_ERROR.value


def test_the_holder_sees_no_name_and_no_words_of_the_reporter(reported: DataError, city: City, enter: Callable[[str], Client]) -> None:
    text = enter("holder").get("/data-errors/").content.decode()
    assert CaseId(reported.case_id).short in text
    assert "CHECKUP/4M/WEIGHT" in text
    assert "値が違う" in text
    assert NOTE not in text
    assert reported.case_id not in text
    assert not [who for who in city.tables["identities"] if str(who["name"]) in text]
    assert AuditEntry.objects.latest("pk").cases == [reported.case_id]


def test_another_holder_sees_nothing(reported: DataError, city: City, enter: Callable[[str], Client]) -> None:
    DataError.objects.update(holder="窓口サービス課")
    holder = enter("holder")
    assert CaseId(reported.case_id).short not in holder.get("/data-errors/").content.decode()
    assert holder.post(f"/data-errors/{reported.pk}/", {"state": "stands"}).status_code == 403
    assert DataError.objects.get().state == "open"


def test_the_answer_reaches_who_reported_it(reported: DataError, enter: Callable[[str], Client]) -> None:
    holder = enter("holder")
    assert holder.post(f"/data-errors/{reported.pk}/", {"state": "corrected", "answer": "原票を確認して訂正した"}).status_code == 302
    assert holder.post(f"/data-errors/{reported.pk}/", {"state": "stands"}).status_code == 403, "answered once"
    client = enter("caseworker")
    assert "データ誤りの報告に回答があった" in client.get("/tasks/").content.decode()
    text = client.get(f"/children/{reported.case_id}/plan/").content.decode()
    assert "原票を確認して訂正した" in text
    assert "訂正した" in text


def test_an_answer_is_one_of_two(reported: DataError, enter: Callable[[str], Client]) -> None:
    assert enter("holder").post(f"/data-errors/{reported.pk}/", {"state": "open"}).status_code == 403
    assert enter("holder").post("/data-errors/424242/", {"state": "stands"}).status_code == 403


def test_the_steward_sees_all_and_answers_none(reported: DataError, enter: Callable[[str], Client]) -> None:
    text = enter("steward").get("/data-errors/").content.decode()
    assert CaseId(reported.case_id).short in text
    assert "回答する" not in text


def test_sent_twice_it_is_reported_once(city: City, enter: Callable[[str], Client]) -> None:
    form = {"source": "resident", "wrong": "missing", "once": secrets.token_hex(16)}
    for _ in range(2):
        enter("caseworker").post(f"/children/{city.cases[1]}/data-error/", form)
    assert DataError.objects.values_list("source", "holder", "code").get() == ("resident", "窓口サービス課", None)


def test_a_fact_of_another_child_is_not_there(city: City, enter: Callable[[str], Client]) -> None:
    fact = LifeFact.objects.filter(case=city.cases[1]).first()
    form = {"fact": str(fact.pk), "wrong": "wrong_day", "once": secrets.token_hex(16)}
    assert enter("caseworker").post(f"/children/{city.cases[2]}/data-error/", form).status_code == 422
    assert DataError.objects.count() == 0


def test_without_a_kind_it_is_refused_and_the_note_stays(city: City, enter: Callable[[str], Client]) -> None:
    form = {"source": "resident", "wrong": "", "note": NOTE, "once": secrets.token_hex(16)}
    response = enter("caseworker").post(f"/children/{city.cases[1]}/data-error/", form)
    assert response.status_code == 422
    assert NOTE in response.content.decode()


def test_every_fact_of_the_page_can_be_reported(city: City, enter: Callable[[str], Client]) -> None:
    text = enter("caseworker").get(f"/children/{city.cases[1]}/").content.decode()
    facts = {str(pk) for pk in LifeFact.objects.filter(case=city.cases[1]).values_list("pk", flat=True)}
    assert set(re.findall(r"data-error/\?fact=(\d+)", text)) == facts


def test_wishes_are_counted_by_child(city: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    for case in (city.cases[1], city.cases[1], city.cases[2]):
        assert client.post(f"/children/{case}/wish/", {"wish": "new/attendance"}).status_code == 302
    client.post(f"/children/{city.cases[1]}/wish/", {"wish": "checkup_child/weight"})
    assert WishedData.objects.count() == 3
    text = re.sub(r"<[^>]+>|\s+", " ", enter("steward").get("/wishes/").content.decode())
    assert re.search(r"台帳にないデータ\s+保育所・幼稚園の出欠\s+2 ", text)


def test_a_wish_is_chosen_never_written(city: City, enter: Callable[[str], Client]) -> None:
    assert enter("caseworker").post(f"/children/{city.cases[1]}/wish/", {"wish": "new/お母さんの職場"}).status_code == 403
    assert WishedData.objects.count() == 0
