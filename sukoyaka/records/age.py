"""Age arithmetic. A child's age advances on the day before the birthday (年齢計算ニ関スル法律); health services count
completed months from the birth date. The hub knows the month only: it counts from the first of the month of birth,
so that it never believes a child to be younger than it is, nor older by more than a month.
"""

from datetime import date


def completed_months(birth: date, on: date) -> int:
    """Completed months from `birth` to `on`; negative before birth."""
    months = (on.year - birth.year) * 12 + on.month - birth.month
    return months - 1 if on.day < birth.day else months


def add_months(day: date, months: int) -> date:
    """`day` moved by months, clipped to the last day of the month: Jan 31 + 1 → Feb 28 or 29."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))


def month_length(year: int, month: int) -> int:
    """Days of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


def end_of_month(day: date) -> date:
    """Last day of the month of `day`."""
    return day.replace(day=month_length(day.year, day.month))


def age_in_words(birth: date, on: date) -> str:
    """「2歳3か月」, as a screen shows an age."""
    years, months = divmod(max(completed_months(birth, on), 0), 12)
    return f"{years}歳{months}か月"
