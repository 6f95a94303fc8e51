"""Papers as PDF: pages, names, what people's words cannot do."""

import re
import socket
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from sukoyaka.office.packet import typeset
from sukoyaka.office.packet.papers import Addressed, AgendaLine, Child, Papers, Reason
from sukoyaka.office.packet.typeset import PacketUnmade, in_our_font, make

PICTURE = '<svg class="timeline__picture" viewBox="0 0 100 20"><text x="1" y="12">経過</text></svg>'
CHILD = Child(
    child="D7A5-6D3C",
    age="2歳3か月",
    listed="支援必要",
    facts=(("性別", "男"),),
    assessed="",
    summary="",
    reasons=(Reason("健診を受けていない", "1歳6か月 未受診", "▲", red_flag=True),),
    unknowns=(("妊婦健診", "データがない"),),
    questions=("いつ見たか",),
    household=("世帯主（33歳）",),
    picture=PICTURE,
)
LINE = AgendaLine("13:30", "D7A5-6D3C", "2歳", 15)
PAPERS = Papers("方針検討会 資料", "2024-04-20 13:30", "会議室", "責任 まこと", "2024-04-27", False, (LINE,), (CHILD,), "令和5年")
TO = Addressed("2024-0001-01", "保育 しおり", "保育課")


def test_a_cover_and_two_pages_a_child() -> None:
    made = make(replace(PAPERS, children=(CHILD, CHILD)), TO)
    assert made.pdf.startswith(b"%PDF")
    assert made.pages == 1 + 2 * 2


def test_every_picture_of_a_child_is_on_its_second_page() -> None:
    whole = replace(CHILD, growth=(PICTURE, PICTURE), matrix=PICTURE)
    assert list(replace(PAPERS, children=(CHILD, whole)).pictures()) == [
        "timeline-0.svg",
        "timeline-1.svg",
        "matrix-1.svg",
        "growth-0-1.svg",
        "growth-1-1.svg",
    ]
    assert make(replace(PAPERS, children=(whole,)), TO).pages == 3


def test_a_child_without_data_has_its_pages_too() -> None:
    assert make(replace(PAPERS, children=(replace(CHILD, picture="", household=()),)), TO).pages == 3


def test_the_same_papers_have_the_same_bytes_and_every_recipient_others() -> None:
    assert make(PAPERS, TO) == make(PAPERS, TO)
    assert make(PAPERS, TO) != make(PAPERS, replace(TO, number="2024-0001-02"))


@pytest.mark.parametrize("words", ['#read("/etc/passwd")', '#import "@preview/cetz:0.2.0"', "= 見出し\n$x$ *太字* \\", "<script>", "#"])
def test_words_of_people_are_words(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object) -> None:
        pytest.fail("somebody asked for the network")

    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    assert make(replace(PAPERS, children=(replace(CHILD, summary=words, assessed="中度", questions=(words,)),)), TO).pages == 3


def test_long_papers_flow_on_instead_of_losing_words() -> None:
    assert make(replace(PAPERS, children=(replace(CHILD, assessed="中度", summary="長い所見。" * 900),)), TO).pages > 3


def test_the_template_asks_for_nothing_outside() -> None:
    text = typeset.TEMPLATE.read_text(encoding="utf-8")
    assert "@" not in text
    assert re.findall(r'json\("([^"]+)"\)', text) == ["data.json"]


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    make(PAPERS, TO)
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_is_no_picture_is_a_refusal_not_a_crash() -> None:
    with pytest.raises(PacketUnmade):
        make(replace(PAPERS, children=(replace(CHILD, picture="<svg <"),)), TO)


def test_the_picture_is_set_in_the_papers_font() -> None:
    assert in_our_font(PICTURE).startswith(b'<svg xmlns="http://www.w3.org/2000/svg" font-family="IPAexGothic" ')


def test_the_japanese_is_embedded_and_can_be_searched() -> None:
    pdf = make(PAPERS, TO).pdf
    streams = [zlib.decompress(found) for found in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL) if found[:1] == b"x"]
    told = b"".join(streams) + pdf
    assert b"IPAexGothic" in told
    assert any(b"beginbfchar" in stream or b"beginbfrange" in stream for stream in streams)
