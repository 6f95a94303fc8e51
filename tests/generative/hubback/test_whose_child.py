"""Whatever a household is: a child has one mother or none, children are never merged, and what others carry changes nothing."""

from datetime import date, timedelta
from types import SimpleNamespace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from sukoyaka.hub.features import households, mothers
from sukoyaka.hub.features.language import Scope
from sukoyaka.hub.features.scopes import members_of

AS_OF = date(2024, 4, 1)
HOME, ELSEWHERE = 1, 2
CHILDREN, WOMEN, STRANGER = (1, 2, 3), (11, 12, 13), 21
RELATIONS = ["世帯主", "妻", "妻（未届）", "子", "子の妻", "母", "同居人", "縁故者"]
child = st.tuples(st.sampled_from(["子", "妻の子", "子の子", "同居人の子", "縁故者"]), st.integers(1, 60))  # relation, months ago
woman = st.tuples(
    st.sampled_from(RELATIONS), st.integers(14, 60), st.lists(st.integers(1, 66), max_size=3)
)  # …, age, months since a notice
families = st.tuples(st.lists(child, min_size=1, max_size=3), st.lists(woman, min_size=1, max_size=3))
LIVED = {"subject_id": pl.Int64, "household_id": pl.Int64, "relation": pl.String, "from_on": pl.Date, "until_on": pl.Date}
TOLD = {"subject_id": pl.Int64, "day": pl.Date, "code": pl.String, "numeric_value": pl.Float32, "text_value": pl.String}


def month(ago: int) -> date:
    """The first of a month so many months ago."""
    years, months = divmod(AS_OF.year * 12 + AS_OF.month - 1 - ago, 12)
    return date(years, months + 1, 1)


def tables(family, strangers=()):
    """Children, people, spells, facts of notices in the ninth week, and who lives with whom today."""
    kids, women = family
    people = [(who, month(ago), "male") for who, (_, ago) in zip(CHILDREN, kids, strict=False)]
    people += [(who, month(12 * age), "female") for who, (_, age, _) in zip(WOMEN, women, strict=False)]
    spells = [(who, HOME, relation, month(ago), None) for who, (relation, ago) in zip(CHILDREN, kids, strict=False)]
    spells += [(who, HOME, relation, date(2010, 1, 1), None) for who, (relation, _, _) in zip(WOMEN, women, strict=False)]
    spells.append((STRANGER, ELSEWHERE, "世帯主", date(2010, 1, 1), None))
    people.append((STRANGER, date(1992, 1, 1), "female"))
    told = [(who, ago) for who, (_, _, notices) in zip(WOMEN, women, strict=False) for ago in notices]
    told += [(STRANGER, ago) for ago in strangers]
    notices = [(who, month(ago) + timedelta(days=9), mothers.WEEKS, 9.0, None) for who, ago in told]
    frame = pl.DataFrame(people, schema={"subject_id": pl.Int64, "birth_month": pl.Date, "sex": pl.String}, orient="row")
    lived = pl.DataFrame(spells, schema=LIVED, orient="row").with_columns(dwelling_id=pl.lit(None, pl.Int64), known_on="from_on")
    born = frame.filter(pl.col("subject_id").is_in(list(CHILDREN)))
    return born, frame, lived, pl.DataFrame(notices, schema=TOLD, orient="row")


def whose(born, people, lived, told):
    found = mothers.candidates(born, people, lived)
    members = households.living_with(born, people, households.homes(lived), AS_OF)
    return mothers.mothers(born, found, mothers.pregnancies(told), members), members


@settings(max_examples=150, deadline=None)
@given(family=families)
def test_a_child_has_one_mother_or_none_and_she_is_a_woman_of_its_home_of_an_age(family):
    born, people, lived, told = tables(family)
    known, _ = whose(born, people, lived, told)
    assert known["subject_id"].is_unique().all()
    assert set(known["mother"]) <= set(WOMEN)
    ages = known.join(people.rename({"subject_id": "mother", "birth_month": "hers"}), on="mother").join(born, on="subject_id")
    assert (ages["sex"] == "female").all()
    gap = [(b.year - h.year) * 12 + b.month - h.month for b, h in ages.select("birth_month", "hers").rows()]
    assert all(14 * 12 <= months <= 50 * 12 for months in gap)


@settings(max_examples=100, deadline=None)
@given(family=families, strangers=st.lists(st.integers(1, 66), max_size=4), seed=st.integers(0, 9))
def test_the_order_of_rows_and_pregnancies_elsewhere_change_nothing(family, strangers, seed):
    plain, _ = whose(*tables(family))
    mixed, _ = whose(*(frame.sample(fraction=1, shuffle=True, seed=seed) for frame in tables(family, strangers)))
    assert mixed.equals(plain)


@settings(max_examples=150, deadline=None)
@given(family=families)
def test_a_pregnancy_is_of_children_born_together_only(family):
    born, people, lived, told = tables(family)
    known = whose(born, people, lived, told)[0].filter(pl.col("due_on").is_not_null()).join(born, on="subject_id")
    for (_, due), shared in known.group_by("mother", "due_on"):
        assert (shared["birth_month"].max() - shared["birth_month"].min()).days <= 31
        assert all(-52 <= (due - birth).days <= 157 for birth in shared["birth_month"])


@settings(max_examples=100, deadline=None)
@given(
    relation=st.sampled_from(["子", "妻の子", "子の子", "縁故者"]), ago=st.integers(1, 60), women=st.lists(woman, min_size=1, max_size=3)
)
def test_twins_have_the_same_mother_and_pregnancy_and_stay_two(relation, ago, women):
    known, _ = whose(*tables(([(relation, ago), (relation, ago)], women)))
    told = {row[0]: row[1:] for row in known.rows()}
    assert told.get(1) == told.get(2)
    assert known.height in (0, 2)


@settings(max_examples=150, deadline=None)
@given(family=families)
def test_the_scope_mother_is_she_where_she_lives_there_else_every_adult(family):
    born, people, lived, told = tables(family)
    known, members = whose(born, people, lived, told)
    asked = members_of(SimpleNamespace(mothers=known, members=members), Scope.MOTHER)
    adults = members.filter(pl.col("months") >= households.UNDER_AGE)
    for who in born["subject_id"]:
        hers = known.filter(subject_id=who)["mother"].to_list()
        chosen = set(asked.filter(subject_id=who)["member"])
        assert chosen == (set(hers) or set(adults.filter(subject_id=who)["member"]))


@settings(max_examples=100, deadline=None)
@given(family=families, gone=st.integers(1, 3))
def test_a_woman_who_never_lived_there_is_nobodys_mother(family, gone):
    born, people, lived, told = tables(family)
    without = lived.filter(pl.col("subject_id") != WOMEN[gone - 1])
    assert WOMEN[gone - 1] not in whose(born, people, without, told)[0]["mother"].to_list()


@settings(max_examples=100, deadline=None)
@given(family=families)
def test_the_scope_household_is_the_child_and_everyone_it_lives_with(family):
    born, people, lived, told = tables(family)
    known, members = whose(born, people, lived, told)
    view = SimpleNamespace(children=born, mothers=known, members=members)
    asked = members_of(view, Scope.HOUSEHOLD)
    home = set(lived.filter(household_id=HOME)["subject_id"])
    assert all(set(asked.filter(subject_id=who)["member"]) == home for who in born["subject_id"])
