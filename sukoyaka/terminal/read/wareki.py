"""Dates as Japanese offices write them → dates. Every notation of the wild, impossible days refused, parts unknown kept unknown.

Reads distinct texts of a column (a date column of half a million rows has a few thousand), gives a date or a reason.
"""

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

import polars as pl

ERAS = {  # initial, kanji, code → first day
    "M": ("明治", 1, date(1868, 1, 25)),
    "T": ("大正", 2, date(1912, 7, 30)),
    "S": ("昭和", 3, date(1926, 12, 25)),
    "H": ("平成", 4, date(1989, 1, 8)),
    "R": ("令和", 5, date(2019, 5, 1)),
}
_UNTIL = dict(zip(ERAS, [*(first for _, _, first in ERAS.values()), date.max][1:], strict=True))
_BASE = {key: first.year - 1 for key, (_, _, first) in ERAS.items()}
_BY_KANJI = {kanji[:width]: key for key, (kanji, _, _) in ERAS.items() for width in (1, 2)}
_BY_CODE = {str(code): key for key, (_, code, _) in ERAS.items()}
_BOTH = {("M", date(1912, 7, 30)), ("T", date(1926, 12, 25))}  # the day of a change belonged to both eras
_RUNS_ON = {"H"}  # 平成31年5月 and later still come out of old systems; the day is meant all the same

_ERA = re.compile(r"([MTSHR明大昭平令]|明治|大正|昭和|平成|令和)(元|\d{1,2})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_ERA_COMPACT = re.compile(r"([MTSHR])(\d{2})(\d{2})(\d{2})")
_WESTERN = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_CLOCK = re.compile(r"(?<=\d)(?:\s+|T)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")  # a day exported as a point in time
_YEARS = range(1868, 2100)
_BLANK = {"", "0", "00000000", "99999999", "0000000", "9999999", "-", "不詳"}
EMPTY = "empty"
IMPOSSIBLE = "impossible"
UNREADABLE = "unreadable"
PARTLY_UNKNOWN = "partly unknown"


def parse(text: str) -> date | str:
    """A date, or the reason why there is none: empty, impossible, unreadable, partly unknown."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    plain = "".join((_CLOCK.sub("", plain) if ":" in plain else plain).split())
    if plain in _BLANK:
        return EMPTY
    if "不詳" in plain:
        return PARTLY_UNKNOWN
    if match := _ERA.fullmatch(plain) or _ERA_COMPACT.fullmatch(plain):
        return _era(_BY_KANJI.get(match[1], match[1]), match[2], match[3], match[4])
    if match := _WESTERN.fullmatch(plain):
        return _day(int(match[1]), match[2], match[3])
    if plain.isdigit():
        return _digits(plain)
    return UNREADABLE


def _digits(plain: str) -> date | str:
    if len(plain) == 8:
        return _day(int(plain[:4]), plain[4:6], plain[6:])
    if len(plain) == 7 and plain[0] in _BY_CODE:
        return _era(_BY_CODE[plain[0]], plain[1:3], plain[3:5], plain[5:])
    if len(plain) == 5 and 20000 < int(plain) < 60000:  # a spreadsheet's day count
        return date(1899, 12, 30) + timedelta(days=int(plain))
    return UNREADABLE


def _era(era: str, year: str, month: str, day: str) -> date | str:
    number = 1 if year == "元" else int(year)
    found = _day(_BASE[era] + number, month, day)
    if isinstance(found, str):
        return found
    within = ERAS[era][2] <= found and (found < _UNTIL[era] or era in _RUNS_ON or (era, found) in _BOTH)
    return found if within and number >= 1 else IMPOSSIBLE


def _day(year: int, month: str, day: str) -> date | str:
    if int(month) == 0 or int(day) == 0:
        return PARTLY_UNKNOWN
    if year not in _YEARS:
        return IMPOSSIBLE
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return IMPOSSIBLE


_known = lru_cache(2**16)(parse)  # a file read in pieces has the same days in each


def parse_column(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Dates of a column of texts, and beside each the reason where there is none (null where there is)."""
    distinct = column.unique().drop_nulls()
    parsed = [_known(text) for text in distinct]
    table = pl.DataFrame(
        {
            "text": distinct,
            "date": pl.Series([value if isinstance(value, date) else None for value in parsed], dtype=pl.Date),
            "reason": pl.Series([value if isinstance(value, str) else None for value in parsed], dtype=pl.String),
        }
    )
    found = column.rename("text").to_frame().join(table, on="text", how="left", maintain_order="left")
    return found["date"], found["reason"].fill_null(EMPTY).set(found["date"].is_not_null(), None)
