"""Grave abuse consultations that are still open: received within a year as severe or critical, and not closed since.

Reads consultations of the child. The desk's number of a case does not cross the terminal, so a closing on or after the
reception counts as the closing of that consultation.
"""

from datetime import timedelta

import polars as pl

from sukoyaka.hub.features.rules.measured import Measured, measured
from sukoyaka.hub.features.values import Why
from sukoyaka.hub.features.view import View

SOURCE = "consultation"
READS = ("consultation.kind", "consultation.severity", "consultation.received_on", "consultation.closed_on")
GRAVE = {"critical": "最重度", "severe": "重度"}
WINDOW = 365  # days


def grave_and_open(view: View) -> Measured:
    """How many days there are, within a year, on which a grave abuse consultation was received that is not known to be closed.

    None is no "no" while a consultation of that time is held back.
    """
    told = view.facts("CONSULTATION/ABUSE", "CONSULTATION/SEVERITY", "CONSULTATION/CLOSED")
    abuse = told.filter(pl.col("code") == "CONSULTATION/ABUSE").select("subject_id", "day").unique()
    closed = told.filter(pl.col("code") == "CONSULTATION/CLOSED").group_by("subject_id").agg(closed=pl.col("day").max())
    days_ago = (pl.lit(view.as_of) - pl.col("day")).dt.total_days()
    grave = (
        told.filter(pl.col("code") == "CONSULTATION/SEVERITY", pl.col("text_value").is_in(list(GRAVE)), days_ago <= WINDOW)
        .join(abuse, on=["subject_id", "day"], how="semi")
        .join(closed, on="subject_id", how="left")
        .filter(pl.col("closed").is_null() | (pl.col("closed") < pl.col("day")))
        .unique(["subject_id", "day"], keep="first", maintain_order=True)
    )
    per_child = grave.group_by("subject_id").agg(value=pl.len())
    values = view.children.join(per_child, on="subject_id", how="left").with_columns(pl.col("value").fill_null(0))
    doubted = view.held.touched(view.children.select("subject_id", member="subject_id"), (SOURCE,), view.as_of - timedelta(days=WINDOW))
    why = pl.when((pl.col("value") == 0) & pl.col("subject_id").is_in(doubted.implode())).then(pl.lit(Why.HELD_BACK))
    words = pl.format("虐待相談（{}）を受付、終結の記録なし", pl.col("text_value").replace(GRAVE))
    return measured(values.with_columns(why=why), grave.with_columns(found=words, happened_on="day", source=pl.lit(SOURCE)))
