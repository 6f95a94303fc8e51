"""Checkups that a child was due for and did not come to (健診未受診), and those of its siblings.

Reads visits, coverage and the delivery's watermark. A round counts as missed only when its window and the grace for two
reminders are over, late reports had time to come in, and the child lived here through all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from sukoyaka.hub.features import households
from sukoyaka.hub.features.rules.measured import Measured, measured
from sukoyaka.hub.features.values import Why
from sukoyaka.hub.features.view import View
from sukoyaka.records.age import add_months, end_of_month

SOURCE = "checkup_child"
READS = ("checkup_child.round", "checkup_child.date")


@dataclass(frozen=True)
class Round:
    """A round: invited from completed month `first`, window over at `last`, reminders over `grace` months later."""

    id: str
    name: str
    first: int
    last: int
    grace: int


# 1歳6か月児 and 3歳児 are due by 母子保健法12条 until the 2nd and the 4th birthday; a city sets its own timing here.
ROUNDS = (
    Round("4M", "3-4か月児健診", 3, 5, 2),
    Round("10M", "9-10か月児健診", 9, 11, 2),
    Round("18M", "1歳6か月児健診", 18, 22, 2),
    Round("36M", "3歳児健診", 36, 42, 3),
)


def missed(view: View) -> Measured:
    """Number of rounds surely missed: a row that is held back may be a visit, and takes one off.

    Not observable if none is sure, and a round was due while the child did not live here, or may be held back.
    """
    outcome = pl.col("outcome")
    rounds = due_rounds(view)
    per_child = rounds.group_by("subject_id").agg(
        missed=(outcome == "missed").sum().cast(pl.Int64), held=(outcome == "held back").any(), unseen=(outcome == "unseen").any()
    )
    values = view.children.join(per_child, on="subject_id", how="left").join(_undated(view), on="subject_id", how="left")
    values = values.with_columns(pl.col("missed", "undated").fill_null(0), pl.col("held", "unseen").fill_null(value=False))
    values = values.with_columns(value=(pl.col("missed") - pl.col("undated")).clip(0))
    doubted = pl.col("held") | ((pl.col("undated") > 0) & (pl.col("missed") > 0))
    why = pl.when(pl.col("value") > 0).then(None).when(doubted).then(pl.lit(Why.HELD_BACK)).when("unseen").then(pl.lit(Why.NOT_YET_HERE))
    missed = rounds.filter(outcome == "missed").join(values.select("subject_id", "undated"), on="subject_id")
    maybe = pl.when(pl.col("undated") > 0).then(pl.format("うち{}回は保留中の行の可能性・", "undated")).otherwise(pl.lit(""))
    found = pl.format("{} 未受診（{}勧奨期間の終了日）", "name", maybe)
    facts = missed.with_columns(found=found, happened_on="deadline", known_on="deadline", source=pl.lit(SOURCE))
    return measured(values.with_columns(why=why), facts)


def missed_by_siblings(view: View) -> Measured:
    """Rounds missed by siblings of 0-5; a child without such siblings has none. Not observable if one sibling's are not."""
    under_six = view.members.filter(pl.col("same_household"), pl.col("months") < households.CHILDHOOD)
    everyone = _all_siblings(view, under_six)
    own = missed(everyone)
    pairs = under_six.select("subject_id", "member")
    theirs = pairs.join(own.values, left_on="member", right_on="subject_id")
    per_child = theirs.group_by("subject_id").agg(pl.col("value").fill_null(0).sum(), why=pl.col("why").drop_nulls().sort().first())
    values = view.children.join(per_child, on="subject_id", how="left").with_columns(pl.col("value").fill_null(0))
    facts = pairs.join(own.facts.drop("member"), left_on="member", right_on="subject_id")
    return measured(values.with_columns(why=pl.when(pl.col("value") == 0).then("why")), facts)


