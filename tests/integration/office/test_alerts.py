"""When a new determination arrives, whoever follows a child is told what changed about it."""

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from stage import office_parcels as stage

from sukoyaka.office.casework.alerts import Change
from sukoyaka.office.casework.events import Action
from sukoyaka.office.web.actions.receive import Office, receive_all
from sukoyaka.office.web.models import Account, Alert, AuditEntry, Case
from sukoyaka.records.ids import CaseId

MAY = date(2024, 5, 1)
FOLLOWED, LEFT, UNOWNED = 0, 5, 6


@pytest.fixture
def followed(city: stage.City, cast: dict[str, Account]) -> stage.City:
    """Two children whom the caseworker follows, and one that nobody has."""
    Case.objects.filter(pk__in=[city.cases[FOLLOWED], city.cases[LEFT]]).update(status="looking", assigned_to=cast["caseworker"])
    Case.objects.filter(pk=city.cases[UNOWNED]).update(status="watching")
    return city


def month_later(before: stage.City) -> stage.City:
    """The same lives a month on: the first child has moved and somebody called about it; another is on no list any more."""
    tables = {name: [dict(row) for row in rows if row.get("case") != before.cases[LEFT]] for name, rows in before.tables.items()}
    child, day = before.cases[FOLLOWED], date(2024, 4, 20)
    about = {"case": child, "member": child, "happened_on": day, "known_on": day + timedelta(days=2), "value": None}
    tables["life"] += [
        about | {"strand": "life", "code": "RESIDENCE/MOVE_WITHIN", "label": "転居", "source": "resident", "source_name": "住基"},
        about
        | {"strand": "concern", "code": "CONSULTATION/ABUSE", "label": "虐待相談の受付", "source": "consultation", "source_name": "相談"},
    ]
    run = dataclasses.replace(before.run, run_id="b" * 32, as_of=MAY, at_risk=before.run.at_risk - 1)
    return stage.City(tables, run)


@pytest.fixture
def told(followed: stage.City, deliver: Callable[..., Path], office: Office) -> stage.City:
    receive_all(deliver(month_later(followed), sequence=2), office, lambda _: None)
    return followed


def changes(case: str) -> set[str]:
    return set(Alert.objects.filter(case=case).values_list("change", flat=True))


def test_the_person_is_told_and_nobody_else(told: stage.City, cast: dict[str, Account]) -> None:
    assert changes(told.cases[FOLLOWED]) == {Change.MOVED, Change.CONCERN}
    assert changes(told.cases[LEFT]) == {Change.LEFT_LIST}
    assert set(Alert.objects.values_list("account__username", flat=True)) == {"caseworker"}
    assert Alert.objects.count() == 3, "of children that nobody follows nothing is told"


def test_it_is_on_home_and_on_the_page(told: stage.City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    text = client.get("/tasks/").content.decode()
    assert "住所・世帯の異動があった" in text
    assert "虐待相談の受付" in text
    left = client.get(f"/children/{told.cases[LEFT]}/plan/").content.decode()
    assert "この判定では一覧にない。安全を意味しない" in left
    assert CaseId(told.cases[LEFT]).short in left


def test_receiving_the_same_again_tells_nothing_new(told: stage.City, deliver: Callable[..., Path], office: Office, tmp_path: Path) -> None:
    receive_all(tmp_path / "medium-2", office, lambda _: None)
    assert Alert.objects.count() == 3


def test_a_late_medium_with_an_old_determination_tells_nothing(told: stage.City, deliver: Callable[..., Path], office: Office) -> None:
    old = dataclasses.replace(told.run, run_id="c" * 32, as_of=date(2024, 3, 1))
    receive_all(deliver(stage.City(told.tables, old), sequence=3), office, lambda _: None)
    assert Alert.objects.count() == 3


def test_acknowledging_with_a_note(told: stage.City, enter: Callable[[str], Client]) -> None:
    case, alert = told.cases[FOLLOWED], Alert.objects.filter(change=Change.MOVED.value).get()
    path, client = f"/children/{case}/alerts/{alert.pk}/", enter("caseworker")
    assert client.post(path, {"note": "転居先の保健師に連絡する"}).status_code == 302
    alert.refresh_from_db()
    assert (alert.acknowledged_by.username, alert.note) == ("caseworker", "転居先の保健師に連絡する")
    assert AuditEntry.objects.filter(action=Action.ACKNOWLEDGE_ALERT.value).get().cases == [case]
    assert "住所・世帯の異動があった" not in client.get("/tasks/").content.decode()
    assert client.post(path, {"note": "もう一度"}).status_code == 403
    alert.refresh_from_db()
    assert alert.note == "転居先の保健師に連絡する"


def test_an_alert_is_asked_for_with_its_own_child(told: stage.City, enter: Callable[[str], Client]) -> None:
    alert = Alert.objects.filter(change=Change.MOVED.value).get()
    assert enter("caseworker").post(f"/children/{told.cases[LEFT]}/alerts/{alert.pk}/", {}).status_code == 403


def test_what_waits_for_the_old_person_waits_for_the_new_one(told: stage.City, enter: Callable[[str], Client]) -> None:
    path = f"/children/{told.cases[FOLLOWED]}/plan/hand_over/"
    enter("caseworker").post(path, {"to": "chief", "note": "引き継ぎ", "once": "0" * 32})
    assert "虐待相談の受付" in enter("chief").get("/tasks/").content.decode()
    assert "虐待相談の受付" not in enter("caseworker").get("/tasks/").content.decode()


def test_a_child_that_nobody_has_is_the_chiefs(
    followed: stage.City, deliver: Callable[..., Path], office: Office, enter: Callable[[str], Client]
) -> None:
    later = month_later(followed)
    tables = {name: [row for row in rows if row.get("case") != followed.cases[UNOWNED]] for name, rows in later.tables.items()}
    run = dataclasses.replace(later.run, at_risk=later.run.at_risk - 1)
    receive_all(deliver(stage.City(tables, run), sequence=2), office, lambda _: None)
    short = CaseId(followed.cases[UNOWNED]).short
    assert short in enter("chief").get("/tasks/").content.decode()
    assert short not in enter("caseworker").get("/tasks/").content.decode()
