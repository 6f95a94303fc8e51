"""Days as integers since 1970-01-01, and the six notations in which departments write them.

Reads and writes nothing. Why: each extract writes dates its own way, and a table of all days is faster than formatting.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]
Words = npt.NDArray[np.object_]

EPOCH = date(1970, 1, 1)
FIRST = (date(1912, 7, 30) - EPOCH).days
LAST = (date(2045, 12, 31) - EPOCH).days
NEVER = LAST + 1  # "still so": later than every day of a city
ERAS = (
    (date(2019, 5, 1), "R", "令和", 5),
    (date(1989, 1, 8), "H", "平成", 4),
    (date(1926, 12, 25), "S", "昭和", 3),
    (date(1912, 7, 30), "T", "大正", 2),
)


def day_of(day: date) -> int:
    """A date as an integer."""
    return (day - EPOCH).days


def date_of(day: int) -> date:
    """An integer as a date."""
    return EPOCH + timedelta(days=int(day))


def wareki(day: date) -> tuple[str, str, int, int]:
    """Letter, kanji and figure of the era, and the year in it."""
    start, letter, kanji, figure = next(era for era in ERAS if day >= era[0])
    return letter, kanji, figure, day.year - start.year + 1


def dotted(day: date) -> str:
    """R05.04.01"""
    letter, _, _, year = wareki(day)
    return f"{letter}{year:02}.{day.month:02}.{day.day:02}"


def kanji(day: date) -> str:
    """令和5年4月1日, 令和元年5月1日"""
    _, era, _, year = wareki(day)
    return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def plain(day: date) -> str:
    """20230401"""
    return f"{day.year:04}{day.month:02}{day.day:02}"


def figures(day: date) -> str:
    """5050401"""
    _, _, figure, year = wareki(day)
    return f"{figure}{year:02}{day.month:02}{day.day:02}"


def slashed(day: date) -> str:
    """R5/4/1"""
    letter, _, _, year = wareki(day)
    return f"{letter}{year}/{day.month}/{day.day}"


def western(day: date) -> str:
    """2023/4/1"""
    return f"{day.year}/{day.month}/{day.day}"


@cache
def _table(notation: Callable[[date], str]) -> Words:
    words = [notation(date_of(day)) for day in range(FIRST, LAST + 1)]
    return np.array([*words, ""], dtype=object)


def write(days: npt.ArrayLike, notation: Callable[[date], str]) -> Words:
    """Days in a notation; `NEVER` becomes empty."""
    words: Words = _table(notation)[np.asarray(days, dtype=np.int64) - FIRST]
    return words


def completed_months(births: npt.ArrayLike, days: npt.ArrayLike) -> Days:
    """Completed months of age, as health services count them."""
    birth, day = np.asarray(births).astype("datetime64[D]"), np.asarray(days).astype("datetime64[D]")
    whole = (day.astype("datetime64[M]").astype(np.int64)) - birth.astype("datetime64[M]").astype(np.int64)
    into_birth = (birth - birth.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    into_day = (day - day.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    months: Days = (whole - (into_day < into_birth)).astype(np.int32)
    return months


def month_starts(first: date, last: date) -> list[date]:
    """`first`, then the first of every following month up to `last`."""
    starts, day = [], first
    while day <= last:
        starts.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return starts
