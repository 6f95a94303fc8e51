"""Days as the screens show them: 令和6年4月1日 (2024-04-01).

Era years begin on the day of accession, not on January 1st.
"""

from datetime import date

ERAS = (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25)), ("大正", date(1912, 7, 30)))


def in_era(day: date) -> str:
    """「令和6年4月1日」; the first year is 元年. Days before 大正 stay in the common calendar."""
    for name, start in ERAS:
        if day >= start:
            year = day.year - start.year + 1
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def in_both(day: date) -> str:
    """「令和6年4月1日 (2024-04-01)」."""
    return f"{in_era(day)} ({day.isoformat()})"


def month_in_both(day: date) -> str:
    """「令和4年1月 (2022-01)」, for what is known to the month."""
    return f"{in_era(day).rpartition('月')[0]}月 ({day:%Y-%m})"
