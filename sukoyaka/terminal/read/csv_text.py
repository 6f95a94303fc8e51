"""A CSV text cut into records: the first line of each, and its cells. Nothing is trimmed, folded or cast.

Reads the lines of a decoded file. A stray quote costs its own line: it may not swallow the rest of the file.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence

_LONGEST_RECORD = 20  # lines that one quoted cell may span


def lines_of(text: str) -> list[str]:
    """Lines without their ends."""
    return re.split(r"\r\n|\n|\r", text)


def physical_lines(text: str) -> list[str]:
    """Lines with their ends, which belong to the value where a quoted cell holds them."""
    pieces = re.split(r"(\r\n|\n|\r)", text)
    return [line + end for line, end in zip(pieces[::2], [*pieces[1::2], ""], strict=True)]


def records(lines: Sequence[str], at: int, delimiter: str, width: int | None = None) -> Iterator[tuple[int, list[str]]]:
    """First line and cells of each record from index `at` on.

    A quote that stays open too long, or that glues lines to a record of another width, is a stray one: its line alone is given up.
    """
    while at < len(lines):
        last = _last_line(lines, at, delimiter)
        cells = _cells(lines[at : (at if last is None else last) + 1], delimiter)
        stray = last is None or cells is None or (last > at and width is not None and len(cells) != width)
        yield at + 1, [lines[at]] if stray or cells is None else cells
        at = at + 1 if stray or last is None else last + 1


def _cells(lines: Sequence[str], delimiter: str) -> list[str] | None:
    """Cells of one record; None where two stray quotes only look like a cell of several lines."""
    if '"' not in lines[0]:
        return lines[0].rstrip("\r\n").split(delimiter)
    try:
        return next(csv.reader(io.StringIO("".join(lines), newline=""), strict=len(lines) > 1, delimiter=delimiter), [])
    except csv.Error:
        return None


def _last_line(lines: Sequence[str], first: int, delimiter: str) -> int | None:
    """Index of the line on which the record that begins at `first` ends."""
    quoted = False
    for index in range(first, min(first + _LONGEST_RECORD, len(lines))):
        quoted = _ends_quoted(lines[index], quoted, delimiter)
        if not quoted:
            return index
    return None


def _ends_quoted(line: str, quoted: bool, delimiter: str) -> bool:
    """Whether a cell is still open at the end of the line. A quote opens a cell where the cell begins; doubled, it is a quote."""
    if '"' not in line:
        return quoted
    begins, closed = not quoted, False
    for character in line:
        if quoted:
            quoted, closed = character != '"', character == '"'
        else:
            quoted, closed = character == '"' and (begins or closed), False
            begins = character == delimiter
    return quoted
