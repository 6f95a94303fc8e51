"""A column of an unknown file → what kind of item it is, how full, and what is suspicious about it.

Reads texts; tells counts, widths and the values of small code tables. Names, kana, addresses and free text are never repeated.
"""

import re
import unicodedata
from dataclasses import dataclass

import polars as pl

from sukoyaka.governance.register import ItemType
from sukoyaka.terminal.read import my_number
from sukoyaka.terminal.read.header import suspicious
from sukoyaka.terminal.read.wareki import EMPTY, parse_column

MOST_CODES = 30  # values of a code table
_LONGEST_CODE = 12  # characters
_FEW_NUMBERS = 9  # more bare numbers than digits there are: weeks, months, counts
_SURE = 0.95  # share of the filled cells that must agree
_NAMED = (  # what a name says, in order
    (re.compile("宛名番号|個人コード|住民コード"), ItemType.RESIDENT_NUMBER),
    (re.compile("世帯番号|世帯コード"), ItemType.HOUSEHOLD_NUMBER),
    (re.compile("カナ|フリガナ|ふりがな|かな氏名"), ItemType.KANA),
    (re.compile("氏名|名前|対象者名|保護者名|続柄者名"), ItemType.NAME),
    (re.compile("郵便"), ItemType.POSTAL_CODE),
    (re.compile("町字|町丁|大字コード|行政区コード"), ItemType.TOWN),
    (re.compile("住所|所在地|方書|番地"), ItemType.ADDRESS),
)
_NUMBERS = (ItemType.RESIDENT_NUMBER, ItemType.HOUSEHOLD_NUMBER)
_PHONES = 0.1  # share of a text column's cells from which it is one of telephones
_KANA = r"^[\u30a0-\u30ff\uff66-\uff9f\u3040-\u309f\s\u3000・]+$"
_PHONE = r"^0\d{1,4}[-(]?\d{1,4}[-)]?\d{4}$"
_WARNINGS = (
    ("メールアドレスがあります", r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
    ("指数表示（1.23E+11）の値があります", r"^\d(\.\d+)?[eE]\+?\d+$"),
    ("外字・代替文字があります", "[\ue000-\uf8ff〓□]"),
    ("半角カナがあります", "[\uff66-\uff9f]"),
)


@dataclass(frozen=True)
class Column:
    """What was found out about one column."""

    name: str
    type: ItemType
    filled: int
    distinct: int
    width: tuple[int, int]  # shortest and longest, characters
    codes: tuple[str, ...]  # values of a small code table, as written
    pattern: str | None  # of a number
    warnings: tuple[str, ...]
    forbidden: str | None  # rule that keeps the column out, whatever anybody registers


def describe(name: str, cells: pl.Series) -> Column:
    """The profile of a column of texts, empty cells null."""
    filled = cells.drop_nulls()
    plain = filled.unique(maintain_order=True)
    lengths = filled.str.len_chars()
    kind = _kind(name, filled)
    width = (int(str(lengths.min())), int(str(lengths.max()))) if filled.len() else (0, 0)
    forbidden = suspicious(name) or ("C-MYNUMBER" if my_number.full_of_them(filled) else None)
    codes = tuple(sorted(plain)) if kind is ItemType.CODE else ()
    warnings = tuple(_warnings(filled, kind, width))
    return Column(name, kind, filled.len(), plain.len(), width, codes, _pattern(filled, kind, width), warnings, forbidden)


def _kind(name: str, filled: pl.Series) -> ItemType:
    """By the name where it says so, else by what stands in it."""
    if named := next((kind for pattern, kind in _NAMED if pattern.search(name)), None):
        return named
    if filled.is_empty():
        return ItemType.TEXT
    if _is_date(filled):
        return ItemType.DATE
    if _is_code(filled):
        return ItemType.CODE
    if _share(filled, _KANA) >= _SURE:
        return ItemType.KANA
    return _number_or_text(name, filled)


def _number_or_text(name: str, filled: pl.Series) -> ItemType:
    """Digits of one width under the name of a number are an identifier, not a quantity."""
    plain = filled.str.normalize("NFKC")
    if _share(plain, r"^-?\d+$") >= _SURE:
        return ItemType.TEXT if "番号" in name or _share(plain, r"^0\d+$") > 0 else ItemType.INTEGER
    return ItemType.NUMBER if _share(plain, r"^-?\d+(\.\d+)?$") >= _SURE else ItemType.TEXT


def _is_date(filled: pl.Series) -> bool:
    days, reasons = parse_column(filled)
    said = (reasons != EMPTY).fill_null(value=True)
    return bool(said.any()) and int(days.is_not_null().sum()) >= _SURE * int(said.sum())


def _is_code(filled: pl.Series) -> bool:
    """Few, short values that come again: each of them twice or more on average."""
    plain = filled.unique()
    few = plain.len() <= MOST_CODES and 2 * plain.len() <= filled.len() and int(str(plain.str.len_chars().max())) <= _LONGEST_CODE
    return few and not (plain.len() > _FEW_NUMBERS and _share(plain, r"^(0|[1-9]\d*)$") == 1)


def _share(texts: pl.Series, pattern: str) -> float:
    return float(texts.str.contains(pattern).sum()) / max(texts.len(), 1)


def _pattern(filled: pl.Series, kind: ItemType, width: tuple[int, int]) -> str | None:
    """Of identifiers: as many digits as the longest has."""
    return rf"\d{{{width[1]}}}" if kind in _NUMBERS and filled.len() else None


def _warnings(filled: pl.Series, kind: ItemType, width: tuple[int, int]) -> list[str]:
    told = [says for says, pattern in _WARNINGS if filled.str.contains(pattern).any()]
    if kind is ItemType.TEXT and _share(filled, _PHONE) > _PHONES:
        told.append("電話番号らしい値があります")
    if kind in _NUMBERS and width[0] != width[1]:
        told.append("番号の桁がそろっていません（先頭の0が失われた値があるかもしれません）")
    if kind is ItemType.TEXT and width[1] > 30:
        told.append("自由記述です。個人を特定する内容が書かれているかもしれません")
    if filled.str.contains(r"\d{12}").any() and any(my_number.holds_one(text) for text in filled.filter(filled.str.contains(r"\d{12}"))):
        told.append("個人番号かもしれない12桁の数字があります")
    if kind is ItemType.DATE and len({_notation(text) for text in filled.unique()}) > 1:
        told.append("日付の書き方が混ざっています")
    return told


def _notation(text: str) -> str:
    """A day with its digits and era made alike: what is left is how it is written."""
    return re.sub("[MTSHR明大昭平令]", "e", re.sub(r"\d+", "9", unicodedata.normalize("NFKC", text)))
