"""A case for a child that no list named, as a caseworker takes in a report: search, entry by hand, the case, its task."""

from typing import Any

import pytest

pytestmark = [pytest.mark.needs_browser, pytest.mark.needs_database]
Visitor = Any


def searches(visitor: Visitor, name: str, years: str = "") -> None:
    page = visitor.page
    visitor.logs_in("caseworker")
    page.get_by_role("link", name="通告・相談を受け付ける").click()
    page.get_by_label("通告・緊急対応").check()
    page.get_by_label("検索する理由").fill("保育所からの通告を受け付けるため")
    page.get_by_label("こどもの氏名かフリガナ").fill(name)
    page.get_by_label("およその年齢").select_option(years)
    page.get_by_role("button", name="記録して探す").click()


def test_a_report_about_a_child_that_no_delivery_named(visitor: Visitor) -> None:
    searches(visitor, "かわせみ ひなた", "2")
    page = visitor.page
    assert "届いている氏名情報の中にいません" in visitor.text()
    page.get_by_label("氏名を手で入れて、ケースを開く").check()
    page.get_by_label("氏名", exact=True).fill("川瀬見 ひなた")
    page.locator("#new-birth").fill("2021-11-03")
    page.get_by_label("性別").select_option("女")
    page.get_by_label("通告", exact=True).check()
    page.get_by_label("だれから").select_option("保育所・幼稚園など")
    page.get_by_label("何を聞いたか").fill("腕に新しいあざがある。迎えのときの様子が落ち着かない")
    visitor.good()
    visitor.screenshot("referral-new", whole=True)
    page.get_by_role("button", name="受け付けてケースを開く").click()
    assert "川瀬見 ひなた" in visitor.text()
    assert "どの判定の一覧にもないこどもです" in visitor.text()
    visitor.good()
    visitor.screenshot("referral-case", whole=True)
    visitor.goes(visitor.page.url.removeprefix(visitor.office.address) + "join/")
    assert "届いた氏名情報を探す" in visitor.text()
    visitor.good()
    visitor.goes("/tasks/")
    assert "こどもの安全を確認する（通告から48時間）" in visitor.text()
    visitor.goes("/referrals/")
    assert "氏名は手入力" in visitor.text()
    visitor.good()
    visitor.screenshot("referrals")


def test_a_family_name_alone_shows_nobody(visitor: Visitor) -> None:
    searches(visitor, "サトウ")
    assert "届いている氏名情報の中にいません" in visitor.text()
    assert "サトウ" not in visitor.text()


def test_the_steward_has_no_such_door(visitor: Visitor) -> None:
    visitor.logs_in("steward")
    assert visitor.page.get_by_role("link", name="通告・相談を受け付ける").count() == 0
    visitor.goes("/referrals/new/")
    assert "この役割では、この操作は認められていません" in visitor.text()


def test_at_twice_the_size_nothing_is_cut_off(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 683, "height": 384})
    searches(visitor, "サトウ レン", "3")
    visitor.good()
