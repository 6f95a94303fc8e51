"""The policy review meeting as people hold it: plan, agenda, projector, minutes, approval; and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.needs_browser, pytest.mark.needs_database]
Visitor = Any
Fresh = Callable[[int], str]


def sends(visitor: Visitor, case: str) -> None:
    """Takes a case up and sends it to the meeting."""
    visitor.goes(f"/children/{case}/")
    visitor.page.get_by_role("button", name="自分が確認を始める").click()
    visitor.page.get_by_label("次の状態").select_option("to_meeting")
    visitor.page.get_by_label("判断の理由").fill("関係機関で方針を決めたい")
    visitor.page.get_by_role("button", name="状態を変える").click()


def plans(visitor: Visitor, on: str) -> None:
    visitor.goes(f"/meetings/new/?on={on}")
    visitor.page.get_by_label("場所").fill("健康福祉センター 第1会議室")
    visitor.page.get_by_role("button", name="設定する").click()


def short(case: str) -> str:
    return f"{case[:4]}-{case[4:8]}".upper()


def clean(visitor: Visitor) -> None:
    assert visitor.axe() == []
    assert visitor.complaints == []


def test_from_the_calendar_to_approved_minutes(visitor: Visitor, fresh: Fresh) -> None:
    page, case, other = visitor.page, fresh(0), fresh(1)
    visitor.logs_in("caseworker")
    sends(visitor, case)
    sends(visitor, other)
    plans(visitor, "2024-04-10")
    for one in (case, other):
        page.get_by_label(short(one)).check()
    page.get_by_role("button", name="選んだこどもを加える").click()
    page.get_by_label("所属").fill("保育課")
    page.get_by_label("氏名").fill("保育 しおり")
    page.get_by_role("button", name="構成員を加える").click()
    clean(visitor)
    visitor.screenshot("meeting-agenda")
    address = page.url.removeprefix(visitor.office.address)
    visitor.goes("/meetings/")
    clean(visitor)
    visitor.screenshot("meetings")
    visitor.goes(address)
    page.get_by_role("button", name="開会する").click()
    page.get_by_role("link", name="投影の画面").click()
    page.get_by_role("textbox", name="メモ").fill("保育所は毎朝の様子を見られる。")
    page.get_by_label("見守り", exact=True).check()
    page.get_by_role("button", name="保存する").click()
    clean(visitor)
    visitor.screenshot("meeting-live")
    page.get_by_role("link", name="次のこども").click()
    page.get_by_label("対応不要", exact=True).check()
    page.get_by_role("button", name="保存する").click()
    for one, decided in ((case, True), (other, False)):
        visitor.goes(f"{address}children/{one}/")
        page.get_by_label("状況・問題点").fill("健診の未受診が続き、転居も重なった。")
        page.get_by_label("経過と評価・新情報").fill("家庭訪問で母に会えた。こどもの表情は明るい。")
        page.get_by_label("援助方針と役割分担").fill("保育所の見守りを中心に、健診を勧める。")
        page.get_by_label("主担当機関", exact=True).fill("健康福祉センター")
        page.get_by_label("主たる援助者", exact=True).fill("支援 さくら")
        page.get_by_label("支援計画").fill("月1回の訪問。3か月後に評価する。")
        if decided:
            page.get_by_label("機関 1", exact=True).fill("保育課")
            page.get_by_label("行うこと 1").fill("登園の様子を毎週知らせる")
            page.get_by_label("期日 1").fill("2024-05-10")
            page.get_by_label("次回検討日").fill("2024-07-18")
        page.get_by_role("button", name="保存する").click()
        clean(visitor)
    visitor.goes(f"{address}children/{case}/")
    visitor.screenshot("meeting-minutes")
    visitor.goes(address)
    page.get_by_role("button", name="会議録の作成に進む").click()
    for box in page.get_by_label("出席", exact=True).all():
        box.check()
    for box in page.get_by_label("確認した").all():
        box.check()
    page.get_by_role("button", name="出席と守秘を記録する").click()
    clean(visitor)
    page.get_by_role("button", name="出席と守秘を確認して承認に出す").click()
    assert "会議録を承認できるのは、この会議の座長です" in visitor.text()
    visitor.logs_out()
    visitor.logs_in("chief")
    visitor.goes(address)
    page.get_by_role("button", name="会議録を承認する").click()
    assert "承認済み" in visitor.text()
    page.get_by_role("link", name="会議録を読む").click()
    clean(visitor)
    visitor.screenshot("meeting-approved", whole=True)
    page.get_by_label("追記の内容").fill("母から、健診の予約をしたと連絡があった。")
    page.get_by_role("button", name="追記する").click()
    assert "健診の予約をした" in visitor.text()
    visitor.goes(f"/children/{other}/")
    assert "終結" in visitor.text()


def test_empty_blocks_are_named(visitor: Visitor, fresh: Fresh) -> None:
    page, case = visitor.page, fresh(2)
    visitor.logs_in("caseworker")
    sends(visitor, case)
    plans(visitor, "2024-04-09")
    page.get_by_label(short(case)).check()
    page.get_by_role("button", name="選んだこどもを加える").click()
    page.get_by_role("button", name="開会する").click()
    page.get_by_role("button", name="会議録の作成に進む").click()
    assert "支援計画" in page.inner_text(".missing")
    page.get_by_role("button", name="出席と守秘を確認して承認に出す").click()
    assert "出席または守秘の確認が済んでいない構成員がいます" in visitor.text()
    assert visitor.axe() == []


@pytest.mark.parametrize("role", ["steward", "holder", "analyst", "auditor"])
@pytest.mark.parametrize("path", ["/meetings/", "/meetings/new/"])
def test_the_others_are_refused(role: str, path: str, visitor: Visitor) -> None:
    visitor.logs_in(role)
    visitor.goes(path)
    assert "この役割では、この操作は認められていません" in visitor.text()


def test_in_english(visitor: Visitor) -> None:
    visitor.logs_in("caseworker")
    visitor.goes("/meetings/new/")
    visitor.page.get_by_role("button", name="English").click()
    assert "Plan a meeting" in visitor.text()
    assert visitor.axe() == []


def test_papers_are_made_handed_out_and_destroyed(visitor: Visitor, fresh: Fresh) -> None:
    page, case = visitor.page, fresh(19)
    visitor.logs_in("chief")
    sends(visitor, case)
    plans(visitor, "2024-05-09")
    page.get_by_label(short(case)).check()
    page.get_by_role("button", name="選んだこどもを加える").click()
    page.get_by_role("button", name="構成員の人数分を作る").click()
    for _ in range(30):
        if "できあがり" in visitor.text():
            break
        page.wait_for_timeout(1000)
        page.reload()
    assert "できあがり" in visitor.text()
    with page.expect_download() as arriving:
        page.get_by_role("link", name="を開く").first.click()
    assert arriving.value.path().read_bytes().startswith(b"%PDF")
    page.reload()
    page.get_by_role("button", name="の返却").click()
    clean(visitor)
    page.get_by_role("button", name="の廃棄").click()
    visitor.goes("/packets/")
    assert "廃棄" in visitor.text()
    clean(visitor)
    visitor.screenshot("packets")
