"""Families of a data set stay together, and people alone in their class are counted."""

from collections import Counter
from datetime import date

import polars as pl
import pytest

from sukoyaka.hub.marts.anonymity import EXPORTED, WITH_TOWN, classes, with_town
from sukoyaka.hub.marts.splits import splits

MONTH = date(2021, 5, 1)


def lived(*pairs: tuple[int, int]) -> pl.DataFrame:
    return pl.DataFrame(pairs, schema={"subject_id": pl.Int64, "household_id": pl.Int64}, orient="row")


def people(numbers: range | list[int]) -> pl.DataFrame:
    return pl.DataFrame({"subject_id": list(numbers)}, schema={"subject_id": pl.Int64})


def chosen(numbers: range | list[int], *pairs: tuple[int, int]) -> dict[int, str]:
    return dict(splits(people(numbers), lived(*pairs)).iter_rows())


def test_a_chain_of_households_is_one_family():
    chain = [pair for n in range(30) for pair in ((n, n), (n + 1, n))]
    assert len(set(chosen(range(31), *chain).values())) == 1


def test_people_alone_are_spread_by_the_stated_shares():
    counts = Counter(chosen(range(1000)).values())
    assert counts["train"] == pytest.approx(800, abs=50)
    assert counts["tuning"] == pytest.approx(100, abs=40)
    assert counts["held_out"] == pytest.approx(100, abs=40)


def test_the_order_of_rows_does_not_matter():
    pairs = [(n, n // 4) for n in range(40)]
    assert chosen(range(40), *pairs) == chosen(list(reversed(range(40))), *reversed(pairs))


def test_another_city_does_not_move_a_family():
    assert chosen([1, 2, 3], (1, 7), (2, 7)).items() <= chosen(range(1, 50), (1, 7), (2, 7), (40, 9), (41, 9)).items()


def test_nobody_has_no_split():
    assert splits(people([]), lived()).rows() == []


def population(*rows: tuple[int, date | None, str | None, str | None]) -> pl.DataFrame:
    schema = {"subject_id": pl.Int64, "birth_month": pl.Date, "sex": pl.String, "town": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_people_alone_in_their_class_are_counted():
    some = population((1, MONTH, "female", "a"), (2, MONTH, "female", "b"), (3, MONTH, "female", "b"), (4, MONTH, "male", "b"))
    assert classes(some, EXPORTED).document() == {"smallest_class": 1, "unique_people": 1, "unique_share": 0.25}
    assert classes(some, WITH_TOWN).document() == {"smallest_class": 1, "unique_people": 2, "unique_share": 0.5}
    assert classes(some.filter(pl.col("subject_id").is_in([2, 3])), WITH_TOWN).smallest == 2


def test_what_is_empty_is_a_value_like_any_other():
    assert classes(population((1, None, None, None), (2, None, None, None)), WITH_TOWN).smallest == 2


def test_nobody_is_in_no_class():
    assert classes(population(), EXPORTED).document() == {"smallest_class": 0, "unique_people": 0, "unique_share": 0.0}


def test_the_town_is_the_last_one():
    spells = pl.DataFrame(
        {"subject_id": [1, 1, 2], "from_on": [date(2022, 1, 1), date(2020, 1, 1), date(2020, 1, 1)], "town": ["new", "old", None]}
    )
    assert with_town(people([1, 2, 3]), spells).rows() == [(1, "new"), (2, None), (3, None)]
