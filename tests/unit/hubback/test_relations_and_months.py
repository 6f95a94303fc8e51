"""Age arithmetic in frames is that of `records.age`; 続柄 says who the mother is, or nothing."""

from datetime import date, timedelta

import polars as pl
import pytest

from sukoyaka.hub.features import relations
from sukoyaka.hub.features.households import months_between
from sukoyaka.records.age import completed_months


def test_months_are_counted_as_the_records_count_them():
    births = [date(2020, 1, 31), date(2020, 2, 29), date(2021, 12, 1), date(2024, 4, 1)]
    days = [date(2023, 1, 1) + timedelta(days=17 * i) for i in range(60)]
    frame = pl.DataFrame([(b, d) for b in births for d in days], schema=["birth", "on"], orient="row")
    counted = frame.select(months=months_between(pl.col("birth"), pl.col("on")))["months"].to_list()
    assert counted == [completed_months(b, d) for b in births for d in days]


@pytest.mark.parametrize(
    ("child", "others", "mother"),
    [
        ("子", [("世帯主", "male", 360), ("妻", "female", 350)], [False, True]),
        ("子", [("世帯主", "female", 300)], [True]),
        ("妻の子", [("世帯主", "male", 360), ("妻", "female", 350)], [False, True]),
        ("夫の子", [("世帯主", "female", 360), ("夫", "male", 350)], [False, False]),  # she is the step-mother
        ("子の子", [("世帯主", "male", 700), ("子", "female", 250), ("子", "female", 280)], [False, False, False]),  # two could be
        ("子の子", [("世帯主", "female", 700), ("子", "female", 250)], [False, True]),
        ("同居人の子", [("世帯主", "male", 360), ("同居人", "female", 350)], [False, True]),
        ("子", [("世帯主", "female", 100)], [False]),  # too young to be
        (None, [("世帯主", "female", 300)], [False]),
    ],
)
def test_the_mother_is_who_the_relations_say(child, others, mother):
    frame = pl.DataFrame(
        [(1, child, relation, sex, gap, True) for relation, sex, gap in others],
        schema={
            "subject_id": pl.Int64,
            "child_relation": pl.String,
            "relation": pl.String,
            "sex": pl.String,
            "gap": pl.Int32,
            "same_household": pl.Boolean,
        },
        orient="row",
    )
    assert frame.select(relations.mother_of_child().alias("is_mother"))["is_mother"].to_list() == mother


def test_brackets_and_spaces_do_not_matter():
    frame = pl.DataFrame({"relation": ["妻（未届）の子", "妻(未届) の子"]})
    assert frame.select(relations.folded("relation"))["relation"].n_unique() == 1