def due_rounds(view: View) -> pl.DataFrame:
    """One row per child and round that is over: `subject_id, round, name, deadline, outcome`.

    The outcome is attended, missed, unseen, or held back: no visit is there, and one of that time waits for its repair.
    """
    through = min(view.known_through.get(SOURCE, date.min), view.as_of - timedelta(days=1))
    lag = _reported_by(view)
    untold = pl.col("deadline").dt.offset_by(f"{lag}mo").dt.month_end() > through  # a later delivery may still bring the visit
    due = pl.concat([_due(view.children, one, view.as_of) for one in ROUNDS]).with_columns(untold=untold)
    visits = view.facts("CHECKUP/*/DONE", subjects=view.children["subject_id"])
    attended = visits.select("subject_id", round=pl.col("code").str.split("/").list.get(1), attended=pl.lit(True)).unique()
    resident = _resident_throughout(due, view.coverage.filter(pl.col("source") == SOURCE))
    outcome = (
        pl.when("attended")
        .then(pl.lit("attended"))
        .when(pl.lit(SOURCE in view.held.dark) | pl.col("held").fill_null(value=False))
        .then(pl.lit("held back"))
        .when(pl.col("resident") & ~pl.col("untold"))
        .then(pl.lit("missed"))
        .otherwise(pl.lit("unseen"))
    )
    return (
        due.join(attended, on=["subject_id", "round"], how="left")
        .join(resident, on=["subject_id", "round"], how="left")
        .join(_may_have_come(due, view.held.about(SOURCE)), on=["subject_id", "round"], how="left")
        .with_columns(outcome=outcome)
        .select("subject_id", "round", "name", "deadline", "outcome")
        .sort("subject_id", "deadline")
    )


def _may_have_come(due: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Child and round in whose time a row is held back."""
    dated = due.join(held.drop_nulls("happened_on"), on="subject_id")
    within = pl.col("happened_on").is_between("start", "deadline")
    return dated.filter(within).select("subject_id", "round", held=pl.lit(value=True)).unique()


def _undated(view: View) -> pl.DataFrame:
    """`subject_id, undated`: rows held back whose day is unreadable; each may be a visit of any round."""
    lost = view.held.about(SOURCE).filter(pl.col("happened_on").is_null())
    return lost.group_by("subject_id").agg(undated=pl.col("rows").sum())


def _due(children: pl.DataFrame, one: Round, as_of: date) -> pl.DataFrame:
    """Children whose window of the round and grace are over. Born on the last of the month, to be on the safe side."""
    births = {
        birth: (add_months(birth, one.first), add_months(end_of_month(birth), one.last + one.grace))
        for birth in children["birth_month"].unique()
    }
    table = pl.DataFrame(
        {"birth_month": list(births), "start": [s for s, _ in births.values()], "deadline": [d for _, d in births.values()]},
        schema={"birth_month": pl.Date, "start": pl.Date, "deadline": pl.Date},
    ).filter(pl.col("deadline") < as_of)
    return children.join(table, on="birth_month").select("subject_id", "start", "deadline", round=pl.lit(one.id), name=pl.lit(one.name))


def _reported_by(view: View) -> int:
    """Months after which a visit is known at the latest, from the register."""
    rule = view.permit.register.source(SOURCE).known
    return int(rule["after_months"]) if isinstance(rule, Mapping) else 0


def _resident_throughout(due: pl.DataFrame, coverage: pl.DataFrame) -> pl.DataFrame:
    """Child and round for which one stretch covers the window from its start to the deadline."""
    return (
        due.join(coverage, on="subject_id")
        .filter(pl.col("from_on") <= pl.col("start"), pl.col("until_on") > pl.col("deadline"))
        .select("subject_id", "round", resident=pl.lit(True))
        .unique()
    )


def _all_siblings(view: View, under_six: pl.DataFrame) -> View:
    """The view about the siblings instead: a listed child's sibling need not be listed."""
    return replace(view, children=under_six.select(subject_id="member", birth_month="birth_month", sex="sex", months="months").unique())
