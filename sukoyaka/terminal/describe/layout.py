"""An unknown file → its form: encoding, separator, title rows, header, and the rows below.

Reads bytes or a workbook. Nothing is declared yet, so everything here is a proposal for a person to confirm.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import polars as pl

from sukoyaka.terminal.read import workbook
from sukoyaka.terminal.read.csv_text import lines_of, physical_lines, records
from sukoyaka.terminal.read.encoding import detect
from sukoyaka.terminal.read.header import TITLE_ROWS, names_of
from sukoyaka.terminal.read.refusals import FileRefused

SAMPLE = 50_000  # rows that are looked at
_SEPARATORS = (",", "\t", ";", "|")
_VALUE = re.compile(r"[\d\s./:年月日%-]+")  # a cell that is a number or a day names no column
_RECEIPT_RECORDS = {"IR", "RE", "HO", "KO", "SY", "SI", "IY", "TO", "UK", "MN"}


@dataclass(frozen=True)
class Layout:
    """What the file looks like. `rows` has a text column for each name; empty cells are null."""

    file: str
    format: str  # csv, workbook or uke
    encoding: str
    delimiter: str
    titles: int
    header_rows: int
    rows: pl.DataFrame
    ragged: int
    record_types: dict[str, int]  # of claims: how many records of each kind


def look_at(path: Path) -> Layout:
    """The layout of a file. Raises `FileRefused` where it cannot be read, or has no header."""
    if workbook.is_workbook(path):
        return _of_workbook(path)
    raw = path.read_bytes()
    encoding = detect(raw)
    if encoding is None:
        raise FileRefused(
            f"{path.name} is in no encoding that a city uses, or damaged",
            "CP932, UTF-8, UTF-16, EUC-JP or ISO-2022-JP",
            "export it again, as text",
        )
    text = raw.decode(encoding, errors="replace").rstrip("\x1a")
    separator = _separator(text)
    found = list(islice(records(physical_lines(text), 0, separator), SAMPLE))
    if types := _record_types(text):
        return Layout(path.name, "uke", encoding, ",", 0, 0, pl.DataFrame(), 0, types)
    return _layout(path.name, "csv", encoding, separator, found)


def _of_workbook(path: Path) -> Layout:
    sheets = workbook.sheets(path)
    if not sheets:
        raise FileRefused(f"{path.name} has no sheet with anything in it", "a sheet with a table", "export it again", "L3-01")
    name = max(sheets, key=lambda each: len(sheets[each]))
    return _layout(path.name, "workbook", "", ",", sheets[name][:SAMPLE])


def _separator(text: str) -> str:
    """What most often stands between cells in the first lines."""
    top = "\n".join(lines_of(text[:200_000])[:200])
    return max(_SEPARATORS, key=top.count)


def _record_types(text: str) -> dict[str, int]:
    """Records of a claims file by kind; nothing where it is none."""
    kinds = Counter(line.split(",", 1)[0] for line in lines_of(text) if line)
    known = sum(count for kind, count in kinds.items() if kind in _RECEIPT_RECORDS)
    return dict(sorted(kinds.items())) if kinds["RE"] and known > 0.5 * kinds.total() else {}


def _layout(file: str, form: str, encoding: str, separator: str, found: workbook.Records) -> Layout:
    cells = [row for _, row in found if any(cell.strip() for cell in row)]
    at = _header_at(cells)
    if at is None:
        raise FileRefused(f"{file} has no header row", "a row of column names above the data", "export it with its header", "L3-01")
    height = _header_height(cells, at)
    names = _distinct([name or f"({index + 1}列目)" for index, name in enumerate(names_of(cells[at : at + height]))])
    body = cells[at + height :]
    good = [row for row in body if len(row) == len(names)]
    rows = pl.DataFrame(good, schema=dict.fromkeys(names, pl.String), orient="row")
    filled = rows.with_columns(pl.all().str.strip_chars(" \t\u3000\r\n")).with_columns(pl.all().replace("", None))
    return Layout(file, form, encoding, separator, at, height, filled, len(body) - len(good), {})


def _header_at(cells: list[list[str]]) -> int | None:
    """Index of the first row as wide as most rows are, half filled or more, that holds names and no values."""
    if not cells:
        return None
    width = Counter(len(row) for row in cells).most_common(1)[0][0]
    for index, row in enumerate(cells[:TITLE_ROWS]):
        filled = [cell.strip() for cell in row if cell.strip()]
        if len(row) == width and 2 * len(filled) >= width and not any(_VALUE.fullmatch(cell) for cell in filled):
            return index
    return None


def _header_height(cells: list[list[str]], at: int) -> int:
    """Two where names go on below a row with gaps, as under merged cells."""
    gaps = any(not cell.strip() for cell in cells[at])
    below = [cell.strip() for cell in cells[at + 1] if cell.strip()] if at + 1 < len(cells) else []
    return 2 if gaps and below and not any(_VALUE.fullmatch(cell) for cell in below) else 1


def _distinct(names: list[str]) -> list[str]:
    """Names made different where a file has one twice; the reader would refuse it (L2-03)."""
    seen: Counter[str] = Counter()
    made = []
    for name in names:
        seen[name] += 1
        made.append(name if seen[name] == 1 else f"{name}（{seen[name]}）")
    return made
