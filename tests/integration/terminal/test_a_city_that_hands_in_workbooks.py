"""The files' names: workbooks, capitals and decomposed kana need no editing of the register; an inbox of workbooks is an inbox."""

from datetime import date
from pathlib import Path
from unicodedata import normalize

import pytest
import terminal_inbox
from openpyxl import Workbook

from sukoyaka.governance import register
from sukoyaka.terminal.check.inbox import source_of
from sukoyaka.terminal.flow import read_inbox

REGISTER = register.load()
TABLES = [source for source in REGISTER.sources.values() if source.format == "csv"]
DAY = date(2024, 4, 1)


@pytest.mark.parametrize("source", TABLES, ids=lambda source: source.id)
@pytest.mark.parametrize("suffix", ["csv", "CSV", "xlsx", "XLSX", "xlsm", "xls", "ods"])
def test_a_file_is_known_by_any_of_its_forms(source: register.Source, suffix: str) -> None:
    stem = source.files[0].removesuffix("*.csv")
    for name in (f"{stem}20240401.{suffix}", f"2024/{stem}20240401.{suffix}", normalize("NFD", f"{stem}20240401.{suffix}")):
        assert source_of(name, REGISTER) is source


@pytest.mark.parametrize(
    "name", ["住民基本台帳.pdf", "住民基本台帳_20240401.csv.bak", "~$住民基本台帳_20240401.docx", "読んでください.txt"]
)
def test_other_files_are_nobodys(name: str) -> None:
    assert source_of(name, REGISTER) is None


def test_workbooks_say_what_their_csv_says(tmp_path: Path) -> None:
    as_text, as_books = terminal_inbox.write(tmp_path / "text"), terminal_inbox.write(tmp_path / "books")
    for name, header in terminal_inbox.HEADERS.items():
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for line in (header, *terminal_inbox.ROWS[name]):
            sheet.append([cell or None for cell in line.split(",")])
        (as_books / name).unlink()
        book.save((as_books / name).with_suffix(".xlsx"))
    one, other = (read_inbox(inbox, REGISTER, DAY) for inbox in (as_text, as_books))
    assert not other.unregistered
    for name in one.tables:
        mine, theirs = one.table(name), other.table(name)
        assert mine is not None
        assert theirs is not None
        assert theirs.drop("file").equals(mine.drop("file")), name
    assert [(account.read, account.kept) for account in other.accounts] == [(account.read, account.kept) for account in one.accounts]
