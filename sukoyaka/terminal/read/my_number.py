"""個人番号 (My Number) by its check digit: it may be in no column, under whatever name (番号法9条 does not list this use).

Reads rows as they came; refuses the file whose column is full of them. A single one in a cell costs that cell.
"""

import re
from dataclasses import dataclass

import polars as pl

from sukoyaka.terminal.read.refusals import FileRefused

_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_DIGITS = 12
_LOOKED_AT = 2000
_TWELVE = re.compile(r"(?<!\d)\d{12}(?!\d)")


def is_my_number(text: str) -> bool:
    """Whether twelve digits carry the check digit of a 個人番号 (行政手続における特定の個人を識別するための番号 の検査用数字)."""
    total = sum(int(digit) * weight for digit, weight in zip(text[:11], _WEIGHTS, strict=True)) % 11
    return int(text[11]) == (0 if total <= 1 else 11 - total)


def holds_one(text: str) -> bool:
    """Whether a text carries twelve digits that could be a 個人番号; one in eleven other numbers looks so too."""
    return any(is_my_number(match) for match in _TWELVE.findall(text))


@dataclass(frozen=True)
class Tally:
    """Of a column, or of a stretch of it: filled cells, those of twelve digits, and the first of these."""

    filled: int
    twelve: int
    first: pl.Series

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.filled + other.filled, self.twelve + other.twelve, pl.concat([self.first, other.first]).head(_LOOKED_AT))

    def full(self) -> bool:
        """Twelve digits with a right check digit, in nearly every filled cell."""
        if self.twelve == 0 or 2 * self.twelve < self.filled:
            return False
        return sum(is_my_number(text) for text in self.first) > 0.8 * min(self.twelve, _LOOKED_AT)


def tally(cells: pl.Series) -> Tally:
    """Counts a column."""
    stripped = cells.str.strip_chars()
    twelve = stripped.filter(stripped.str.len_chars() == _DIGITS)
    twelve = twelve.filter(twelve.str.contains(r"^\d{12}$"))
    return Tally(int((stripped != "").sum()), twelve.len(), twelve.head(_LOOKED_AT))


def full_of_them(cells: pl.Series) -> bool:
    """Whether a column carries 個人番号."""
    return tally(cells).full()


def refuse_column(column: str, file: str) -> FileRefused:
    """What is said of a file with such a column."""
    return FileRefused(
        f"{file} carries 個人番号 in the column {column}",
        "numbers of the register's own kinds",
        "remove them; 番号法9条 does not list this use",
        "C-MYNUMBER",
    )
