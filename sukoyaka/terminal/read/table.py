"""A CSV extract → raw text by column, with the physical line of each row.

Reads a decoded file, gives a `RawTable`: nothing is trimmed, folded or cast here. Title rows, blank lines and totals are set
apart; ragged rows are quarantined; a header that the register does not declare refuses the file.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import polars as pl

from sukoyaka.governance.register import Source
from sukoyaka.terminal.read.encoding import DAMAGE, decode
from sukoyaka.terminal.read.refusals import FileRefused

LINE = "line"
_LONGEST_RECORD = 20  # lines that one quoted cell may span
_TITLE_ROWS = 20  # a header is looked for in the first lines only
_TOTAL = r"^[\s\u3000]*(合計|総計|小計|計)[\s\u3000]*(,|$)"
_TAX = re.compile("所得|課税|税額|収入|控除")
_MY_NUMBER_NAMES = re.compile("個人番号|マイナンバー|個人No")
_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


@dataclass(frozen=True)
class RawTable:
    """Rows as they came: a text column per item (under its id) and `line`; beside them what is no clean row."""

    rows: pl.DataFrame
    ragged: tuple[int, ...]  # lines whose number of cells differs from the header's
    totals: tuple[int, ...]  # lines that add up others
    damaged: tuple[int, ...]  # lines with a character that cannot have been meant
    titles: int  # lines before the header
    blanks: int  # empty lines between

    @property
    def rows_read(self) -> int:
        """Data rows of the file, clean or not."""
        return self.rows.height + len(self.ragged) + len(self.totals) + len(self.damaged)


def no_rows(source: Source) -> RawTable:
    """A table in which nothing came: what a refused file contributes."""
    return RawTable(pl.DataFrame(schema={LINE: pl.Int32, **{item.id: pl.String for item in source.items}}), (), (), (), 0, 0)


def read_table(path: Path, source: Source) -> RawTable:
    """Reads one extract. Raises `FileRefused` for its encoding, its header, or a column that must not be there."""
    text = decode(path.read_bytes(), source.encoding, path.name).rstrip("\x1a")
    table = _quoted(text, path.name, source) if '"' in text else _plain(text, path.name, source)
    _refuse_my_numbers(table.rows, path.name, source)
    return _without_damage(table) if DAMAGE.search(text) else table


def _without_damage(table: RawTable) -> RawTable:
    """A broken character costs its own row: what stood there, or whose row it was, nobody can say."""
    broken = pl.concat_str([column for column in table.rows.columns if column != LINE], ignore_nulls=True).str.contains(DAMAGE.pattern)
    damaged = table.rows.filter(broken)[LINE]
    return replace(table, rows=table.rows.filter(~broken), damaged=tuple(damaged))


def count_rows(path: Path) -> int:
    """Lines after the first, of a file that was refused: its rows still count."""
    return max(sum(1 for line in path.read_bytes().splitlines() if line.strip(b" \t\x1a")) - 1, 0)


def _plain(text: str, file: str, source: Source) -> RawTable:
    """Without quotes a line is a row: the whole file at once."""
    lines = pl.Series("raw", re.split(r"\r\n|\n|\r", text))
    titles, header = _header([line.split(",") for line in lines.head(_TITLE_ROWS)], file, source)
    width = len(header)
    frame = pl.DataFrame({LINE: pl.int_range(1, lines.len() + 1, eager=True, dtype=pl.Int32), "raw": lines}).slice(titles + 1)
    filled = frame.filter(pl.col("raw").str.strip_chars(" \t\u3000,") != "")
    total = pl.col("raw").str.contains(_TOTAL)
    totals = filled.filter(total)
    body = filled.filter(~total).with_columns(cells=pl.col("raw").str.count_matches(",") + 1)
    good = body.filter(pl.col("cells") == width)
    rows = good.select(LINE, pl.col("raw").str.split_exact(",", width - 1).struct.rename_fields(list(header)).alias("row")).unnest("row")
    blanks = max(frame.height - filled.height - 1, 0)
    return RawTable(rows, tuple(body.filter(pl.col("cells") != width)[LINE]), tuple(totals[LINE]), (), titles, blanks)


def _quoted(text: str, file: str, source: Source) -> RawTable:
    """With quotes a cell may hold commas and newlines: row by row, the line being that on which the row begins."""
    lines = _physical_lines(text)
    top = list(islice(_records(lines, 0), _TITLE_ROWS))
    titles, header = _header([record for _, record in top], file, source)
    records = list(_records(lines, top[titles + 1][0] - 1 if titles + 1 < len(top) else len(lines), len(header)))
    body = [(line, record) for line, record in records if any(cell.strip() for cell in record)]
    totals = [line for line, record in body if re.match(_TOTAL, record[0] + ",")]
    rest = [(line, record) for line, record in body if not re.match(_TOTAL, record[0] + ",")]
    good = [(line, record) for line, record in rest if len(record) == len(header)]
    rows = pl.DataFrame(
        [(line, *record) for line, record in good], schema={LINE: pl.Int32, **dict.fromkeys(header, pl.String)}, orient="row"
    )
    ragged = tuple(line for line, record in rest if len(record) != len(header))
    return RawTable(rows, ragged, tuple(totals), (), titles, len(records) - len(body))


def _physical_lines(text: str) -> list[str]:
    """Lines with their ends, which belong to the value where a quoted cell holds them."""
    pieces = re.split(r"(\r\n|\n|\r)", text)
    return [line + end for line, end in zip(pieces[::2], [*pieces[1::2], ""], strict=True)]


def _records(lines: Sequence[str], at: int, width: int | None = None) -> Iterator[tuple[int, list[str]]]:
    """First line and cells of each record from index `at` on.

    A quote that stays open too long, or that glues lines to a record of another width, is a stray one: its line alone is given up.
    """
    while at < len(lines):
        last = _last_line(lines, at)
        cells = _cells(lines[at : (at if last is None else last) + 1])
        stray = last is None or cells is None or (last > at and width is not None and len(cells) != width)
        yield at + 1, [lines[at]] if stray or cells is None else cells
        at = at + 1 if stray or last is None else last + 1


def _cells(lines: Sequence[str]) -> list[str] | None:
    """Cells of one record; None where two stray quotes only look like a cell of several lines."""
    if '"' not in lines[0]:
        return lines[0].rstrip("\r\n").split(",")
    try:
        return next(csv.reader(io.StringIO("".join(lines), newline=""), strict=len(lines) > 1), [])
    except csv.Error:
        return None


def _last_line(lines: Sequence[str], first: int) -> int | None:
    """Index of the line on which the record that begins at `first` ends."""
    quoted = False
    for index in range(first, min(first + _LONGEST_RECORD, len(lines))):
        quoted = _ends_quoted(lines[index], quoted)
        if not quoted:
            return index
    return None


def _ends_quoted(line: str, quoted: bool) -> bool:
    """Whether a cell is still open at the end of the line. A quote opens a cell where the cell begins; doubled, it is a quote."""
    if '"' not in line:
        return quoted
    begins, closed = not quoted, False
    for character in line:
        if quoted:
            quoted, closed = character != '"', character == '"'
        else:
            quoted, closed = character == '"' and (begins or closed), False
            begins = character == ","
    return quoted


def _header(lines: Sequence[Sequence[str]], file: str, source: Source) -> tuple[int, tuple[str, ...]]:
    """How many title rows, and the item id of each column in order."""
    wanted = {_clean(item.column) for item in source.items if item.required}
    for index, cells in enumerate(lines):
        names = [_clean(cell) for cell in cells]
        if wanted and wanted <= set(names):
            return index, _declared(names, file, source)
    first = {_clean(cell) for cell in lines[0]} if lines else set()
    missing = [item.column for item in source.items if item.required and _clean(item.column) not in first]
    raise FileRefused(
        f"{file} has no header row with the required columns; missing {'・'.join(missing)}",
        "・".join(item.column for item in source.items),
        "export it with its header, or correct the register",
        "L3-01",
    )


def _declared(names: list[str], file: str, source: Source) -> tuple[str, ...]:
    by_name = {_clean(item.column): item.id for item in source.items}
    while names and not names[-1] and len(names) > len(by_name):
        names = names[:-1]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise FileRefused(f"{file} has the column {'・'.join(twice)} twice", "each column once", "export it with one of them", "L2-03")
    for name in names:
        if name not in by_name:
            raise _undeclared(name, file, source)
    return tuple(by_name[name] for name in names)


def _undeclared(name: str, file: str, source: Source) -> FileRefused:
    allowed = "・".join(item.column for item in source.items)
    if _MY_NUMBER_NAMES.search(name):
        return FileRefused(
            f"{file} carries a 個人番号 column", allowed, "remove the column; 番号法9条 does not list this use", "C-MYNUMBER"
        )
    if _TAX.search(name):
        return FileRefused(
            f"{file} carries the undeclared tax or income column {name}",
            allowed,
            "remove the column; 課税情報 may not be used (地方税法22条), 児童扶養手当 stands in",
            "C-TAX",
        )
    shown = name or "(empty name)"
    return FileRefused(
        f"{file} carries the undeclared column {shown}",
        allowed,
        f"remove it, or let {source.holder} and the steward register it with its legal basis",
        "C-UNDECLARED",
    )


def _refuse_my_numbers(rows: pl.DataFrame, file: str, source: Source) -> None:
    """Twelve digits with a right check digit, in nearly every filled cell of a column: 個人番号 under another name."""
    for item_id in rows.columns:
        if item_id == LINE:
            continue
        cells = rows[item_id].drop_nulls()
        twelve = cells.filter(cells.str.contains(r"^\s*\d{12}\s*$")).str.strip_chars()
        if twelve.len() == 0 or twelve.len() < 0.5 * cells.filter(cells.str.strip_chars() != "").len():
            continue
        right = sum(my_number(text) for text in twelve.head(2000))
        if right > 0.8 * min(twelve.len(), 2000):
            column = source.item(item_id).column
            raise FileRefused(
                f"{file} carries 個人番号 in the column {column}",
                "numbers of the register's own kinds",
                "remove them; 番号法9条 does not list this use",
                "C-MYNUMBER",
            )


def my_number(text: str) -> bool:
    """Whether twelve digits carry the check digit of a 個人番号 (行政手続における特定の個人を識別するための番号 の検査用数字)."""
    total = sum(int(digit) * weight for digit, weight in zip(text[:11], _WEIGHTS, strict=True)) % 11
    return int(text[11]) == (0 if total <= 1 else 11 - total)


def _clean(name: str) -> str:
    return re.sub(r"[\s\u3000\ufeff]", "", name)
