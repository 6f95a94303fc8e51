"""The header of a table: where it is, and which registered item each column is.

Reads the first lines of a file. A column that the register does not declare refuses the file: what nobody registered has no
legal basis to be here, and the refusal says which step is missing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sukoyaka.governance.register import Source
from sukoyaka.terminal.read.refusals import FileRefused

TITLE_ROWS = 20  # a header is looked for in the first lines only
_TAX = re.compile("所得|課税|税額|収入|控除")
_MY_NUMBER_NAMES = re.compile("個人番号|マイナンバー|個人No")


@dataclass(frozen=True)
class Header:
    """Lines before it, lines that it takes, and the item id of each column in order."""

    titles: int
    height: int
    items: tuple[str, ...]

    @property
    def body(self) -> int:
        """Index of the first line after it."""
        return self.titles + self.height


def find_header(lines: Sequence[Sequence[str]], file: str, source: Source) -> Header:
    """The header among the first lines. Raises `FileRefused` where it is missing, doubled or undeclared."""
    wanted = {clean(item.column) for item in source.items if item.required}
    for index in range(len(lines)):
        names = names_of(lines[index : index + source.header_rows])
        if wanted and wanted <= set(names):
            return Header(index, source.header_rows, _declared(names, file, source))
    first = set(names_of(lines[: source.header_rows]))
    missing = [item.column for item in source.items if item.required and clean(item.column) not in first]
    raise FileRefused(
        f"{file} has no header row with the required columns; missing {'・'.join(missing)}",
        "・".join(item.column for item in source.items),
        "export it with its header, or correct the register",
        "L3-01",
    )


def names_of(rows: Sequence[Sequence[str]]) -> list[str]:
    """Column names of one header row, or of two: `体格` over `体重` is `体格/体重`, as a merged cell names all below it."""
    cleaned = [[clean(cell) for cell in row] for row in rows]
    if len(cleaned) < 2:
        return cleaned[0] if cleaned else []
    names, group = [], ""
    for top, bottom in zip_longest(cleaned[0], cleaned[1], fillvalue=""):
        group = top or (group if bottom else "")
        names.append("/".join(part for part in (group, bottom) if part))
    return names


def clean(name: str) -> str:
    """A column name without spaces, line breaks and marks."""
    return re.sub(r"[\s\u3000\ufeff]", "", name)


def suspicious(name: str) -> str | None:
    """The rule that forbids a column of this name, whatever the register says."""
    if _MY_NUMBER_NAMES.search(name):
        return "C-MYNUMBER"
    return "C-TAX" if _TAX.search(name) else None


def _declared(names: list[str], file: str, source: Source) -> tuple[str, ...]:
    by_name = {clean(item.column): item.id for item in source.items}
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
    rule = suspicious(name)
    if rule == "C-MYNUMBER":
        return FileRefused(f"{file} carries a 個人番号 column", allowed, "remove the column; 番号法9条 does not list this use", rule)
    if rule == "C-TAX":
        return FileRefused(
            f"{file} carries the undeclared tax or income column {name}",
            allowed,
            "remove the column; 課税情報 may not be used (地方税法22条), 児童扶養手当 stands in",
            rule,
        )
    if not name:
        return FileRefused(f"{file} has a column without a name", allowed, "name the column, or leave it out", "L1-05")
    return FileRefused(
        f"{file} carries the undeclared column {name}",
        allowed,
        f"remove it, or let {source.holder} and the steward register it with its legal basis",
        "C-UNDECLARED",
    )
