"""The three values of a feature: something was found, it could be seen and was not there, or it is not observable.

Reads answers and coverage spells, returns long frames. Why: "no record" of a child whom no source covers is not a no.
"""

from datetime import date
from enum import StrEnum

import polars as pl


class State(StrEnum):
    """What is known."""

    VALUE = "value"  # something was found
    OBSERVED = "observed"  # it could have been seen, and there is nothing
    NOT_OBSERVABLE = "not observable"


class Why(StrEnum):
    """Why it is not observable."""

    NOT_COVERED = "not_covered"  # no source covers enough of the window
    NOT_YET_HERE = "not_yet_here"  # the child lived elsewhere when it would have happened
    NOT_MEASURED = "not_measured"  # too few measurements
    NOT_DETERMINABLE = "not_determinable"  # the records do not say who it is
    HELD_BACK = "held_back"  # a row that may say so waits at the terminal for its repair


SCHEMA = pl.Schema({"subject_id": pl.Int64, "feature": pl.String, "value": pl.Float64, "state": pl.String, "why": pl.String})
"""Long form: one row per child and feature; `value` is empty where the state is not observable."""


def decide(answers: pl.DataFrame, observable: pl.DataFrame, feature: str, *, measured: bool, why: Why) -> pl.DataFrame:
    """States of an answer (`subject_id, value`), given for whom it could be seen (`subject_id`).

    A value that was found is known whoever covers the child. Without one, a `measured` feature has none: nothing is not a low value.
    """
    seen = pl.col("value").is_not_null() if measured else pl.col("value") > 0
    visible = pl.lit(not measured) & pl.col("subject_id").is_in(observable["subject_id"].implode())
    state = pl.when(seen).then(pl.lit(State.VALUE)).when(visible).then(pl.lit(State.OBSERVED)).otherwise(pl.lit(State.NOT_OBSERVABLE))
    return _shaped(answers.with_columns(state=state, why=pl.lit(why)), feature)


def hidden(values: pl.DataFrame, subjects: pl.Series) -> pl.DataFrame:
    """`values` in which a "no" of these children is not observable: what would show it may be held back."""
    doubted = (pl.col("state") == State.OBSERVED) & pl.col("subject_id").is_in(subjects.implode())
    return values.with_columns(
        value=pl.when(~doubted).then("value"),
        state=pl.when(doubted).then(pl.lit(State.NOT_OBSERVABLE)).otherwise("state"),
        why=pl.when(doubted).then(pl.lit(Why.HELD_BACK)).otherwise("why"),
    ).cast(SCHEMA)


def from_rule(measured: pl.DataFrame, feature: str) -> pl.DataFrame:
    """States of what a rule found: `subject_id, value, why`; a `why` says that it is not observable."""
    state = (
        pl.when(pl.col("why").is_not_null())
        .then(pl.lit(State.NOT_OBSERVABLE))
        .when(pl.col("value") != 0)
        .then(pl.lit(State.VALUE))
        .otherwise(pl.lit(State.OBSERVED))
    )
    return _shaped(measured.with_columns(state=state), feature)


def _shaped(frame: pl.DataFrame, feature: str) -> pl.DataFrame:
    hidden = pl.col("state") == State.NOT_OBSERVABLE
    return frame.select(
        "subject_id",
        feature=pl.lit(feature),
        value=pl.when(hidden).then(None).otherwise(pl.col("value").cast(pl.Float64)),
        state="state",
        why=pl.when(hidden).then(pl.col("why")).otherwise(None),
    ).cast(SCHEMA)


def covered(
    children: pl.DataFrame, members: pl.DataFrame, coverage: pl.DataFrame, sources: tuple[str, ...], days: int, as_of: date
) -> pl.DataFrame:
    """Children (`subject_id`) whose every member was covered, by any of the sources, for at least half of the window.

    A child who changes from one card to another is covered by both together. The window is cut at the child's birth month:
    `children` has `subject_id, birth_month`, `members` `subject_id, member`.
    """
    window = children.select(
        "subject_id", start=pl.max_horizontal("birth_month", pl.lit(as_of).dt.offset_by(f"-{days}d")), end=pl.lit(as_of)
    ).with_columns(length=(pl.col("end") - pl.col("start")).dt.total_days())
    asked = members.select("subject_id", "member").unique().join(window, on="subject_id").with_row_index("pair")
    spells = (
        asked.join(coverage.filter(pl.col("source").is_in(sources)), left_on="member", right_on="subject_id")
        .with_columns(pl.max_horizontal("from_on", "start").alias("from_on"), pl.min_horizontal("until_on", "end").alias("until_on"))
        .filter(pl.col("from_on") < pl.col("until_on"))
    )
    seen = _days_of_union(spells, "pair")
    enough = 2 * pl.col("days").fill_null(0) >= pl.col("length")
    blind = asked.join(seen, on="pair", how="left").filter(~enough)
    return children.join(blind, on="subject_id", how="anti").select("subject_id")


def _days_of_union(spells: pl.DataFrame, by: str) -> pl.DataFrame:
    """`by`, and `days` on which at least one of the half-open spells `from_on, until_on` stands."""
    ordered = spells.sort(by, "from_on", "until_on")
    before = pl.col("until_on").cum_max().shift(1).over(by)
    new = pl.col("until_on") - pl.max_horizontal("from_on", before)
    return ordered.with_columns(days=new.dt.total_days().clip(0)).group_by(by, maintain_order=True).agg(pl.col("days").sum())
