"""Getting in and being away: the second factor in a browser, and a screen that covers itself with the draft kept."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django_otp.oath import TOTP

REASON = "家庭訪問の前に連絡先を確かめるため"


@pytest.fixture
def with_second_factor(office: Any) -> Iterator[dict[str, str]]:
    """Passwords of accounts that must enrol; afterwards they are as before."""
    accounts = json.loads(office.command("office", "accounts", "demo", "--demo", "--json").stdout)["accounts"]
    yield {account["username"]: account["password"] for account in accounts}
    renewed = json.loads(office.command("office", "accounts", "demo", "--without-second-factor", "--json").stdout)["accounts"]
    office.passwords.update({account["username"]: account["password"] for account in renewed})


def code_of(secret: str) -> str:
    generator = TOTP(base64.b32decode(secret.replace(" ", "")))
    generator.time = time.time()
    return f"{generator.token():06d}"


def test_an_authenticator_is_set_up_at_the_first_login(visitor: Any, with_second_factor: dict[str, str]) -> None:
    visitor.logs_in("auditor", with_second_factor["auditor"])
    assert "認証アプリの登録" in visitor.text()
    assert visitor.page.locator(".qr svg").is_visible()
    assert visitor.axe() == []
    secret = visitor.page.inner_text("main code")
    visitor.page.fill("#code", "000000")
    visitor.page.get_by_role("button", name="確認する").click()
    assert "確認コードが違います" in visitor.text()
    visitor.page.fill("#code", code_of(secret))
    visitor.page.get_by_role("button", name="確認する").click()
    assert visitor.page.locator("main li code").count() == 8
    assert visitor.axe() == []
    visitor.page.get_by_role("link", name="保管した。始める").click()
    assert "監査" in visitor.text()
    assert [words for words in visitor.complaints if "403" not in words] == []


def test_an_unused_screen_covers_itself_and_keeps_the_draft(visitor: Any, fresh: Callable[[int], str]) -> None:
    visitor.page.clock.install()
    visitor.logs_in("caseworker")
    visitor.goes(f"/children/{fresh(9)}/reveal/")
    visitor.page.get_by_label("理由").fill(REASON)
    visitor.page.clock.fast_forward("13:05")
    assert visitor.page.get_by_text("まもなく画面を閉じます").is_visible()
    visitor.page.clock.fast_forward("02:05")
    visitor.page.get_by_text("画面を隠しました").wait_for()
    visitor.page.keyboard.press("Escape")
    assert visitor.page.get_by_text("画面を隠しました").is_visible()
    visitor.page.get_by_role("button", name="ログインしたので、画面に戻る").click()
    visitor.page.get_by_text("まだログインしていません").wait_for()
    with visitor.page.context.expect_page() as opened:
        visitor.page.get_by_role("link", name="ログインし直す").click()
    again = opened.value
    again.fill("#username", "caseworker")
    again.fill("#password", visitor.office.passwords["caseworker"])
    again.get_by_role("main").get_by_role("button", name="ログイン").click()
    again.get_by_role("button", name="ログアウト").wait_for()
    again.close()
    visitor.page.get_by_role("button", name="ログインしたので、画面に戻る").click()
    visitor.page.get_by_text("画面を隠しました").wait_for(state="hidden")
    assert visitor.page.get_by_label("理由").input_value() == REASON
    visitor.page.get_by_label("支援実施").check()
    visitor.page.get_by_role("button", name="記録して表示する").click()
    assert "理由が" not in visitor.text()
    visitor.page.wait_for_url(f"**/children/{fresh(9)}/")


def test_a_word_keeps_the_screen_open(visitor: Any) -> None:
    visitor.page.clock.install()
    visitor.logs_in("caseworker")
    visitor.page.clock.fast_forward("13:05")
    assert visitor.page.get_by_text("まもなく画面を閉じます").is_visible()
    visitor.page.get_by_role("button", name="続ける").click()
    visitor.page.clock.fast_forward("05:00")
    assert not visitor.page.get_by_text("画面を隠しました").is_visible()
    visitor.goes("/")
    assert visitor.page.get_by_role("button", name="ログアウト").is_visible()
