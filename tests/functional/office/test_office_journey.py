"""From the login to a name and its trace, as a caseworker and an auditor walk it. Takes the screenshots of the documents."""

import re
from typing import Any

import pytest

from sukoyaka.records.ids import CaseId

pytestmark = [pytest.mark.needs_browser, pytest.mark.needs_database]
Visitor = Any


def identity(visitor: Visitor, number: int) -> dict[str, object]:
    city = visitor.office.city
    return next(row for row in city.tables["identities"] if row["case"] == city.cases[number])


def test_login_worklist_child_name_audit(visitor: Visitor) -> None:
    visitor.goes("/login/")
    visitor.screenshot("login")
    visitor.logs_in("caseworker")
    visitor.screenshot("home")
    visitor.page.get_by_role("link", name="一覧を開く").first.click()
    visitor.screenshot("worklist-support-needed")
    visitor.page.get_by_role("link", name="リスクあり").click()
    visitor.screenshot("worklist-at-risk")
    visitor.goes("/worklist/support-needed/")
    case, who = visitor.office.city.cases[2], identity(visitor, 2)
    visitor.page.get_by_role("link", name=CaseId(case).short).click()
    assert str(who["name"]) not in visitor.text()
    visitor.screenshot("child", whole=True)
    visitor.page.get_by_role("link", name="氏名を表示する").click()
    visitor.screenshot("reveal")
    visitor.page.go_back()
    visitor.asks_for_the_name()
    assert str(who["name"]) in visitor.text()
    assert str(who["kana"]) in visitor.text()
    assert str(who["address"]) in visitor.text()
    visitor.screenshot("child-named")
    visitor.page.emulate_media(media="print")
    visitor.page.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 dpi
    visitor.screenshot("child-print", whole=True)
    visitor.page.emulate_media(media="screen")
    visitor.page.set_viewport_size({"width": 1366, "height": 768})
    visitor.page.get_by_role("button", name="氏名を隠す").click()
    assert str(who["name"]) not in visitor.text()
    visitor.logs_out()
    visitor.logs_in("auditor")
    visitor.goes(f"/audit/?case={CaseId(case).short}")
    trail = visitor.text()
    for trace in (
        "複合化（氏名の表示）",
        "氏名表示の申出",
        "氏名表示の終了",
        "家庭訪問の前に連絡先を確かめるため",
        "支援実施",
        "健康福祉センター",
    ):
        assert trace in trail
    assert str(who["name"]) not in trail
    visitor.screenshot("audit")
    assert visitor.complaints == []


def test_under_a_protective_measure_no_address(visitor: Visitor) -> None:
    visitor.logs_in("chief")
    visitor.goes(f"/children/{visitor.office.city.cases[0]}/")
    visitor.asks_for_the_name(purpose="見守り")
    assert "支援措置の対象です" in visitor.text()
    assert "〒" not in visitor.text()
    visitor.screenshot("child-protected")


def test_a_case_is_taken_up_and_decided(visitor: Visitor) -> None:
    visitor.logs_in("caseworker")
    visitor.goes(f"/children/{visitor.office.city.cases[3]}/")
    visitor.page.get_by_role("button", name="自分が確認を始める").click()
    assert "状態を変更しました" in visitor.text()
    visitor.page.get_by_label("次の状態").select_option("検討会へ")
    visitor.page.get_by_label("判断の理由").fill("保育園から新しい情報があった")
    visitor.page.get_by_role("button", name="状態を変える").click()
    assert "確認中 → 検討会へ" in visitor.text()
    assert "保育園から新しい情報があった" in visitor.text()
    assert visitor.complaints == []


def test_the_keyboard_is_enough(visitor: Visitor) -> None:
    visitor.logs_in("caseworker")
    visitor.goes("/worklist/at-risk/")
    for key in ("j", "j", "k", "Enter"):
        visitor.page.keyboard.press(key)
    visitor.page.wait_for_url(re.compile("/children/"))
    assert visitor.office.city.cases[4] in visitor.page.url


def test_in_english(visitor: Visitor) -> None:
    visitor.logs_in("caseworker")
    visitor.goes(f"/children/{visitor.office.city.cases[1]}/")
    visitor.page.get_by_role("button", name="English").click()
    assert "Why this child is listed" in visitor.text()
    visitor.screenshot("child-english", whole=True)
    visitor.page.get_by_role("button", name="日本語").click()
    assert "なぜ一覧にあるか" in visitor.text()
