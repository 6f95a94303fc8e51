"""A large extract checked piece by piece says what it says when it is read whole: rows, findings, lines held back, counts, refusals."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sukoyaka.governance import register
from sukoyaka.governance.register import Source
from sukoyaka.terminal.check import sheet
from sukoyaka.terminal.check.sheet import Account, Sheet, check_pieces, check_sheet
from sukoyaka.terminal.read import pieces
from sukoyaka.terminal.read.refusals import FileRefused

SOURCE = register.load().source("vaccination")
ON = date(2024, 4, 1)
HEADER = "宛名番号,接種種別,回数,接種日,入力日,実施区分,ロット番号"
GOOD = "0000000012,BCG,1,20211110,20211201,1,L-1"
ROWS = st.sampled_from(
    [
        GOOD,
        "0000000012,BCG,2,R03.11.10,20211201,1,L-1",
        "00000000１３,ヒブ,1,20211110,,2,ロット",
        "12,BCG,1,20211110,20211201,1,",
        "1.2E+10,BCG,1,20211110,20211201,1,L",
        ",BCG,x,20231350,20211201,9,123456789018",
        "0000000014,不明,7,20990101,20211201,1,　",
        " 0000000015 ,ロタ,1,令和3年11月10日,20211201,1,L",
    ]
)
ODD = st.sampled_from(
    [",,,,,,", "合計,3,,,,,", " ,　,,,,,", "", "0000000012,BCG,1", GOOD + ",,", '0000000012,"BCG",1,20211110,20211201,1,L']
)
LINES = st.lists(st.one_of(ROWS, ROWS, ROWS, ROWS, ODD), max_size=12)
ORDINARY = st.lists(st.one_of(ROWS, st.sampled_from([",,,,,,", "合計,3,,,,,"])), min_size=1, max_size=12)


def said(path: Path, source: Source, large: int) -> tuple[object, ...]:
    with patch.object(sheet, "LARGE", large), patch.object(pieces, "PIECE", 1):
        try:
            return told(check_sheet(path, source, ON))
        except FileRefused as refusal:
            return (refusal.sentence(),)


def told(found: Sheet) -> tuple[object, ...]:
    checked = found.checked
    tables = (checked.kept, checked.quarantined, checked.findings, checked.whose)
    return found.read, found.titles, found.blanks, found.items, dict(checked.notes), *((table.schema, table.rows()) for table in tables)


def both_ways(path: Path, content: bytes, source: Source = SOURCE) -> None:
    path.write_bytes(content)
    assert said(path, source, 0) == said(path, source, 2**40)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pieces") / "予防接種_20240401.csv"


@settings(max_examples=40, deadline=None)
@given(
    lines=LINES,
    titles=st.sampled_from([[], ["予防接種台帳"], ["", "一覧,,"]]),
    end=st.sampled_from(["\r\n", "\n", "\r"]),
    tail=st.sampled_from(["", "\n", "\x1a", "\n\n", "x"]),
)
def test_both_ways_agree(path: Path, lines: list[str], titles: list[str], end: str, tail: str) -> None:
    both_ways(path, (end.join([*titles, HEADER, *lines]) + tail).encode("cp932"))


@settings(max_examples=25, deadline=None)
@given(lines=ORDINARY, tail=st.sampled_from([b"", b"\n", b"\n\x1a"]), wild=st.sampled_from([b"", b"\xfd", b"\xef\xbf\xbd", b"\x1b$B"]))
def test_both_ways_agree_on_utf8(path: Path, lines: list[str], tail: bytes, wild: bytes) -> None:
    utf8 = replace(SOURCE, encoding="utf-8")
    both_ways(path, "\n".join([HEADER, *lines]).encode() + wild + tail, utf8)


@settings(max_examples=25, deadline=None)
@given(lines=ORDINARY)
def test_ordinary_files_are_indeed_read_in_pieces(path: Path, lines: list[str]) -> None:
    path.write_bytes(("\r\n".join([HEADER, *lines]) + "\r\n").encode("cp932"))
    account = Account()
    with patch.object(pieces, "PIECE", 1):
        parts = list(check_pieces(path, SOURCE, ON, lambda checked: checked.kept.height, account))
    assert len(parts) == len(lines)
    assert account.read == sum(line != ",,,,,," for line in lines)


def test_rows_that_are_equal_in_two_pieces_are_held_back_once(path: Path) -> None:
    path.write_bytes("\n".join([HEADER, GOOD, GOOD.replace("BCG", "ヒブ"), GOOD, GOOD, ""]).encode("cp932"))
    with patch.object(sheet, "LARGE", 0), patch.object(pieces, "PIECE", 1):
        checked = check_sheet(path, SOURCE, ON).checked
    assert checked.kept["line"].to_list() == [2, 3]
    assert checked.quarantined.select("line", "rule").rows() == [(4, "C-DUPLICATE"), (5, "C-DUPLICATE")]


def test_a_column_of_my_numbers_is_refused_though_no_piece_is_full_of_them(path: Path) -> None:
    rows = [f"{n:010},BCG,1,20211110,20211201,1,{'123456789018' if n % 3 else ''}" for n in range(30)]
    path.write_bytes("\n".join([HEADER, *rows, ""]).encode("cp932"))
    with patch.object(sheet, "LARGE", 0), patch.object(pieces, "PIECE", 1), pytest.raises(FileRefused) as caught:
        check_sheet(path, SOURCE, ON)
    assert caught.value.rule == "C-MYNUMBER"


def test_lines_keep_their_numbers(path: Path) -> None:
    path.write_bytes("\r\n".join(["台帳", HEADER, GOOD, ",,,,,,", GOOD.replace("L-1", "L-2"), ""]).encode("cp932"))
    with patch.object(sheet, "LARGE", 0), patch.object(pieces, "PIECE", 1):
        found = check_sheet(path, SOURCE, ON)
    assert found.checked.kept["line"].to_list() == [3, 5]
    assert (found.titles, found.blanks) == (1, 1)
    assert isinstance(found.checked.kept, pl.DataFrame)
