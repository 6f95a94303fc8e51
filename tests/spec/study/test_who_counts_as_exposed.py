"""Whose illness counts for a child, month by month: only of those who lived with it, then, and only what could have been seen."""

from datetime import date

import polars as pl
import pytest

from sukoyaka.hub.study.exposures import adults, observed
from sukoyaka.hub.study.protocol import load
from sukoyaka.hub.study.residence import cut, pairs

CHILD, MOTHER, FATHER = 1, 2, 3
END = date(2024, 4, 1)


class Told:
    """The parts of what is known that these rules read."""

    def __init__(self, coverage: list[tuple]) -> None:
        born = [date(2021, 5, 1), date(1992, 1, 1), date(2005, 6, 1)]
        self.people = pl.DataFrame({"subject_id": [CHILD, MOTHER, FATHER], "birth_month": born})
        schema = {"subject_id": pl.Int64, "source": pl.String, "from_on": pl.Date, "until_on": pl.Date}
        self.coverage = pl.DataFrame(coverage, schema=schema, orient="row")


def spells(*rows: tuple) -> pl.DataFrame:
    columns = ["subject_id", "household_id", "dwelling_id", "town", "from_on", "until_on"]
    kinds = dict(zip(columns, [pl.Int64, pl.Int64, pl.Int64, pl.String, pl.Date, pl.Date], strict=True))
    return cut(pl.DataFrame(rows, schema=kinds, orient="row"), END)


FAMILY = spells(
    (CHILD, 7, 70, "t", date(2021, 5, 1), None),
    (MOTHER, 7, 70, "t", date(2015, 1, 1), None),
    (FATHER, 8, 80, "t", date(2015, 1, 1), date(2022, 1, 1)),
    (FATHER, 8, 70, "t", date(2022, 1, 1), date(2023, 1, 1)),  # another household at the same dwelling
)
VISIT = pl.DataFrame(
    {"visit": [0], "subject_id": [CHILD], "day": [date(2022, 11, 1)]}, schema={"visit": pl.UInt32, "subject_id": pl.Int64, "day": pl.Date}
)


def test_a_separate_household_at_the_same_dwelling_lives_together():
    together = pairs(FAMILY, pl.Series([CHILD]))
    assert together.rows() == [
        (CHILD, MOTHER, date(2021, 5, 1), END),
        (CHILD, FATHER, date(2022, 1, 1), date(2023, 1, 1)),
    ]


@pytest.mark.parametrize(
    ("day", "who"),
    [
        (date(2021, 12, 1), [MOTHER]),  # the father has not moved in
        (date(2022, 11, 1), [MOTHER]),  # he is 17
        (date(2022, 12, 31), [MOTHER]),
        (date(2023, 6, 30), [MOTHER]),  # he is 18 and gone
    ],
)
def test_only_adults_who_live_there_on_the_day(day, who):
    visit = VISIT.with_columns(day=pl.lit(day))
    found = adults(Told([]), visit, pairs(FAMILY, pl.Series([CHILD])), load("co_resident_health"))
    assert found["member"].to_list() == who


@pytest.mark.parametrize(
    ("covered", "seen"),
    [
        ([(MOTHER, "claims_nhi", date(2020, 1, 1), END)], 1),
        ([(MOTHER, "claims_nhi", date(2021, 12, 1), END)], 1),  # 92 per cent of the year
        ([(MOTHER, "claims_nhi", date(2022, 6, 1), END)], 0),  # less than half of it
        ([(MOTHER, "checkup_child", date(2020, 1, 1), END)], 0),  # no claims
        ([], 0),
    ],
)
def test_an_adult_whose_claims_could_not_be_seen_is_unknown(covered, seen):
    protocol = load("co_resident_health")
    told = Told(covered)
    grown = adults(told, VISIT, pairs(FAMILY, pl.Series([CHILD])), protocol)
    found = observed(told, grown, protocol.main, protocol)
    assert found.select("seen", "unseen").row(0) == (seen, 1 - seen)


def test_a_stretch_together_that_is_too_short_is_unknown():
    protocol = load("co_resident_health")
    told = Told([(MOTHER, "claims_nhi", date(2020, 1, 1), END)])
    newborn = VISIT.with_columns(day=pl.lit(date(2021, 7, 1)))  # two months old
    grown = adults(told, newborn, pairs(FAMILY, pl.Series([CHILD])), protocol)
    assert observed(told, grown, protocol.main, protocol).select("seen", "unseen").row(0) == (0, 1)
