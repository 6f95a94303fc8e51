"""An extract → raw text by column, with the line of each row.

Reads a CSV text or a workbook, gives a `RawTable`: nothing is trimmed, folded or cast here. Title rows, blank lines and totals
are set apart; ragged rows are quarantined; a header that the register does not declare refuses the file.
"""

import re
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import polars as pl

from sukoyaka.governance.register import Source
from sukoyaka.terminal.read import my_number, workbook
from sukoyaka.terminal.read.csv_text import lines_of, physical_lines, records
from sukoyaka.terminal.read.encoding import DAMAGE, decode
from sukoyaka.terminal.read.header import TITLE_ROWS, Header, find_header
from sukoyaka.terminal.read.refusals import FileRefused

LINE = "line"
BLANK = " \t\u3000"
TOTAL = r"^[\s\u3000]*(合計|総計|小計|計)[\s\u3000]*$"


@dataclass(frozen=True)
class RawTable:
    """Rows as they came: a text column per item (under its id) and `line`; beside them what is no clean row."""

    rows: pl.DataFrame
    ragged: tuple[int, ...]  # lines whose number of cells differs from the header's
    totals: tuple[int, ...]  # lines that add up others
    damaged: tuple[int, ...]  # lines with a character that cannot have been meant
    titles: int  # lines before the header
    blanks: int  # empty lines between
    bare: bool = False  # known beforehand: no cell begins or ends with a blank, or has two lines

    @property
    def rows_read(self) -> int:
        """Data rows of the file, clean or not."""
        return self.rows.height + len(self.ragged) + len(self.totals) + len(self.damaged)


def no_rows(source: Source) -> RawTable:
    """A table in which nothing came: what a refused file contributes."""
    return RawTable(pl.DataFrame(schema={LINE: pl.Int32, **{item.id: pl.String for item in source.items}}), (), (), (), 0, 0)


def read_table(path: Path, source: Source) -> RawTable:
    """Reads one extract. Raises `FileRefused` for its form, its encoding, its header, or a column that must not be there."""
    table = _from_workbook(path, source) if workbook.is_workbook(path) else _from_text(path, source)
    _refuse_my_numbers(table.rows, path.name, source)
    return table


def count_rows(path: Path) -> int:
    """Lines after the first, of a file that was refused: its rows still count."""
    if workbook.is_workbook(path):
        try:
            return max(sum(any(cells) for found in workbook.sheets(path).values() for _, cells in found) - 1, 0)
        except FileRefused:
            return 0
    raw = path.read_bytes()
    if workbook.looks_like_workbook(raw):
        return 0  # under the name of a text: its bytes have no lines
    text = raw.decode("utf-16", "replace").encode() if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else raw
    return max(sum(1 for line in text.splitlines() if line.strip(b" \t\x1a")) - 1, 0)


def _from_text(path: Path, source: Source) -> RawTable:
    raw = path.read_bytes()
    if workbook.looks_like_workbook(raw):
        raise FileRefused(
            f"{path.name} is a workbook under the name of a text file", "CSV, or its own suffix", "export CSV, or name it .xlsx", "L1-01"
        )
    text = decode(raw, source.encoding, path.name).rstrip("\x1a")
    table = _quoted(text, path.name, source) if '"' in text else _plain(text, path.name, source)
    return _without_damage(table) if DAMAGE.search(text) else table


def _from_workbook(path: Path, source: Source) -> RawTable:
    """The one sheet with the source's header. A sheet of notes beside it does no harm; a second table does."""
    found, headers, refusal = workbook.sheets(path), {}, None
    for name, rows in found.items():
        try:
            headers[name] = find_header([cells for _, cells in rows[:TITLE_ROWS]], path.name, source)
        except FileRefused as error:
            if error.rule != "L3-01":
                raise
            refusal = refusal or error
    if len(headers) == 1:
        name, header = next(iter(headers.items()))
        return _assemble(found[name][header.body :], header)
    raise refusal or FileRefused(
        f"{path.name} has {len(headers)} sheets with the table", "one sheet with it", "keep one table a workbook (L1-02)", "L1-02"
    )


