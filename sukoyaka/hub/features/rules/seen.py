"""Days since somebody last saw the child (現認): a checkup, a vaccination or a visit to a doctor.

Reads events and watermarks. The clock stops at the day through which the sources are delivered, so that a late delivery
does not make every child look unseen; a child never seen counts from the day since when it could have been.
"""

from datetime import date

import polars as pl

from sukoyaka.hub.features.rules.measured import Measured, measured
from sukoyaka.hub.features.values import Why
from sukoyaka.hub.features.view import View

SOURCES = ("checkup_child", "vaccination")  # invite every child; claims only add sightings
CLAIMS = "claims_nhi"
READS = ("checkup_child.date", "checkup_child.round", "vaccination.date", "vaccination.vaccine", "vaccination.dose")
SIGHTINGS = ("CHECKUP/*/DONE", "VACCINE", "CLAIM/VISIT")


def days_unseen(view: View) -> Measured:
    """Days surely without a sighting: a row that is held back may be one, on its day.

    Not observable for a child whom neither source covers, or of whom a row of an unreadable day is held back.
    """
    through = watermark(view)
    last = last_sightings(view)
    since = view.coverage.filter(pl.col("source").is_in(SOURCES)).group_by("subject_id").agg(since=pl.col("from_on").min())
    frame = view.children.join(last.select("subject_id", "day"), on="subject_id", how="left").join(since, on="subject_id", how="left")
    frame = frame.join(_maybe_seen(view), on="subject_id", how="left")
    start = pl.coalesce("day", pl.max_horizontal("since", "birth_month"))
    start = pl.when(pl.col("day").is_null() & pl.col("since").is_null()).then(None).otherwise(pl.max_horizontal(start, "maybe_on"))
    values = frame.with_columns(value=(pl.lit(through) - start).dt.total_days().clip(0))
    facts = last.with_columns(found=pl.lit("最後に姿が確認された日"), happened_on="day")
    in_doubt = pl.lit(bool(view.held.dark & set(SOURCES))) | pl.col("undated").fill_null(value=False)
    why = pl.when(pl.col("value").is_null()).then(pl.lit(Why.NOT_COVERED)).when(in_doubt).then(pl.lit(Why.HELD_BACK))
    return measured(values.with_columns(why=why), facts)


def _maybe_seen(view: View) -> pl.DataFrame:
    """`subject_id, maybe_on, undated`: the last day of a row held back, and whether one has no readable day."""
    day = pl.col("happened_on")
    return view.held.about(*SOURCES, CLAIMS).group_by("subject_id").agg(maybe_on=day.max(), undated=day.is_null().any())


def last_sightings(view: View) -> pl.DataFrame:
    """`subject_id, day, source, known_on` of the last sighting of each child that was ever seen, by child."""
    return view.latest(*SIGHTINGS)


def watermark(view: View) -> date:
    """The day through which both sources are delivered, or the eve of the as-of day."""
    return min([view.as_of, *(view.known_through[source] for source in SOURCES if source in view.known_through)])
