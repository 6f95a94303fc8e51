"""An extract on its way to a file: columns of text, whose row each is, and what dirt was planted.

Writes CSV as departments do (CP932, CRLF, no quotes) and notes the physical line of every row. Why: the truth must be
able to say of any line whose it is.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sukoyaka.city import calendar

Words = npt.NDArray[np.object_]


@dataclass
class Sheet:
    """One file. `owner` holds the true resident number of each row, `planted` the name of its dirt or nothing."""

    file: str
    source: str
    columns: dict[str, Words]
    owner: Words
    planted: Words = field(init=False)
    suffix: dict[int, str] = field(default_factory=dict)  # row → text after its last field
    between: dict[int, list[str]] = field(default_factory=dict)  # row → lines that stand before it; len(self) → at the end
    refused: bool = False

    def __post_init__(self) -> None:
        # a column and the owner often begin as one array; dirt in the one must not reach the other
        self.columns = {name: values.copy() for name, values in self.columns.items()}
        self.owner = self.owner.copy()
        self.planted = np.full(len(self.owner), "", dtype=object)

    def __len__(self) -> int:
        return len(self.owner)

    def sorted_by(self, order: npt.NDArray[np.int64]) -> "Sheet":
        """The same rows in another order, before dirt is planted."""
        return Sheet(self.file, self.source, {k: v[order] for k, v in self.columns.items()}, self.owner[order], refused=self.refused)

    def repeat(self, rows: npt.NDArray[np.int64]) -> None:
        """Rows once more, each right after itself."""
        order = np.sort(np.concatenate([np.arange(len(self)), rows]), kind="stable")
        twice = np.append(False, order[1:] == order[:-1])
        self.columns = {name: values[order] for name, values in self.columns.items()}
        self.owner, self.planted = self.owner[order], self.planted[order]
        self.planted[twice] = "duplicate row"

    def lines(self) -> tuple[list[str], list[int]]:
        """Physical lines with the header, and the 1-based line of every row."""
        found, numbers = [",".join(self.columns)], []
        rows = map(",".join, zip(*(values.tolist() for values in self.columns.values()), strict=True))
        if not (self.suffix or self.between):
            found.extend(rows)
            return found, list(range(2, len(self) + 2))
        for index, row in enumerate(rows):
            found.extend(self.between.get(index, []))
            found.append(row + self.suffix.get(index, ""))
            numbers.append(len(found))
        found.extend(self.between.get(len(self), []))
        return found, numbers


def by_year(prefix: str, source: str, columns: dict[str, Words], owner: Words, day: npt.NDArray[np.int64], end: int) -> list[Sheet]:
    """One sheet a fiscal year (April to March), named after its last day in the window."""
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    year = 1970 + (month - 3) // 12
    found = []
    for y in sorted(set(year.tolist())):
        rows = np.flatnonzero(year == y)
        last = min(calendar.day_of(date(y + 1, 3, 31)), end)
        name = f"{prefix}_{calendar.plain(calendar.date_of(last))}.csv"
        found.append(Sheet(name, source, {k: v[rows] for k, v in columns.items()}, owner[rows]))
    return found


def write_whole(path: Path, content: bytes) -> None:
    """The file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    hidden = path.with_name(f".{path.name}.part")
    hidden.write_bytes(content)
    hidden.replace(path)


def write(sheet: Sheet, extracts: Path) -> list[int]:
    """Writes the file; gives the line of every row."""
    lines, numbers = sheet.lines()
    write_whole(extracts / sheet.file, ("\r\n".join(lines) + "\r\n").encode("cp932"))
    return numbers
