"""A stray quote, a broken byte: that row is held back, every other row goes on, and the counts add up."""

from datetime import date
from pathlib import Path

import pytest

from sukoyaka.governance import register
from sukoyaka.terminal.check.inbox import FileAccount, Inbox, open_file
from sukoyaka.terminal.read.table import read_table

SOURCE = register.load().source("vaccination")
HEADER = "宛名番号,接種種別,回数,接種日,入力日,実施区分,ロット番号"
SOUND = [f"0000000012,BCG,1,202111{day:02},20211201,1,L-{day}" for day in range(1, 31)]


def account(tmp_path: Path, lines: list[bytes], on: str = "2024-04-01") -> FileAccount:
    path = tmp_path / "予防接種_20240401.csv"
    path.write_bytes(b"\r\n".join([HEADER.encode("cp932"), *lines]) + b"\r\n")
    return open_file(tmp_path, path, SOURCE, date.fromisoformat(on), Inbox())


def encoded(lines: list[str]) -> list[bytes]:
    return [line.encode("cp932") for line in lines]


@pytest.mark.parametrize("at", [0, 15, 29, 30])
def test_a_stray_quote(at: int, tmp_path: Path) -> None:
    lines = [*SOUND[:at], '0000000012,BCG,1,20211110,20211201,1,"L', *SOUND[at:]]
    found = account(tmp_path, encoded(lines))
    assert (found.read, found.kept) == (31, 30)
    assert found.quarantined.rows() == [(at + 2, "", "L1-15")]


def test_two_stray_quotes_near_each_other(tmp_path: Path) -> None:
    stray = '0000000012,BCG,1,20211110,20211201,1,"L'
    found = account(tmp_path, encoded([*SOUND[:5], stray, *SOUND[5:8], stray, *SOUND[8:]]))
    assert (found.read, found.kept) == (32, 30)
    assert found.quarantined["line"].to_list() == [7, 11]


def test_a_stray_quote_before_more_lines_than_a_cell_may_hold(tmp_path: Path) -> None:
    lines = [f"{number:010},BCG,1,20211110,20211201,1,L" for number in range(5000)]
    found = account(tmp_path, encoded(['0000000012,BCG,1,20211110,20211201,1,"L', *lines]))
    assert (found.read, found.kept) == (5001, 5000)


def test_a_quote_within_a_cell_is_a_character(tmp_path: Path) -> None:
    assert account(tmp_path, encoded([*SOUND[:3], '0000000012,BCG,1,20211110,20211201,1,L"1'])).kept == 4


def test_doubled_quotes_and_newlines_still_make_one_cell(tmp_path: Path) -> None:
    path = tmp_path / "予防接種_20240401.csv"
    path.write_bytes((HEADER + '\r\n0000000012,BCG,1,20211110,20211201,1,"a""b,\n""c"""\r\n' + SOUND[0] + "\r\n").encode("cp932"))
    table = read_table(path, SOURCE)
    assert table.rows.select("lot", "line").rows() == [('a"b,\n"c"', 2), ("L-1", 4)]


@pytest.mark.parametrize("byte", [b"\xff", b"\x80", b"\xfd"])
def test_a_broken_byte(byte: bytes, tmp_path: Path) -> None:
    found = account(tmp_path, [*encoded(SOUND), b"0000000012,BCG,1,20211110,20211201,1,L" + byte])
    assert (found.read, found.kept, found.refusal) == (31, 30, None)
    assert found.quarantined.rows() == [(32, "", "C-CHARACTER")]
