"""Writing, losing the session, colliding, approving an assessment: as people do it in a browser."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.needs_browser, pytest.mark.needs_database]
Visitor = Any
Fresh = Callable[[int], str]


def begins(visitor: Visitor, case: str, sheet: str = "緊急度アセスメントシート") -> None:
    visitor.goes(f"/children/{case}/")
    visitor.page.get_by_role("button", name=f"{sheet}を書く").click()


def answers(visitor: Visitor, item: str, found: str) -> None:
    visitor.page.locator(f"[data-item={item}]").locator("label.item__choice", has_text=found).click()


def test_from_the_first_word_to_the_approved_document(visitor: Visitor, fresh: Fresh) -> None:
    page, case = visitor.page, fresh(2)
    visitor.logs_in("caseworker")
    begins(visitor, case)
    answers(visitor, "E52", "あり")
    page.fill("[name=E52-text]", "昨年から3回の相談。きょうだいについても相談歴がある。")
    page.locator("[data-item=E52] select[name=E52-frequency]").select_option("repeated")
    page.get_by_role("button", name="1番を根拠に加える", exact=True).click()
    page.get_by_role("button", name="3番を根拠に加える", exact=True).click()
    assert page.input_value("[name=E52-evidence]") == "1, 3"
    answers(visitor, "E72", "疑い")
    page.fill("[name=E72-text]", "産後の疲れを訴える。")
    visitor.screenshot("assessment-write")
    assert visitor.axe() == []
    page.get_by_label("中度", exact=True).check()
    page.get_by_label("支援必要", exact=True).check()
    page.fill("#summary", "家庭訪問で母子の様子を確かめた。祖母の協力があり、今すぐの危険はない。相談を続ける。")
    page.get_by_role("button", name="承認に出す").click()
    assert "アセスメントを承認に出しました" in visitor.text()
    assert "きょうだいについても" in visitor.text()
    assert page.get_by_role("button", name="承認する").count() == 0
    visitor.logs_out()
    visitor.logs_in("chief")
    visitor.goes(f"/children/{case}/")
    page.get_by_role("link", name="緊急度アセスメントシート").first.click()
    assert visitor.axe() == []
    page.get_by_role("button", name="承認する").click()
    assert "以後は追記だけができます" in visitor.text()
    page.get_by_label("追記の内容").fill("保育所から、欠席が続いていると連絡があった。")
    page.get_by_role("button", name="追記する").click()
    visitor.screenshot("assessment-approved", whole=True)
    assert visitor.axe() == []
    assert visitor.complaints == []


def test_it_saves_itself(visitor: Visitor, fresh: Fresh) -> None:
    page = visitor.page
    page.clock.install()
    visitor.logs_in("caseworker")
    begins(visitor, fresh(3))
    answers(visitor, "E21", "疑い")
    page.fill("[name=E21-text]", "ことばの記録")
    page.clock.run_for(11_000)
    page.locator("[data-saved]", has_text="自動保存しました").wait_for()
    assert page.inner_text("[data-guide-level]") == "最重度"
    page.reload()
    assert page.input_value("[name=E21-text]") == "ことばの記録"
    assert visitor.complaints == []


def test_a_lost_session_keeps_the_words(visitor: Visitor, fresh: Fresh) -> None:
    page = visitor.page
    page.clock.install()
    visitor.logs_in("caseworker")
    begins(visitor, fresh(4))
    page.fill("#summary", "長く書いた所見")
    page.context.clear_cookies(name="sessionid")
    page.clock.run_for(11_000)
    trouble = page.locator("[data-trouble]")
    trouble.wait_for(state="visible")
    assert "ログインの有効時間が切れました" in trouble.inner_text()
    assert page.input_value("#summary") == "長く書いた所見"
    assert visitor.axe() == []
    page.get_by_role("button", name="続ける").click()
    page.fill("#username", "caseworker")
    page.fill("#password", visitor.office.passwords["caseworker"])
    page.get_by_role("main").get_by_role("button", name="ログイン").click()
    assert "長く書いた所見" in visitor.text()
    assert visitor.axe() == []
    visitor.screenshot("kept-words")
    page.get_by_role("button", name="保存して続ける").click()
    assert page.input_value("#summary") == "長く書いた所見"


def test_two_windows_collide_and_nothing_is_lost(visitor: Visitor, fresh: Fresh) -> None:
    page = visitor.page
    visitor.logs_in("caseworker")
    begins(visitor, fresh(5), "在宅支援アセスメントシート")
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("#summary", "先に保存した所見")
    other.get_by_role("button", name="保存する", exact=True).click()
    answers(visitor, "C07", "あり")
    page.fill("[name=C07-text]", "後から書いた様子")
    page.get_by_role("button", name="保存する", exact=True).click()
    assert "ほかの人が先に保存しました" in visitor.text()
    assert "先に保存した所見" in visitor.text()
    assert page.input_value("[name=C07-text]") == "後から書いた様子"
    assert visitor.axe() == []
    page.fill("#summary", "先に保存した所見と合わせた")
    page.get_by_role("button", name="保存する", exact=True).click()
    assert "アセスメントを保存しました" in visitor.text()


@pytest.mark.parametrize(("answer", "reason"), [("同意", "示された事実から妥当"), ("異なる判断", "すでに支援につながっている")])
def test_agreeing_and_disagreeing_cost_two_clicks(answer: str, reason: str, visitor: Visitor, fresh: Fresh) -> None:
    visitor.logs_in("caseworker")
    visitor.goes(f"/children/{fresh(6)}/")
    visitor.page.locator("label.verdict__label", has_text=answer).click()
    if answer == "異なる判断":
        visitor.page.locator(".verdict").scroll_into_view_if_needed()
        visitor.screenshot("verdict")
    assert visitor.axe() == []
    visitor.page.get_by_role("button", name=reason).click()
    assert reason in visitor.page.inner_text(".verdict .moves")


def test_it_is_written_without_script(browser: Any, office: Any, fresh: Fresh) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(office.address + "/login/")
    page.fill("#username", "caseworker")
    page.fill("#password", office.passwords["caseworker"])
    page.get_by_role("main").get_by_role("button", name="ログイン").click()
    page.goto(f"{office.address}/children/{fresh(7)}/")
    page.get_by_role("button", name="在宅支援アセスメントシートを書く").click()
    page.locator("[data-item=C07]").locator("label.item__choice", has_text="あり").click()
    page.fill("[name=C07-text]", "スクリプトなしで書く")
    page.fill("[name=C07-evidence]", "2")
    page.get_by_role("button", name="保存する", exact=True).click()
    assert page.input_value("[name=C07-evidence]") == "2"
    context.close()


@pytest.mark.parametrize("role", ["steward", "holder", "analyst", "auditor"])
def test_the_others_are_refused(role: str, visitor: Visitor, fresh: Fresh) -> None:
    visitor.logs_in("caseworker")
    begins(visitor, fresh(8))
    path = visitor.page.url.removeprefix(visitor.office.address)
    visitor.logs_out()
    visitor.logs_in(role)
    visitor.goes(path)
    assert "この役割では、この操作は認められていません" in visitor.text()
