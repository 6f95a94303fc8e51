"""Who lives with whom on a day, as it was known on that day.

Reads people and household spells, returns frames. Why "as known": a move that was reported later did not exist for
anybody who looked on that day, and a determination must come out the same when it is made again.
"""

from datetime import date

import polars as pl

from sukoyaka.hub.features import relations

UNDER_AGE = 18 * 12  # months; 18 is of age
CHILDHOOD = 72  # months: children of 0-5


def months_between(birth: pl.Expr, on: pl.Expr) -> pl.Expr:
    """Completed months, counted from the first of the month of birth (see `records.age.completed_months`)."""
    whole = (on.dt.year().cast(pl.Int32) - birth.dt.year()) * 12 + on.dt.month().cast(pl.Int32) - birth.dt.month()
    return whole - (on.dt.day() < birth.dt.day()).cast(pl.Int32)


def believed(spells: pl.DataFrame, leavings: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Spells as known on the eve of `as_of`. An end that was reported later, or lies ahead, is not there yet.

    `leavings` (`subject_id, left_on, left_known_on`) are moves out, deaths and removals. A spell's end is known when the
    person's next spell, or the leaving, is; with neither, from the day of the end itself.
    """
    ordered = spells.sort("subject_id", "from_on", "known_on", "household_id")
    same_person = pl.col("subject_id").shift(-1) == pl.col("subject_id")  # in order, so that no window over 375,000 people is needed
    following = [pl.when(same_person).then(pl.col(name).shift(-1)).alias(f"next_{name}") for name in ("from_on", "known_on")]
    ended = ordered.with_columns(following).join(
        leavings.group_by("subject_id", "left_on").agg(pl.col("left_known_on").min()),
        left_on=["subject_id", "until_on"],
        right_on=["subject_id", "left_on"],
        how="left",
        maintain_order="left",
    )
    end_known_on = (
        pl.when(pl.col("next_from_on") == pl.col("until_on"))
        .then(pl.col("next_known_on"))
        .otherwise(pl.coalesce("left_known_on", "until_on"))
    )
    end_is_past = (end_known_on < as_of) & (pl.col("until_on") < as_of)
    known = ended.filter(pl.col("known_on") < as_of, pl.col("from_on") < as_of)
    next_known = pl.when(same_person).then(pl.col("from_on").shift(-1))
    return known.with_columns(until_on=pl.min_horizontal(pl.when(end_is_past).then(pl.col("until_on")), next_known)).drop(
        "next_from_on", "next_known_on", "left_known_on"
    )


def homes(spells: pl.DataFrame) -> pl.DataFrame:
    """Where each person lives on the day: the last believed spell, if it has not ended."""
    return spells.filter(pl.col("until_on").is_null()).unique("subject_id", keep="last", maintain_order=True)


def resident_children(people: pl.DataFrame, home: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """`subject_id, birth_month, sex, months`: children of 0-5 who live in the city, in the order of their ids.

    Only the month of birth is known: a child stays in until the month of its sixth birthday is over, so that none drops out early.
    """
    months = months_between(pl.col("birth_month"), pl.lit(as_of))
    alive = pl.col("died_on").is_null() | (pl.col("died_on") >= as_of)
    return (
        people.with_columns(months=months)
        .filter(pl.col("months").is_between(0, CHILDHOOD), alive)
        .join(home.select("subject_id"), on="subject_id", how="semi")
        .select("subject_id", "birth_month", "sex", "months")
        .sort("subject_id")
    )


def living_with(children: pl.DataFrame, people: pl.DataFrame, home: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per child and other person of its household or dwelling on the day.

    `subject_id, child_relation, member, relation, birth_month, sex, months, gap, same_household, is_mother`; `months` is the
    member's age, `gap` its age in months when the child was born.
    """
    own = children.select("subject_id", child_born="birth_month").join(
        home.select("subject_id", "household_id", "dwelling_id", child_relation=relations.folded("relation")), on="subject_id"
    )
    others = home.select(member="subject_id", relation=relations.folded("relation"), household_id="household_id", dwelling_id="dwelling_id")
    in_household = own.join(others.drop("dwelling_id"), on="household_id").with_columns(same_household=pl.lit(True))
    in_dwelling = own.join(others.drop("household_id"), on="dwelling_id").with_columns(same_household=pl.lit(False))
    columns = ["subject_id", "child_born", "child_relation", "member", "relation", "same_household"]
    pairs = (
        pl.concat([in_household.select(columns), in_dwelling.select(columns)])
        .filter(pl.col("member") != pl.col("subject_id"))
        .unique(["subject_id", "member"], keep="first", maintain_order=True)
        .join(people.select("subject_id", "birth_month", "sex"), left_on="member", right_on="subject_id")
        .with_columns(
            months=months_between(pl.col("birth_month"), pl.lit(as_of)), gap=months_between(pl.col("birth_month"), pl.col("child_born"))
        )
        .drop("child_born")
        .sort("subject_id", "member")
    )
    return pairs.with_columns(is_mother=relations.mother_of_child())
