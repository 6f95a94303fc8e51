"""CSV as departments export it: what is a row, what is set apart, what refuses the whole file."""

from pathlib import Path

import pytest

from sukoyaka.governance import register
from sukoyaka.terminal.read.my_number import is_my_number
from sukoyaka.terminal.read.refusals import FileRefused
from sukoyaka.terminal.read.table import count_rows, read_table

SOURCE = register.load().source("vaccination")
HEADER = "宛名番号,接種種別,回数,接種日,入力日,実施区分,ロット番号"
ROW = "0000000012,BCG,1,20211110,20211201,1,L-1"


def write(tmp_path: Path, *lines: str, end: str = "\r\n") -> Path:
    path = tmp_path / "予防接種_20240401.csv"
    path.write_bytes((end.join(lines) + end).encode("cp932"))
    return path


def test_a_plain_file(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, HEADER, ROW, ROW), SOURCE)
    assert table.rows["resident"].to_list() == ["0000000012"] * 2
    assert table.rows["line"].to_list() == [2, 3]
    assert table.rows_read == 2


def test_titles_blanks_and_totals_are_no_rows_of_data(tmp_path: Path) -> None:
    lines = ("予防接種台帳,,,,,,", "出力日 令和6年4月1日", HEADER, ROW, ",,,,,,", "", ROW, "合計,2,,,,,")
    table = read_table(write(tmp_path, *lines), SOURCE)
    assert (table.titles, table.totals, table.rows["line"].to_list()) == (2, (8,), [4, 7])
    assert table.blanks == 2


def test_a_ragged_row_is_set_apart_and_the_others_stay(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, HEADER, ROW, ROW + ",x", "0000000012,BCG", ROW), SOURCE)
    assert (table.ragged, table.rows["line"].to_list(), table.rows_read) == ((3, 4), [2, 5], 4)


def test_quotes_may_hold_commas_and_newlines(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, HEADER, '0000000012,BCG,1,20211110,20211201,1,"L,\r\n""1"""', ROW), SOURCE)
    assert table.rows["lot"].to_list() == ['L,\r\n"1"', "L-1"]
    assert table.rows["line"].to_list() == [2, 4]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_any_line_end_and_the_old_end_of_file(end: str, tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, ROW, end=end)
    path.write_bytes(path.read_bytes() + b"\x1a")
    assert read_table(path, SOURCE).rows.height == 1


def test_columns_may_stand_in_another_order(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "接種日,宛名番号,接種種別,回数", "20211110,0000000012,BCG,1"), SOURCE)
    assert table.rows["date"].to_list() == ["20211110"]


REFUSED = {
    "an undeclared column": (HEADER + ",担当者", ROW + ",x", "undeclared column 担当者", "C-UNDECLARED"),
    "a tax column": (HEADER + ",所得額", ROW + ",1", "tax or income column 所得額", "C-TAX"),
    "a 個人番号 column": (HEADER + ",個人番号", ROW + ",123456789018", "個人番号 column", "C-MYNUMBER"),
    "a column without a name": (HEADER + ",,x", ROW + ",,", "column without a name", "L1-05"),
    "a column twice": (HEADER + ",接種日", ROW + ",20211110", "接種日 twice", "L2-03"),
    "no header": (ROW, ROW, "no header row", "L3-01"),
    "a required column missing": ("宛名番号,接種種別,回数", "0000000012,BCG,1", "missing 接種日", "L3-01"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_must_not_be_read(what: str, tmp_path: Path) -> None:
    header, row, says, rule = REFUSED[what]
    with pytest.raises(FileRefused, match=says) as caught:
        read_table(write(tmp_path, header, row), SOURCE)
    assert caught.value.rule == rule
    assert "Next:" in str(caught.value)
    assert "0000000012" not in str(caught.value)
    assert count_rows(tmp_path / "予防接種_20240401.csv") == 1


def with_check_digit(eleven: str) -> str:
    return next(eleven + str(digit) for digit in range(10) if is_my_number(eleven + str(digit)))


def test_a_my_number_hides_in_no_column(tmp_path: Path) -> None:
    numbers = [with_check_digit(f"{seed:011d}") for seed in (12345678901, 98765432109, 11111111111)]
    rows = [f"0000000012,BCG,1,20211110,20211201,1,{number}" for number in numbers]
    with pytest.raises(FileRefused, match="個人番号 in the column ロット番号"):
        read_table(write(tmp_path, HEADER, *rows), SOURCE)


def test_twelve_digits_without_the_check_digit_are_a_number_like_any(tmp_path: Path) -> None:
    numbers = [with_check_digit(f"{seed:011d}") for seed in (12345678901, 98765432109)]
    spoiled = [number[:-1] + str((int(number[-1]) + 1) % 10) for number in numbers]
    rows = [f"0000000012,BCG,1,20211110,20211201,1,{number}" for number in spoiled]
    assert read_table(write(tmp_path, HEADER, *rows), SOURCE).rows.height == 2
