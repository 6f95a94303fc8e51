"""Household spells agree with a slow and obvious model: for each day, the last row up to that day says where somebody lives."""

from datetime import date, timedelta
from itertools import permutations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from sukoyaka.governance import register as registers
from sukoyaka.hub.people.co_residents import co_residents
from sukoyaka.hub.people.coverage import coverage_spells
from sukoyaka.hub.people.households import household_spells
from sukoyaka.hub.people.ids import MASK, subject_id
from sukoyaka.hub.people.spells import intersection, union

START = date(2022, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(75)]
PEOPLE = [f"{n:032x}" for n in (2**124 + 1, 2**125 + 2, 2**127 + 3)]  # the last one has its first bit set
REGISTER = registers.load()
ENDED = {"MOVE_OUT", "DEATH", "STRUCK_OFF"}
REASONS = ["BIRTH", "MOVE_IN", "MOVE_WITHIN", "HOUSEHOLD_SPLIT", "HOUSEHOLD_CHANGE", "INITIAL", *sorted(ENDED)]

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "resident": st.sampled_from(PEOPLE),
            "sequence": st.integers(1, 4),
            "household": st.sampled_from([f"{n:032x}" for n in (2**125, 2**126)]),
            "dwelling": st.sampled_from([f"{n:032x}" for n in (2**123, 2**122)]) | st.none(),
            "town": st.sampled_from(["000010", None]),
            "relation": st.sampled_from(["子", "妻"]),
            "reason": st.sampled_from(REASONS),
            "happened_on": st.sampled_from(DAYS[:60]),
        }
    ),
    min_size=1,
    max_size=12,
)
SCHEMA = {
    "resident": pl.String,
    "sequence": pl.Int64,
    "household": pl.String,
    "dwelling": pl.String,
    "town": pl.String,
    "relation": pl.String,
    "reason": pl.String,
    "happened_on": pl.Date,
    "known_on": pl.Date,
    "file": pl.Int32,
    "line": pl.Int32,
}


def frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    whole = [{**row, "known_on": row["happened_on"], "file": 0, "line": n} for n, row in enumerate(rows)]
    return pl.DataFrame(whole, schema=SCHEMA)


def people() -> pl.DataFrame:
    return pl.DataFrame({"person": PEOPLE, "birth_month": [START] * len(PEOPLE)}).with_columns(subject_id("person").alias("subject_id"))


def number(pseudonym: str | None) -> int | None:
    return int(pseudonym[:16], 16) & MASK if pseudonym else None


def begins(row: dict[str, object]) -> date:
    day = row["happened_on"]
    assert isinstance(day, date)
    return day.replace(day=1) if row["reason"] == "BIRTH" else day


def lives_in(rows: list[dict[str, object]], person: str, day: date) -> tuple[object, ...] | None:
    """The model: the last row of the person up to that day, unless it ends the residence."""
    past = [(begins(row), row["sequence"], n) for n, row in enumerate(rows) if row["resident"] == person and begins(row) <= day]
    if not past:
        return None
    row = rows[max(past)[2]]
    if row["reason"] in ENDED:
        return None
    return number(str(row["household"])), number(row["dwelling"]), row["town"], row["relation"]


def on(spells: pl.DataFrame, day: date) -> pl.DataFrame:
    return spells.filter(pl.col("from_on") <= day, pl.col("until_on").is_null() | (pl.col("until_on") > day))


@given(ROWS)
@settings(max_examples=150, deadline=None)
def test_every_person_on_every_day(rows):
    spells = household_spells(frame(rows), people())
    for day in DAYS:
        found = {r[0]: r[1:] for r in on(spells, day).select("subject_id", "household_id", "dwelling_id", "town", "relation").iter_rows()}
        assert found == {number(p): home for p in PEOPLE if (home := lives_in(rows, p, day))}


@given(ROWS)
@settings(max_examples=100, deadline=None)
def test_never_two_households_at_once_and_no_spell_could_be_joined_to_the_next(rows):
    spells = household_spells(frame(rows), people()).sort("subject_id", "from_on")
    following = spells.with_columns(pl.col("from_on").shift(-1).over("subject_id").alias("next"))
    assert following.filter(pl.col("until_on") <= pl.col("from_on")).is_empty()
    assert following.filter(
        pl.col("next").is_not_null() & (pl.col("until_on").is_null() | (pl.col("until_on") > pl.col("next")))
    ).is_empty()
    state = ("household_id", "dwelling_id", "town", "relation")
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(-1).over("subject_id")) for name in state)
    assert following.filter(same & (pl.col("until_on") == pl.col("next"))).is_empty()


@given(ROWS, st.sampled_from(DAYS))
@settings(max_examples=100, deadline=None)
def test_who_lived_with_whom(rows, day):
    homes = {number(p): home for p in PEOPLE if (home := lives_in(rows, p, day))}
    wanted = set()
    for (one, home), (other, others) in permutations(homes.items(), 2):
        if home[0] == others[0] or (home[1] is not None and home[1] == others[1]):
            wanted.add((one, other, home[0] == others[0]))
    assert set(co_residents(household_spells(frame(rows), people()), day).iter_rows()) == wanted


SPELLS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 70), st.integers(0, 75) | st.none()), max_size=8)


def spell_frame(spells: list[tuple[int, int, int | None]]) -> pl.DataFrame:
    rows = [(key, DAYS[start], None if end is None else START + timedelta(days=end)) for key, start, end in spells]
    return pl.DataFrame(rows, schema={"key": pl.Int64, "from_on": pl.Date, "until_on": pl.Date}, orient="row")


def days_of(spells: pl.DataFrame) -> set[tuple[int, date]]:
    rows = spells.select("key", "from_on", "until_on").iter_rows()
    return {(key, day) for key, start, end in rows for day in DAYS if start <= day and (end is None or day < end)}


@given(SPELLS, SPELLS)
@settings(max_examples=150, deadline=None)
def test_union_and_intersection_are_those_of_days(left, right):
    one, other = spell_frame(left), spell_frame(right)
    joined, days = union(one, ("key",)), days_of(one)
    assert days_of(joined) == days
    assert len(joined) == sum((key, day - timedelta(days=1)) not in days for key, day in days)
    assert days_of(intersection(one, other, "key")) == days & days_of(other)


@given(ROWS, st.sampled_from(DAYS))
@settings(max_examples=60, deadline=None)
def test_nothing_is_covered_outside_residence_or_after_the_delivery(rows, through):
    spells = household_spells(frame(rows), people())
    coverage = coverage_spells(spells, {"checkup_child": through, "claims_nhi": through}, {}, REGISTER)
    assert set(coverage["source"]) <= {"checkup_child"}, "claims cover nobody without qualifications"
    for day in DAYS:
        resident = set(on(spells, day)["subject_id"])
        assert set(on(coverage, day)["subject_id"]) == (resident if day <= through else set())
