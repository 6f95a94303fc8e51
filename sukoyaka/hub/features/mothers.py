"""Whose child it is: the mother, and which of her pregnancies the child was of. As it was known on the day.

Reads the household in which a child first appears and notices of pregnancy, returns frames. 続柄 decides where only one
woman fits; a pregnancy decides between several, or where 続柄 is silent; where neither does, nobody is the mother.
Children are never merged: twins have one pregnancy and two rows, and a pregnancy that two siblings lay claim to is nobody's.
"""

import polars as pl

from sukoyaka.hub.features import relations
from sukoyaka.hub.features.households import months_between

NOTICES = ("PREGNANCY/NOTICE/WEEKS", "PREGNANCY/NOTICE/PERIOD")
WEEKS, PERIOD = NOTICES
AFTER_BIRTH = "after birth"
TERM = 280  # days
YOUNG = 16 * 12  # months: of a girl below this age 続柄 alone does not say that she is the mother; her sister's row may be missing
EARLY, LATE = 126, 21  # a birth is at the most so many days before and after the day on which it is due: 22 to 43 weeks
REGISTER, PREGNANCY, TODAY = "register", "pregnancy", "today"  # what says who the mother is
COLUMNS = pl.Schema({"subject_id": pl.Int64, "mother": pl.Int64, "basis": pl.String, "due_on": pl.Date})
"""`basis`: 続柄 in the first household, a pregnancy, or 続柄 in the household of the day. `due_on` is empty where no notice fits."""


def candidates(children: pl.DataFrame, people: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """Women who lived in the household in the month in which the child first lived here, and were of an age to be its mother.

    `subject_id, member, fits, young, other_generation`; `spells` as believed. `fits`: 続柄 says that she is, or one of them is.
    """
    first = (
        spells.join(children.select("subject_id", child_born="birth_month"), on="subject_id")
        .sort("subject_id", "from_on")
        .unique("subject_id", keep="first", maintain_order=True)
        .select("subject_id", "child_born", "household_id", since="from_on", child_relation=relations.folded("relation"))
    )
    others = spells.select("household_id", "from_on", "until_on", member="subject_id", relation=relations.folded("relation"))
    there = (pl.col("from_on") < pl.col("since").dt.offset_by("1mo")) & (
        pl.col("until_on").is_null() | (pl.col("until_on") > pl.col("since"))
    )
    together = (
        first.join(others, on="household_id")
        .filter(there, pl.col("member") != pl.col("subject_id"))
        .join(people.select("subject_id", "birth_month", "sex"), left_on="member", right_on="subject_id")
        .with_columns(gap=months_between(pl.col("birth_month"), pl.col("child_born")), same_household=pl.lit(True))
        .filter(pl.col("sex") == "female", relations.of_an_age())
    )
    return (
        together.with_columns(fits=relations.could_be_mother(), other_generation=relations.cannot_be_parent())
        .group_by("subject_id", "member")
        .agg(pl.col("fits").any(), young=(pl.col("gap") < YOUNG).any(), other_generation=pl.col("other_generation").all())
        .sort("subject_id", "member")
    )


def pregnancies(told: pl.DataFrame) -> pl.DataFrame:
    """`member, day, due_on` of each notice, from facts of `NOTICES`: the week of the notice says when the birth is due.

    A notice after the birth counts the birth as due on its day.
    """
    late = (pl.col("code") == PERIOD) & (pl.col("text_value") == AFTER_BIRTH)
    days = pl.when(late).then(0).otherwise(TERM - 7 * pl.col("numeric_value").cast(pl.Int64))
    known = told.filter(late | ((pl.col("code") == WEEKS) & pl.col("numeric_value").is_not_null()))
    due = pl.col("day") + pl.duration(days=days)
    return known.select(member="subject_id", day="day", due_on=due).unique().sort("member", "day", "due_on")


def mothers(children: pl.DataFrame, found: pl.DataFrame, notices: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """One row per child whose mother is known: `COLUMNS`. `found` from `candidates`, `notices` from `pregnancies`.

    `members` (see `households.living_with`) says who is the mother today, where the first household does not tell.
    """
    expected = _expected(children, found, notices)
    asked = found.join(expected, on=["subject_id", "member"], how="left").with_columns(expected=pl.col("due_on").is_not_null())
    by_birth = _chosen(asked)
    undecided = found.filter("fits").select("subject_id")  # who of several women left since must not decide
    grown = members.filter(pl.col("is_mother"), pl.col("gap") >= YOUNG)
    today = grown.join(by_birth, on="subject_id", how="anti").join(undecided, on="subject_id", how="anti")
    later = today.select("subject_id", mother="member", basis=pl.lit(TODAY), due_on=pl.lit(None, pl.Date))
    every = pl.concat([by_birth.cast(COLUMNS), later.cast(COLUMNS)]).sort("subject_id")
    return _one_pregnancy_each(every, children)


def _expected(children: pl.DataFrame, found: pl.DataFrame, notices: pl.DataFrame) -> pl.DataFrame:
    """`subject_id, member, due_on`: the pregnancy of each woman that was due nearest to the child's month of birth, if any could be."""
    middle = pl.col("birth_month").dt.offset_by("14d")
    earliest = pl.col("birth_month") - pl.duration(days=LATE)
    latest = pl.col("birth_month").dt.month_end() + pl.duration(days=EARLY)
    return (
        found.select("subject_id", "member")
        .join(children.select("subject_id", "birth_month"), on="subject_id")
        .join(notices, on="member")
        .filter(pl.col("due_on").is_between(earliest, latest))
        .with_columns(away=(pl.col("due_on") - middle).dt.total_days().abs())
        .sort("subject_id", "member", "away", "due_on")
        .unique(["subject_id", "member"], keep="first", maintain_order=True)
        .select("subject_id", "member", "due_on")
    )


def _chosen(asked: pl.DataFrame) -> pl.DataFrame:
    """The one woman whom 続柄 names; of several the one with a pregnancy; where it names none, the one with a pregnancy."""
    both, silent = pl.col("fits") & pl.col("expected"), pl.col("expected") & ~pl.col("other_generation")
    named = pl.col("fits").sum().over("subject_id")
    alone = pl.col("fits") & (named == 1) & (~pl.col("young") | pl.col("expected"))
    among = both & (named > 1) & (both.sum().over("subject_id") == 1)
    unnamed = silent & (named == 0) & (silent.sum().over("subject_id") == 1)
    basis = pl.when(alone).then(pl.lit(REGISTER)).when(among | unnamed).then(pl.lit(PREGNANCY))
    chosen = asked.with_columns(basis=basis).filter(pl.col("basis").is_not_null())
    return chosen.select("subject_id", "basis", "due_on", mother="member").select(COLUMNS.names())


def _one_pregnancy_each(known: pl.DataFrame, children: pl.DataFrame) -> pl.DataFrame:
    """Twins share a pregnancy. Children born more than a month apart do not: then it is not known whose it was."""
    born = known.join(children.select("subject_id", "birth_month"), on="subject_id")
    spread = (pl.col("birth_month").max() - pl.col("birth_month").min()).over("mother", "due_on").dt.total_days()
    shared = pl.col("due_on").is_not_null() & (spread > 31)
    return born.with_columns(due_on=pl.when(~shared).then("due_on")).select(COLUMNS.names()).sort("subject_id")