def _without_damage(table: RawTable) -> RawTable:
    """A broken character costs its own row: what stood there, or whose row it was, nobody can say."""
    broken = pl.concat_str([column for column in table.rows.columns if column != LINE], ignore_nulls=True).str.contains(DAMAGE.pattern)
    damaged = table.rows.filter(broken)[LINE]
    return replace(table, rows=table.rows.filter(~broken), damaged=tuple(damaged))


def _plain(text: str, file: str, source: Source) -> RawTable:
    """Without quotes a line is a row: the whole file at once."""
    between = source.delimiter
    lines = pl.Series("raw", lines_of(text))
    header = find_header([line.split(between) for line in lines.head(TITLE_ROWS)], file, source)
    width = len(header.items)
    frame = pl.DataFrame({LINE: pl.int_range(1, lines.len() + 1, eager=True, dtype=pl.Int32), "raw": lines}).slice(header.body)
    filled = frame.filter(pl.col("raw").str.strip_chars(f"{BLANK}{between}") != "")
    cells = pl.col("raw").str.count_matches(between, literal=True) + 1
    total = pl.col("raw").str.splitn(between, 2).struct.field("field_0").str.contains(TOTAL)
    totals = filled.filter(total)
    trimmed = pl.when(cells > width).then(pl.col("raw").str.replace(_overlong(between, width), "${1}")).otherwise(pl.col("raw"))
    body = filled.filter(~total).with_columns(trimmed).with_columns(cells=cells)
    good = body.filter(pl.col("cells") == width)
    split = pl.col("raw").str.split_exact(between, width - 1).struct.rename_fields(list(header.items)).alias("row")
    blanks = max(frame.height - filled.height - 1, 0)
    ragged = tuple(body.filter(pl.col("cells") != width)[LINE])
    return RawTable(good.select(LINE, split).unnest("row"), ragged, tuple(totals[LINE]), (), header.titles, blanks)


def _overlong(between: str, width: int) -> str:
    """A line with nothing but separators beyond its last column."""
    cell = f"[^{between}]*"
    return f"^((?:{cell}{between}){{{width - 1}}}{cell}){between}+$"


def _quoted(text: str, file: str, source: Source) -> RawTable:
    """With quotes a cell may hold separators and newlines: row by row, the line being that on which the row begins."""
    lines = [line for line in physical_lines(text) if line]  # but for the nothing behind the last line end
    top = list(islice(records(lines, 0, source.delimiter), TITLE_ROWS))
    header = find_header([record for _, record in top], file, source)
    start = top[header.body][0] - 1 if header.body < len(top) else len(lines)
    return _assemble(list(records(lines, start, source.delimiter, len(header.items))), header)


def _assemble(found: workbook.Records, header: Header) -> RawTable:
    """Sorts records into clean rows, ragged ones, totals and blanks."""
    body = [(line, cells) for line, cells in found if any(cell.strip() for cell in cells)]
    totals = [line for line, cells in body if re.match(TOTAL, cells[0])]
    rest = [(line, _trimmed(cells, len(header.items))) for line, cells in body if not re.match(TOTAL, cells[0])]
    good = [(line, *cells) for line, cells in rest if len(cells) == len(header.items)]
    rows = pl.DataFrame(good, schema={LINE: pl.Int32, **dict.fromkeys(header.items, pl.String)}, orient="row")
    ragged = tuple(line for line, cells in rest if len(cells) != len(header.items))
    return RawTable(rows, ragged, tuple(totals), (), header.titles, len(found) - len(body))


def _trimmed(cells: list[str], width: int) -> list[str]:
    """Empty cells beyond the last column are how a line ends, not a value too many."""
    return cells[:width] if not any(cells[width:]) else cells


def _refuse_my_numbers(rows: pl.DataFrame, file: str, source: Source) -> None:
    for item_id in rows.columns:
        if item_id != LINE and my_number.full_of_them(rows[item_id]):
            raise my_number.refuse_column(source.item(item_id).column, file)
