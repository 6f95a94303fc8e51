"""Days in both calendars."""

from datetime import date

import pytest

from sukoyaka.office.casework.days import in_both, in_era, month_in_both


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 4, 1), "令和6年4月1日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1900, 1, 1), "1900年1月1日"),
    ],
)
def test_eras_change_on_their_day(day: date, words: str) -> None:
    assert in_era(day) == words


def test_both_calendars() -> None:
    assert in_both(date(2024, 4, 1)) == "令和6年4月1日 (2024-04-01)"
    assert month_in_both(date(2022, 12, 1)) == "令和4年12月 (2022-12)"
