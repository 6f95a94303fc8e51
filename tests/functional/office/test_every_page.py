"""Every page of every role: nothing for axe to object to, nothing for the policy to refuse, no sideways scrolling."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import resolve

pytestmark = [pytest.mark.needs_browser, pytest.mark.needs_database]
Visitor = Any

PAGES = {
    "caseworker": [
        "/",
        "/worklist/support-needed/",
        "/worklist/at-risk/?page=2&sort=last_seen",
        "/children/{case}/",
        "/children/{case}/reveal/",
        "/children/{case}/chronology/",
        "/children/{case}/plan/",
        "/children/{case}/data-error/",
        "/tasks/",
        "/meetings/",
        "/meetings/new/",
        "/packets/",
        "/referrals/",
        "/referrals/new/",
        "/password/",
    ],
    "chief": ["/", "/audit/children/{case}/", "/tasks/?whose=all", "/worklist/support-needed/?over=1"],
    "steward": ["/", "/desk/", "/desk/districts/", "/worklist/at-risk/", "/sources/", "/data-errors/", "/wishes/"],
    "holder": ["/", "/sources/", "/data-errors/"],
    "analyst": ["/"],
    "auditor": ["/", "/audit/"],
}
IN_JOURNEYS = {  # screens that need somebody's work first: the journey that opens them and asks the same
    "login": "test_every_page.py",
    "second-factor": "test_guard_journey.py",
    "assessment": "test_assessment_journey.py",
    "meeting": "test_meeting_journey.py",
    "meeting-child": "test_meeting_journey.py",
    "meeting-minutes": "test_meeting_journey.py",
    "join": "test_referral_journey.py",
}
NO_SCREENS = {"alive", "packet-copy"}  # a word for a script; a PDF
DOORS = Path(__file__).parents[2] / "integration" / "office" / "doors.csv"
EVERY = [(role, path) for role, paths in PAGES.items() for path in paths]


def test_no_screen_is_left_out() -> None:
    with DOORS.open(newline="") as table:
        screens = {row["url"] for row in csv.DictReader(table) if row["method"] == "GET"}
    here = {resolve(path.format(case="0" * 32).partition("?")[0]).url_name for _, path in EVERY}
    assert here | set(IN_JOURNEYS) == screens - NO_SCREENS
    assert all(re.search(r"\.(axe|good)\(\)", (Path(__file__).parent / journey).read_text()) for journey in IN_JOURNEYS.values())


@pytest.mark.parametrize(("role", "path"), EVERY)
def test_a_page_is_for_everybody(role: str, path: str, visitor: Visitor) -> None:
    visitor.logs_in(role)
    visitor.goes(path.format(case=visitor.office.city.cases[0]))
    assert visitor.axe() == []
    assert visitor.complaints == []
    assert visitor.sideways() <= 0
    visitor.page.set_viewport_size({"width": 683, "height": 384})  # 200 %
    assert visitor.sideways() <= 0
    assert visitor.axe() == []


def test_the_login_is_for_everybody(visitor: Visitor) -> None:
    visitor.goes("/login/")
    assert visitor.axe() == []
    assert visitor.complaints == []


def test_reading_needs_no_script(browser: Any, office: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(office.address + "/login/")
    page.fill("#username", "caseworker")
    page.fill("#password", office.passwords["caseworker"])
    page.get_by_role("main").get_by_role("button", name="ログイン").click()
    page.goto(f"{office.address}/children/{office.city.cases[0]}/")
    assert "わからないこと" in page.inner_text("main")
    assert page.locator("svg.timeline__picture").count() == 1
    context.close()


def test_the_steward_reads_freshness(visitor: Visitor) -> None:
    visitor.logs_in("steward")
    visitor.goes("/sources/")
    assert "国保医療レセプト" in visitor.text()
    visitor.screenshot("sources")
