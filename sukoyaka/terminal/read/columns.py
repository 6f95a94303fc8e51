"""The columns of an extract as they came, in their order, whether the file is read or refused.

Reads the first bytes of a file, gives column names or none. Why besides the reader: a column that is new, gone or renamed refuses the file,
and the department must be told which it is. A row of values never counts as a header.
"""

from pathlib import Path

from sukoyaka.governance.register import Source
from sukoyaka.terminal.read import workbook
from sukoyaka.terminal.read.csv_text import physical_lines, records
from sukoyaka.terminal.read.header import TITLE_ROWS, clean, names_of
from sukoyaka.terminal.read.refusals import FileRefused

HEAD = 64 * 2**10  # bytes: twenty lines of any extract


def columns_of(path: Path, source: Source) -> tuple[str, ...]:
    """Names without spaces and marks. Empty where no line says at least two declared names, and as many as other things."""
    if source.format == "uke":
        return ()
    rows = _top_of_workbook(path) if workbook.is_workbook(path) else _top_of_text(path, source)
    declared = {clean(item.column) for item in source.items}
    found = [names_of(rows[at : at + source.header_rows]) for at in range(len(rows))]
    known, names = max(((len(declared & set(names)), names) for names in found), key=lambda pair: pair[0], default=(0, []))
    return tuple(names) if known >= 2 and 2 * known >= len([name for name in names if name]) else ()


def _top_of_text(path: Path, source: Source) -> list[list[str]]:
    with path.open("rb") as file:
        raw = file.read(HEAD)
    codec = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else source.encoding
    lines = physical_lines(raw.decode(codec, "replace"))
    return [cells for _, (_, cells) in zip(range(TITLE_ROWS), records(lines, 0, source.delimiter), strict=False)]


def _top_of_workbook(path: Path) -> list[list[str]]:
    try:
        return [cells for rows in workbook.sheets(path).values() for _, cells in rows[:TITLE_ROWS]]
    except FileRefused:
        return []
