"""Months and ages as health services count them."""

from datetime import date

import pytest

from sukoyaka.records.age import add_months, age_in_words, completed_months, end_of_month

CASES = [
    # birth            on                 completed months
    (date(2023, 1, 15), date(2023, 4, 14), 2),
    (date(2023, 1, 15), date(2023, 4, 15), 3),
    (date(2023, 1, 31), date(2023, 2, 28), 0),
    (date(2020, 2, 29), date(2021, 2, 28), 11),
    (date(2023, 5, 1), date(2023, 4, 1), -1),
]


@pytest.mark.parametrize(("birth", "on", "months"), CASES)
def test_completed_months(birth: date, on: date, months: int) -> None:
    assert completed_months(birth, on) == months


def test_months_are_added_and_clipped() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2023, 12, 1), 1) == date(2024, 1, 1)
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert end_of_month(date(2024, 2, 3)) == date(2024, 2, 29)


def test_an_age_in_words() -> None:
    assert age_in_words(date(2021, 12, 1), date(2024, 4, 1)) == "2歳4か月"
    assert age_in_words(date(2024, 5, 1), date(2024, 4, 1)) == "0歳0か月"
