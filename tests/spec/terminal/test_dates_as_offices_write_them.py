"""Dates as offices write them: what was written, and what it means."""

from datetime import date

import polars as pl
import pytest

from sukoyaka.terminal.read.wareki import EMPTY, IMPOSSIBLE, PARTLY_UNKNOWN, UNREADABLE, parse, parse_column

# written            means
DATES = """
R05.04.01            2023-04-01
R5/4/1               2023-04-01
R5-4-1               2023-04-01
令和5年4月1日        2023-04-01
令和元年5月1日       2019-05-01
Ｒ０５．０４．０１   2023-04-01
5050401              2023-04-01
4010108              1989-01-08
H31.05.10            2019-05-10
S63.12.31            1988-12-31
T15.12.24            1926-12-24
20230401             2023-04-01
2023/4/1             2023-04-01
2023-04-01           2023-04-01
45017                2023-04-01
R050401              2023-04-01
r5.4.1               2023-04-01
令5.4.1              2023-04-01
M45.07.30            1912-07-30
T15.12.25            1926-12-25
R06.02.29            2024-02-29
S64.02.30            impossible
S64.01.08            impossible
R05.13.01            impossible
R05.02.29            impossible
20230931             impossible
8888/12/31           impossible
T15.12.26            impossible
M00.01.01            impossible
H30.04.00            partly unknown
昭和60年 月不詳      partly unknown
00000000             empty
99999999             empty
不詳                 empty
yesterday            unreadable
2023-4               unreadable
１２３               unreadable
"""
REASONS = {IMPOSSIBLE, PARTLY_UNKNOWN, EMPTY, UNREADABLE}
ROWS = [line.rsplit(maxsplit=2 if line.endswith("partly unknown") else 1) for line in DATES.strip().splitlines()]
CASES = [(row[0].strip(), "partly unknown" if len(row) == 3 else row[1]) for row in ROWS]


@pytest.mark.parametrize(("written", "means"), CASES)
def test_a_date(written: str, means: str) -> None:
    assert parse(written) == (means if means in REASONS else date.fromisoformat(means))


@pytest.mark.parametrize("written", ["R 5. 4. 1", "2023-04-01 00:00:00", "2023-04-01T00:00:00", "2023/04/01 0:00", "令和 5年 4月 1日"])
def test_blanks_and_the_clock_do_not_matter(written: str) -> None:
    assert parse(written) == date(2023, 4, 1)


def test_a_column_keeps_its_order_and_says_why_not() -> None:
    days, reasons = parse_column(pl.Series("moved_on", ["R05.04.01", None, "S64.02.30", "R05.04.01", ""]))
    assert days.to_list() == [date(2023, 4, 1), None, None, date(2023, 4, 1), None]
    assert reasons.to_list() == [None, EMPTY, IMPOSSIBLE, None, EMPTY]
