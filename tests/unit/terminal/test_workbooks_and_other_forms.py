"""Excel, tabs, two-row headers: the same rows come out of every form in which a department exports."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from sukoyaka.governance import register
from sukoyaka.terminal.check.rows import check_rows
from sukoyaka.terminal.read.refusals import FileRefused
from sukoyaka.terminal.read.table import count_rows, read_table

SOURCE = register.load().source("vaccination")
HEADER = ["宛名番号", "接種種別", "回数", "接種日", "入力日", "実施区分", "ロット番号"]
ROW = ["0000000012", "BCG", 1, dt.date(2021, 11, 10), dt.datetime.combine(dt.date(2021, 12, 1), dt.time()), 1.0, "L-1"]
DAY = dt.date(2024, 4, 1)


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def test_a_workbook_reads_like_its_csv(tmp_path: Path) -> None:
    path = workbook(tmp_path / "予防接種.xlsx", 台帳=[["予防接種台帳"], HEADER, ROW, [], ["0000000013", *ROW[1:]], ["合計", 2]])
    table = read_table(path, SOURCE)
    assert table.rows.row(0, named=True)["date"] == "2021-11-10"
    assert table.rows["line"].to_list() == [3, 5]
    assert (table.titles, table.totals, table.blanks) == (1, (6,), 1)
    assert check_rows(table, SOURCE, DAY).kept.height == 2


def test_a_number_that_the_spreadsheet_took_the_zeros_from_is_held_back(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", 台帳=[HEADER, [12, *ROW[1:]]])
    assert check_rows(read_table(path, SOURCE), SOURCE, DAY).quarantined["rule"].to_list() == ["C-ID-WIDTH"]


def test_a_sheet_of_notes_does_no_harm(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", 説明=[["この表は…"]], 台帳=[HEADER, ROW])
    assert read_table(path, SOURCE).rows.height == 1


REFUSED = {
    "two tables": ({"一": [HEADER, ROW], "二": [HEADER, ROW]}, "2 sheets with the table", "L1-02"),
    "no table": ({"一": [["説明"]]}, "no header row", "L3-01"),
    "an undeclared column": ({"一": [[*HEADER, "所得額"], [*ROW, 1]]}, "tax or income", "C-TAX"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_workbook_is_refused(what: str, tmp_path: Path) -> None:
    sheets, says, rule = REFUSED[what]
    with pytest.raises(FileRefused, match=says) as refusal:
        read_table(workbook(tmp_path / "x.xlsx", **sheets), SOURCE)
    assert refusal.value.rule == rule


def test_a_damaged_workbook_is_refused_and_counts_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook(tmp_path / "y.xlsx", 台帳=[HEADER, ROW]).read_bytes()[:900])
    with pytest.raises(FileRefused, match="damaged or locked"):
        read_table(path, SOURCE)
    assert count_rows(path) == 0


def test_a_refused_workbook_still_counts_its_rows(tmp_path: Path) -> None:
    assert count_rows(workbook(tmp_path / "x.xlsx", 台帳=[HEADER, ROW, ROW])) == 2


def test_a_workbook_under_the_name_of_a_text_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(workbook(tmp_path / "y.xlsx", 台帳=[HEADER, ROW]).read_bytes())
    with pytest.raises(FileRefused, match="workbook under the name of a text"):
        read_table(path, SOURCE)


@pytest.mark.parametrize("end", ["", "\t", "\t\t"])
def test_the_unicode_text_of_a_spreadsheet(end: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    lines = ["\t".join(HEADER), "0000000012\tBCG\t1\t20211110\t20211201\t1\tL-1" + end]
    path.write_bytes("\r\n".join(lines).encode("utf-16"))
    table = read_table(path, replace(SOURCE, encoding="utf-16", delimiter="\t"))
    assert table.rows["lot"].to_list() == ["L-1"]
    assert count_rows(path) == 1


@pytest.mark.parametrize("quote", ["", '"'])
def test_commas_beyond_the_last_column_are_no_values(quote: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(f"{','.join(HEADER)}\r\n{quote}0000000012{quote},BCG,1,20211110,20211201,1,L-1,,\r\n".encode("cp932"))
    assert read_table(path, SOURCE).rows["lot"].to_list() == ["L-1"]


TWO_ROWS = {
    "merged group": ("番号,接種,,,入力日", ",種別,回数,接種日,"),
    "group repeated": ("番号,接種,接種,接種,入力日", ",種別,回数,接種日,"),
}


@pytest.mark.parametrize("what", TWO_ROWS)
def test_a_header_of_two_rows(what: str, tmp_path: Path) -> None:
    named = {"resident": "番号", "vaccine": "接種/種別", "dose": "接種/回数", "date": "接種/接種日", "entered_on": "入力日"}
    by_id = {item.column: item.id for item in SOURCE.items}
    columns = dict(zip([by_id[name] for name in HEADER[:5]], named.values(), strict=True))
    items = tuple(replace(item, column=columns.get(item.id, item.column)) for item in SOURCE.items)
    path = tmp_path / "x.csv"
    path.write_bytes("\r\n".join(["台帳", *TWO_ROWS[what], "0000000012,BCG,1,20211110,20211201"]).encode("cp932"))
    table = read_table(path, replace(SOURCE, items=items, header_rows=2))
    assert (table.titles, table.rows["line"].to_list()) == (1, [4])
    assert table.rows[by_id["接種日"]].to_list() == ["20211110"]
