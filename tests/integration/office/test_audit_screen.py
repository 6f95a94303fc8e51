"""The auditor sees every look; a child's access log answers who looked at it."""

from collections.abc import Callable

from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action
from sukoyaka.office.web.models import AuditEntry
from sukoyaka.records.ids import CaseId


def test_filters_by_child_and_person(city: City, enter: Callable[[str], Client]) -> None:
    one, two = city.cases[:2]
    enter("caseworker").get(f"/children/{one}/")
    enter("chief").get(f"/children/{two}/")
    text = enter("auditor").get("/audit/", {"case": CaseId(one).short}).content.decode()
    assert CaseId(one).short in text
    assert CaseId(two).short not in text
    by_person = enter("auditor").get("/audit/", {"username": "chief", "case": two}).content.decode()
    assert "1件" in by_person


def test_looking_at_the_audit_is_in_the_audit(city: City, enter: Callable[[str], Client]) -> None:
    enter("auditor").get("/audit/", {"outcome": "refused"})
    row = AuditEntry.objects.latest("pk")
    assert (row.action, row.detail) == (Action.SEE_AUDIT.value, "outcome=refused")


def test_the_access_log_has_lists_too(city: City, enter: Callable[[str], Client]) -> None:
    case = city.cases[0]
    enter("steward").get("/worklist/support-needed/")
    enter("caseworker").get(f"/children/{case}/")
    text = enter("chief").get(f"/audit/children/{case}/").content.decode()
    assert "一覧の閲覧" in text
    assert "こどもの画面の閲覧" in text
    assert "2件" in text


def test_wild_cards_find_nothing_special(city: City, enter: Callable[[str], Client]) -> None:
    assert enter("auditor").get("/audit/", {"case": "%' OR 1=1 --"}).status_code == 200
