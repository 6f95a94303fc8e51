"""A delivery beside the last one: what is said of rows, columns and values, and what is never remembered."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from sukoyaka.governance import register
from sukoyaka.terminal.check import findings
from sukoyaka.terminal.check.inbox import FileAccount
from sukoyaka.terminal.report import comparison
from sukoyaka.terminal.report.measure import FEWER_THAN, measured
from sukoyaka.terminal.report.profile import Profile, Remembered, last_of, profiles
from sukoyaka.terminal.report.trend import LITTLE, MUCH, SAME, TOO_FEW, Trend, compared, drift, trends

MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)
REGISTER = register.load()
CHECKUP = REGISTER.source("checkup_child")
WEIGHT, ROUND, NAME = CHECKUP.item("weight"), CHECKUP.item("round"), REGISTER.source("resident").item("name")


def checkups(on: date, rows: int = 400, shift: float = 1.0, rounds: tuple[str, ...] = ("4M", "18M"), blank: int = 0) -> pl.DataFrame:
    """Checkups of the 300 days before a day, as `check` leaves them."""
    columns = {item.id: pl.Series([None] * rows, dtype=pl.String) for item in CHECKUP.items}
    known = {
        "resident": pl.Series([f"{number:010}" for number in range(rows)]),
        "round": pl.Series([rounds[number % len(rounds)] for number in range(rows)]),
        "date": pl.Series([on - timedelta(days=number % 300) for number in range(rows)]),
        "weight": pl.Series([None if number * 7 % rows < blank else (6_000 + 7 * number) * shift for number in range(rows)]),
    }
    return pl.DataFrame({**columns, **known})


def account(rows: int, columns: tuple[str, ...] = ("宛名番号", "健診種別", "受診日", "体重")) -> FileAccount:
    return FileAccount(0, "小児健診_1.csv", "checkup_child", rows, rows, None, findings.none(), findings.none(), columns=columns)


def remembered(rows: pl.DataFrame, on: date = MARCH) -> Remembered:
    return Remembered(on, 1, "a" * 16, profiles([account(rows.height)], {"checkup_child": rows}, REGISTER, on))


def trend(now: pl.DataFrame, last: pl.DataFrame, files: list[FileAccount] | None = None) -> Trend:
    given, tables = files or [account(now.height)], {"checkup_child": now}
    found = trends(profiles(given, tables, REGISTER, APRIL), [remembered(last)], given, tables, REGISTER, APRIL)["checkup_child"]
    assert found is not None
    return found


def verdicts(found: Trend) -> dict[str, str]:
    return {each.item: each.verdict for each in found.drifts if each.told}


def test_the_first_delivery_has_no_trend() -> None:
    rows = checkups(APRIL)
    tables, files = {"checkup_child": rows}, [account(rows.height)]
    found = trends(profiles(files, tables, REGISTER, APRIL), [], files, tables, REGISTER, APRIL)
    assert found == {"checkup_child": None}
    assert comparison.lines(None, CHECKUP)[0][-1].startswith("前回の受け渡しはありません")


def test_a_month_like_the_one_before_asks_the_department_nothing() -> None:
    found = trend(checkups(APRIL), checkups(MARCH))
    assert verdicts(found) == {}
    assert found.warnings == ()
    assert found.columns == ()


@pytest.mark.parametrize(
    ("now", "item", "verdict"),
    [
        (checkups(APRIL, shift=0.001), "weight", MUCH),  # kilograms where grams were
        (checkups(APRIL, shift=1.04), "weight", LITTLE),
        (checkups(APRIL, blank=60), "weight", LITTLE),
        (checkups(APRIL, blank=390), "weight", MUCH),
        (checkups(APRIL, rounds=("4M", "36M")), "round", MUCH),
    ],
)
def test_what_moved_is_named(now: pl.DataFrame, item: str, verdict: str) -> None:
    assert verdicts(trend(now, checkups(MARCH))) == {item: verdict}


def test_a_code_that_appears_and_one_that_vanishes_are_named() -> None:
    found = next(each for each in trend(checkups(APRIL, rounds=("4M", "36M")), checkups(MARCH)).drifts if each.item == "round")
    assert (found.appeared, found.vanished) == (("36M",), ("18M",))


def test_a_third_of_the_rows_gone_is_a_warning_and_so_is_an_old_extract() -> None:
    assert "30%減りました" in trend(checkups(APRIL, rows=280), checkups(MARCH)).warnings[0]
    assert "古くなりました" in trend(checkups(date(2024, 1, 1)), checkups(MARCH)).warnings[0]
    assert "新しい記録がありません" in trend(checkups(MARCH), checkups(MARCH)).warnings[0]


def test_a_file_of_a_few_rows_is_not_compared() -> None:
    found = trend(checkups(APRIL, rows=40, shift=0.001), checkups(MARCH, rows=40))
    assert {each.verdict for each in found.drifts} == {TOO_FEW}


COLUMNS = [
    (("a", "b", "c"), ("a", "b", "c"), []),
    (("a", "b"), ("a", "b", "国籍"), ["列「国籍」が増えました"]),
    (("a", "国籍"), ("a",), ["列「国籍」がなくなりました"]),
    (("a", "国籍区分", "b"), ("a", "b", "国籍"), ["列「国籍区分」が「国籍」に変わったようです"]),
    (("a", "身長", "b"), ("a", "体重", "b"), ["列「身長」が「体重」に変わったようです"]),
    (("a", "b", "c"), ("c", "a", "b"), ["列の並び順が変わりました（並び順が変わっても読めます）"]),
    (("受診 日", "b"), ("受診日", "b"), []),
    ((), ("a", "b"), []),
]


@pytest.mark.parametrize(("last", "now", "says"), COLUMNS)
def test_columns_added_gone_renamed_and_reordered(last: tuple[str, ...], now: tuple[str, ...], says: list[str]) -> None:
    assert comparison.sentences(compared(last, now)) == says


def test_the_file_whose_columns_differ_is_named_among_several() -> None:
    other = replace(account(0, ("宛名番号", "健診種別", "受診日", "体重区分")), file="小児健診_2.csv", refusal=None)
    found = trend(checkups(APRIL), checkups(MARCH), [account(400), other])
    assert [columns.file for columns in found.columns] == ["小児健診_2.csv"]


def test_nothing_of_a_name_is_remembered_but_its_width() -> None:
    names = pl.Series(["髙﨑　葵", "田中　海"] * 200)
    spread = measured(names, NAME, APRIL)
    assert spread.kind == "width"
    assert not any(name in str(spread.to_json()) for name in names)


def test_a_value_of_nine_children_is_remembered_by_nobody() -> None:
    spread = measured(pl.Series(["4M"] * 300 + ["18M"] * 9), ROUND, APRIL)
    assert spread.counts == {}  # with the nine told apart, 300 of 309 would tell them
    assert spread.few == 309
    spread = measured(pl.Series(["4M"] * 300 + ["18M"] * 50 + ["36M"] * 9), ROUND, APRIL)
    assert (dict(spread.counts), spread.few) == ({"4M": 300}, 59)


def test_no_part_of_the_numbers_holds_fewer_than_ten() -> None:
    for rows in (100, 137, 199, 1_000):
        spread = measured(pl.Series([float(number) for number in range(rows)]), WEIGHT, APRIL)
        assert min(spread.counts.values()) >= 10
        assert sum(spread.counts.values()) + spread.few == rows
    assert measured(pl.Series([1.0] * 99), WEIGHT, APRIL).counts == {}


def test_what_one_delivery_hides_is_compared_together() -> None:
    last, now = (measured(pl.Series(["4M"] * 300 + ["18M"] * 200 + ["36M"] * n), ROUND, MARCH) for n in (5, 40))
    labels = {label for label, *_ in drift("round", "健診種別", last, now).shares}
    assert labels == {"4M", FEWER_THAN}
    assert drift("round", "健診種別", last, last).verdict == SAME


def test_the_last_delivery_is_the_newest_earlier_one_that_kept_something() -> None:
    empty = Profile({"read": 9, "kept": 0, "quarantined": 9}, {})
    some = Profile({"read": 9, "kept": 9, "quarantined": 0}, {})
    before = [
        Remembered(MARCH - timedelta(days=31), 1, "1", {"dental": some}),
        Remembered(MARCH, 2, "2", {"dental": some}),
        Remembered(MARCH, 3, "3", {"dental": empty}),
        Remembered(APRIL, 4, "4", {"dental": some}),  # today's own, made again
    ]
    found = last_of("dental", before, APRIL)
    assert found is not None
    assert found.parcel == "2"


def test_a_profile_comes_back_as_it_was_kept() -> None:
    profile = remembered(checkups(MARCH)).sources["checkup_child"]
    assert Profile.of_json(profile.to_json()) == profile
