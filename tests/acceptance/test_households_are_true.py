"""Who lived in which household on any day of six years: the hub's spells against what is so, day by day.

Outside planted dirt at most one person-day in a thousand may be wrong; whoever is wrong or missing has a row that was held back.
"""

from datetime import date

import polars as pl
import pytest
from acceptance_demo import Demo

from sukoyaka.hub.people.ids import subject_id

FROM, UNTIL = date(2018, 4, 1), date(2024, 4, 1)
READ_ALL_THE_SAME = ["", "private character", "half-width address", "duplicate row"]  # dirt that costs no row
MOST_WRONG = 0.001


@pytest.fixture(scope="module")
def truth(demo: Demo) -> pl.DataFrame:
    """Truth's spells under the hub's ids; the birth that the hub knows by its month."""
    numbers = ["resident_number", "birth_date"]
    spells = demo.truth("households").with_columns(
        person=demo.persons("households"), household=demo.persons("households", "household_number", "platform/household")
    )
    named = spells.join(demo.truth("residents").select(numbers), on="resident_number")
    return named.with_columns(subject_id("person").alias("subject_id"), subject_id("household").alias("household_id"))


@pytest.fixture(scope="module")
def wrong(demo: Demo, truth: pl.DataFrame) -> pl.DataFrame:
    """Of each person of the hub the days in the window, and how many of them are wrong."""
    snapshots = demo.home("hub") / "snapshots"
    ours = pl.read_parquet(snapshots / (snapshots / "current").read_text().strip() / "household_spells.parquet")
    births = truth.group_by("subject_id").agg(pl.col("birth_date").first(), pl.col("resident_number").first())
    told = ours.join(births, on="subject_id").with_columns(pl.max_horizontal("from_on", "birth_date").alias("from_on"))
    so = within(truth.join(ours.select("subject_id").unique(), on="subject_id", how="semi"))
    said = within(told)
    both = so.join(said, on="subject_id", suffix="_said").with_columns(
        pl.max_horizontal("from_on", "from_on_said").alias("from_on"), pl.min_horizontal("until_on", "until_on_said").alias("until_on")
    )
    right = both.filter(pl.col("household_id") == pl.col("household_id_said"))
    frames = [days(frame, name) for name, frame in (("so", so), ("said", said), ("both", both), ("right", right))]
    counted = births.join(ours.select("subject_id").unique(), on="subject_id", how="semi")
    for frame in frames:
        counted = counted.join(frame, on="subject_id", how="left")
    counted = counted.with_columns(pl.col("so", "said", "both", "right").fill_null(0))
    either = pl.col("so") + pl.col("said") - pl.col("both")
    return counted.select("resident_number", days=either, wrong=either - pl.col("right"))


def within(spells: pl.DataFrame) -> pl.DataFrame:
    """Spells as far as they lie in the window."""
    clipped = spells.select(
        "subject_id",
        "household_id",
        pl.max_horizontal("from_on", pl.lit(FROM)).alias("from_on"),
        pl.min_horizontal(pl.col("until_on").fill_null(UNTIL), pl.lit(UNTIL)).alias("until_on"),
    )
    return clipped.filter(pl.col("from_on") < pl.col("until_on"))


def days(spells: pl.DataFrame, name: str) -> pl.DataFrame:
    held = spells.filter(pl.col("from_on") < pl.col("until_on"))
    return held.group_by("subject_id").agg((pl.col("until_on") - pl.col("from_on")).dt.total_days().sum().alias(name))


def dirty(demo: Demo) -> set[str]:
    """Residents of whom a row of the register was spoiled."""
    rows = demo.truth("rows").filter(pl.col("source") == "resident", ~pl.col("planted").is_in(READ_ALL_THE_SAME))
    return set(rows["resident_number"])


def test_the_share_of_wrong_days_is_small(demo: Demo, wrong: pl.DataFrame) -> None:
    clean = wrong.filter(~pl.col("resident_number").is_in(list(dirty(demo))))
    assert clean["days"].sum() > 1_000_000
    assert clean["wrong"].sum() <= MOST_WRONG * clean["days"].sum()


def test_every_wrong_day_is_of_somebody_with_a_spoiled_row(demo: Demo, wrong: pl.DataFrame) -> None:
    assert set(wrong.filter(pl.col("wrong") > 0)["resident_number"]) <= dirty(demo)


def test_nobody_who_lives_with_a_child_is_missing_without_a_spoiled_row(demo: Demo, truth: pl.DataFrame, wrong: pl.DataFrame) -> None:
    now = truth.filter(pl.col("from_on") < UNTIL, pl.col("until_on").is_null() | (pl.col("until_on") >= UNTIL))
    homes = now.join(demo.truth("children").select("resident_number"), on="resident_number", how="semi")["household_id"].unique()
    there = set(now.filter(pl.col("household_id").is_in(homes.implode()))["resident_number"])
    missing = there - set(wrong["resident_number"])
    spoiled = dirty(demo)
    companions = dict(now.select("resident_number", "household_id").iter_rows())
    touched = {companions[number] for number in spoiled if number in companions}
    assert not [number for number in missing if number not in spoiled and companions[number] not in touched]
    assert len(missing) < 0.005 * len(there)
