"""A child's plan from taking up to handing over, as a caseworker, a chief and a holder of data walk it."""

import re
from typing import Any

import pytest

from sukoyaka.records.ids import CaseId

pytestmark = [pytest.mark.needs_browser, pytest.mark.needs_database]
Visitor = Any


def test_taken_up_planned_reached_and_reviewed(visitor: Visitor) -> None:
    case, page = visitor.office.city.cases[20], visitor.page
    visitor.logs_in("caseworker")
    visitor.goes(f"/children/{case}/")
    page.get_by_role("button", name="自分が確認を始める").click()
    page.get_by_role("link", name="支援計画・働きかけ").click()
    page.get_by_label("新しい目標").fill("1歳6か月児健診につながる")
    page.get_by_role("button", name="目標を加える").click()
    page.get_by_text("支援を加える").click()
    page.get_by_label("すること").fill("健診の日程を案内し、同行する")
    page.get_by_label("期限", exact=False).first.fill("2024-04-12")
    page.get_by_role("button", name="計画に加える").click()
    assert "健診の日程を案内し、同行する" in visitor.text()
    page.get_by_label("訪問", exact=True).check()
    page.get_by_label("働きかけた日").fill("2024-04-10")
    page.get_by_label("結果", exact=True).select_option("会えた・話せた")
    page.get_by_role("button", name="働きかけを記録する").click()
    assert "反応を選んでください" in visitor.text(), "what is missing is said"
    assert len(visitor.complaints) == 1, "the browser itself notes the answer 422"
    visitor.complaints.clear()
    page.get_by_label("反応（会えた・話せたとき）").select_option("受け入れられた")
    page.get_by_label("こどもの姿を確認した").check()
    page.get_by_label("こどもを確認した人").fill("支援 さくら")
    page.get_by_label("次の手", exact=True).fill("電話で健診の予約を確かめる")
    page.get_by_label("次の手の期限").fill("2024-04-17")
    page.get_by_role("button", name="働きかけを記録する").click()
    assert "0日前" in visitor.text()
    page.get_by_label("見直しの結果").fill("母の体調がよい。今の支援を続ける")
    page.get_by_role("button", name="見直しを記録する").click()
    visitor.good()
    visitor.screenshot("plan", whole=True)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 dpi
    visitor.screenshot("plan-print", whole=True)
    assert not page.get_by_role("button", name="働きかけを記録する").is_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1366, "height": 768})
    visitor.goes("/")
    assert "電話で健診の予約を確かめる" in visitor.text()
    visitor.good()
    visitor.screenshot("today-home")
    visitor.goes("/tasks/")
    assert CaseId(case).short in visitor.text()
    visitor.good()
    visitor.screenshot("today", whole=True)


def test_an_act_is_finished_and_a_double_click_makes_one(visitor: Visitor) -> None:
    case, page = visitor.office.city.cases[21], visitor.page
    visitor.logs_in("caseworker")
    visitor.goes(f"/children/{case}/")
    page.get_by_role("button", name="自分が確認を始める").click()
    visitor.goes(f"/children/{case}/plan/")
    page.get_by_label("新しい目標").fill("保育所につながる")
    page.get_by_role("button", name="目標を加える").dblclick()
    page.get_by_text("目標を記録しました").wait_for()
    assert page.locator(".goals__text").all_inner_texts() == ["保育所につながる"]
    page.get_by_text("支援を加える").click()
    page.get_by_label("すること").fill("申込書を届ける")
    page.get_by_label("期限", exact=False).first.fill("2024-04-30")
    page.get_by_role("button", name="計画に加える").click()
    page.get_by_text("実施を記録する").click()
    page.get_by_role("button", name="実施済みにする").click()
    assert "✓ 2024-04-10" in visitor.text()
    assert visitor.complaints == []


def test_the_chief_assigns_many_by_keyboard_and_keeps_the_filters(visitor: Visitor) -> None:
    page = visitor.page
    visitor.logs_in("chief")
    visitor.goes("/worklist/at-risk/?sort=waiting&status=new")
    for key in ("j", "x", "j", "j", "x"):
        page.keyboard.press(key)
    picked = page.locator("input.pick:checked")
    assert picked.count() == 2
    page.get_by_label("選んだこどもの担当", exact=True).select_option(label="健康福祉センター 支援 さくら")
    page.get_by_role("button", name="担当にする").click()
    assert "担当を決めました" in visitor.text()
    page.get_by_text("この条件を保存する").click()
    page.get_by_label("条件の名前").fill("未着手を古い順に")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="未着手を古い順に").click()
    assert re.search(r"status=new&sort=waiting", page.url)
    visitor.good()
    visitor.screenshot("worklist-assign")


def test_an_error_in_the_data_reaches_its_holder_and_comes_back(visitor: Visitor) -> None:
    case, page = visitor.office.city.cases[22], visitor.page
    visitor.logs_in("caseworker")
    visitor.goes(f"/children/{case}/")
    page.get_by_text("表で読む（").click()
    page.get_by_role("row").filter(has_text="小児健診").first.get_by_role("link", name="誤りを伝える").click()
    page.get_by_label("値が違う").check()
    visitor.good()
    visitor.screenshot("data-error")
    page.get_by_role("button", name="保有課に送る").click()
    assert "データの保有課に送りました" in visitor.text()
    page.get_by_role("link", name="データの誤り・あればよかったデータを伝える").click()
    page.get_by_label("データ", exact=True).last.select_option(label="保育所・幼稚園の出欠")
    page.get_by_role("button", name="伝える", exact=True).click()
    visitor.logs_out()
    visitor.logs_in("holder")
    page.get_by_role("link", name="データの誤り").click()
    assert CaseId(case).short in visitor.text()
    visitor.good()
    visitor.screenshot("data-desk")
    page.get_by_label("回答", exact=True).select_option(label="訂正した")
    page.get_by_role("button", name="回答する").click()
    assert "回答を記録しました" in visitor.text()
    visitor.good()
    visitor.logs_out()
    visitor.logs_in("steward")
    page.get_by_role("link", name="ほしいデータ").click()
    assert "保育所・幼稚園の出欠" in visitor.text()
    visitor.good()
    visitor.screenshot("wishes")


@pytest.mark.parametrize(
    ("role", "path"),
    [("steward", "/children/{case}/plan/"), ("holder", "/tasks/"), ("caseworker", "/wishes/"), ("auditor", "/data-errors/")],
)
def test_others_are_refused_with_the_reason(role: str, path: str, visitor: Visitor) -> None:
    visitor.logs_in(role)
    visitor.goes(path.format(case=visitor.office.city.cases[20]))
    assert "この役割では、この操作は認められていません" in visitor.text()
    assert visitor.axe() == []


def test_the_command_seals_a_parcel_without_a_name(visitor: Visitor, tmp_path: Any) -> None:
    done = visitor.office.command("office", "feedback", "--out", str(tmp_path / "out"), "--as-of", "2027-01-01", "--json")
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "out").glob("feedback-*.parcel"))
    names = {str(who["name"]) for who in visitor.office.city.tables["identities"]}
    assert not [name for name in names if name in done.stdout + done.stderr]


def test_plan_in_english(visitor: Visitor) -> None:
    visitor.logs_in("caseworker")
    visitor.goes(f"/children/{visitor.office.city.cases[20]}/plan/")
    visitor.page.get_by_role("button", name="English").click()
    assert "Outreach (push support)" in visitor.text()
    visitor.good()
    visitor.screenshot("plan-english", whole=True)
    visitor.page.get_by_role("button", name="日本語").click()
