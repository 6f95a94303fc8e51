"""A large delimited file in pieces: memory does not grow with it, and a piece whose rows are all alike is cut at once.

Reads whole lines, gives a `RawTable` a piece, as `read_table` gives of the whole. Where anything is out of the ordinary (a quote, a
ragged row, a doubtful character) it is `Irregular`, and the careful reader has to read the file: nothing is decided here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from sukoyaka.governance.register import Source
from sukoyaka.terminal.read import workbook
from sukoyaka.terminal.read.csv_text import lines_of
from sukoyaka.terminal.read.encoding import as_utf8
from sukoyaka.terminal.read.header import TITLE_ROWS, Header, find_header
from sukoyaka.terminal.read.refusals import FileRefused
from sukoyaka.terminal.read.table import BLANK, LINE, TOTAL, RawTable

PIECE = 8 * 2**20
_OF_BLANKS = (b" ", b"\t", b"\x80")  # a byte of each of `BLANK`: where none is, no cell is padded
_TOP = 2**16  # bytes in which titles and header must stand


class Irregular(Exception):
    """The file has to be read as a whole, with care."""


@dataclass(frozen=True)
class Layout:
    """Where the rows begin, and the columns."""

    header: Header
    start: int  # bytes before the first row


def layout(path: Path, source: Source) -> Layout:
    """Header of a file. Raises `Irregular` also for what will be refused: the careful reader says why."""
    if workbook.is_workbook(path):
        raise Irregular
    with path.open("rb") as file:
        top = file.read(_TOP)
    whole = top[: top.rfind(b"\n") + 1]
    text = as_utf8(whole, source.encoding)
    if text is None or b'"' in whole or workbook.looks_like_workbook(top):
        raise Irregular
    lines = lines_of(text.decode(errors="replace"))[:-1]
    try:
        header = find_header([line.split(source.delimiter) for line in lines[:TITLE_ROWS]], path.name, source)
    except FileRefused as refusal:
        raise Irregular from refusal
    if header.body > len(lines):
        raise Irregular
    return Layout(header, sum(len(line) for line in whole.splitlines(keepends=True)[: header.body]))


def stretches(path: Path, found: Layout) -> Iterator[tuple[int, bytes]]:
    """Whole lines, about `PIECE` bytes at a time, and the number of the first."""
    line, size = found.header.body + 1, path.stat().st_size
    with path.open("rb") as file:
        file.seek(found.start)
        while raw := file.read(PIECE) + file.readline():
            if file.tell() >= size:
                raw = raw.rstrip(b"\x1a")
            if raw:
                yield line, raw
            line += raw.count(b"\n")


def table(raw: bytes, first: int, found: Layout, source: Source) -> RawTable:
    """The rows of whole lines, the first of which has that number. Raises `Irregular`."""
    text = None if b'"' in raw else as_utf8(raw, source.encoding)
    if text is None or b"\r" in (text := text.replace(b"\r\n", b"\n") if b"\r" in text else text):
        raise Irregular
    rows = _cells(text, found.header.items, source.delimiter)
    separators = np.count_nonzero(np.frombuffer(text, np.uint8) == ord(source.delimiter))
    lines = text.count(b"\n") + (not text.endswith(b"\n"))
    if rows.height != lines or separators != rows.height * (len(found.header.items) - 1):
        raise Irregular
    numbered = rows.select(pl.int_range(first, first + pl.len(), dtype=pl.Int32).alias(LINE), pl.all())
    return _sorted_out(numbered, found.header, not any(byte in text for byte in _OF_BLANKS))


def _cells(text: bytes, items: tuple[str, ...], delimiter: str) -> pl.DataFrame:
    """As they came. A row with too many cells, or what is no UTF-8, is an error of the parser; too few are counted by the caller."""
    schema = dict.fromkeys(items, pl.String)
    try:
        return pl.read_csv(text, has_header=False, schema=schema, separator=delimiter, quote_char=None, empty_string_is_null=False)
    except pl.exceptions.PolarsError as error:
        raise Irregular from error


def _sorted_out(rows: pl.DataFrame, header: Header, bare: bool) -> RawTable:
    """Without blank rows and totals, which are told by their first cell."""
    first = rows[header.items[0]]
    totals = first.str.contains("計", literal=True) & first.str.contains(TOTAL)
    empty = first.str.strip_chars(BLANK) == ""
    if empty.any():
        empty &= rows.select(pl.all_horizontal(pl.col(item).str.strip_chars(BLANK) == "" for item in header.items)).to_series()
    kept = rows.filter(~(totals | empty)) if (totals | empty).any() else rows
    return RawTable(kept, (), tuple(rows[LINE].filter(totals)), (), header.titles, int(empty.sum()), bare)


def ends_with_a_line(path: Path) -> bool:
    """Whether the last line has an end: the careful reader counts what follows it."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 64, 0))
        return file.read().rstrip(b"\x1a").endswith(b"\n")
