"""An Excel or OpenDocument workbook → records of texts, as if it had been exported as CSV.

Reads cells' values; formulas and macros are never run. One sheet may carry the table: where two do, nobody can say which
one is meant. Numbers lose what a spreadsheet has taken from them already: a number without its zeros fails its pattern later.
"""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from sukoyaka.terminal.read.refusals import FileRefused

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # zip container, compound file
Cell = int | float | str | bool | time | date | datetime | timedelta
Records = list[tuple[int, list[str]]]


def is_workbook(path: Path) -> bool:
    """By the name, as departments name them."""
    return path.suffix.lower() in SUFFIXES


def looks_like_workbook(raw: bytes) -> bool:
    """By the first bytes: a workbook renamed to .csv is still one."""
    return raw.startswith(_SIGNATURES)


def sheets(path: Path) -> dict[str, Records]:
    """Every sheet that is not empty: 1-based row of the sheet and its cells as texts. Raises `FileRefused` if it cannot be opened."""
    try:
        book = CalamineWorkbook.from_path(path)
        return {name: found for name in book.sheet_names if (found := _records(book.get_sheet_by_name(name)))}
    except CalamineError as error:
        raise FileRefused(
            f"{path.name} cannot be opened as a workbook; it is damaged or locked with a password",
            "a workbook without password, or CSV",
            "save it again without a password, or export CSV",
            "L1-01",
        ) from error


def _records(sheet: CalamineSheet) -> Records:
    first = sheet.start[0] + 1 if sheet.start else 1
    rows = sheet.to_python(skip_empty_area=True)
    return [(first + index, [text_of(cell) for cell in row]) for index, row in enumerate(rows)]


def text_of(cell: Cell) -> str:
    """A cell as CSV would show it: whole numbers without a point, days as 2024-04-01."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
