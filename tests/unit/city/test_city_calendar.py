"""Six notations of a day."""

from datetime import date

import numpy as np
import pytest

from sukoyaka.city import calendar

CASES = [
    (date(2023, 4, 1), "R05.04.01", "令和5年4月1日", "20230401", "5050401", "R5/4/1", "2023/4/1"),
    (date(2019, 5, 1), "R01.05.01", "令和元年5月1日", "20190501", "5010501", "R1/5/1", "2019/5/1"),
    (date(2019, 4, 30), "H31.04.30", "平成31年4月30日", "20190430", "4310430", "H31/4/30", "2019/4/30"),
    (date(1989, 1, 7), "S64.01.07", "昭和64年1月7日", "19890107", "3640107", "S64/1/7", "1989/1/7"),
]
NOTATIONS = (calendar.dotted, calendar.kanji, calendar.plain, calendar.figures, calendar.slashed, calendar.western)


@pytest.mark.parametrize("case", CASES, ids=lambda c: str(c[0]))
def test_a_day_in_every_notation(case: tuple[date, str, str, str, str, str, str]) -> None:
    assert tuple(notation(case[0]) for notation in NOTATIONS) == case[1:]


def test_a_column_of_days_and_the_open_end() -> None:
    days = np.array([calendar.day_of(date(2023, 4, 1)), calendar.NEVER])
    assert calendar.write(days, calendar.dotted).tolist() == ["R05.04.01", ""]


def test_completed_months_count_from_the_day() -> None:
    birth, before, on = (calendar.day_of(d) for d in (date(2023, 1, 31), date(2023, 2, 28), date(2023, 3, 31)))
    assert calendar.completed_months([birth, birth], [before, on]).tolist() == [0, 2]
