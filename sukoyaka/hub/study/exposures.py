"""What happened to those who lived with a child before its checkup, and whether it could have been seen.

Reads visits, stretches together, claims and coverage. A visit of which nothing could have been seen is unknown, never unexposed.
"""

from collections.abc import Sequence

import polars as pl

from sukoyaka.hub.features.households import months_between
from sukoyaka.hub.study.known import Known
from sukoyaka.hub.study.protocol import DIAGNOSES, Exposure, Protocol, Window

CLAIMS = "claims_"
VISIT = "visit"


def adults(known: Known, visits: pl.DataFrame, together: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """`visit, subject_id, day, member, since`: adults who lived with the child on the day of the visit, and since when."""
    stretches = together.rename({"from_on": "since", "until_on": "ended"})
    joined = visits.select(VISIT, "subject_id", "day").join(stretches, on="subject_id")
    there = joined.filter(pl.col("since") <= pl.col("day"), pl.col("day") < pl.col("ended"))
    born = known.people.select(member="subject_id", born="birth_month")
    aged = there.join(born, on="member").filter(months_between(pl.col("born"), pl.col("day")) >= protocol.adult_months)
    return aged.select(VISIT, "subject_id", "day", "member", "since").sort(VISIT, "member")


def observed(known: Known, grown: pl.DataFrame, window: Window, protocol: Protocol) -> pl.DataFrame:
    """`visit, seen, unseen`: how many of the adults claims could have told of in the window, and of how many not.

    The window of a person begins when the time together does. The source that covers most of it counts.
    """
    spans = _spans(grown, window)
    cover = known.coverage.filter(pl.col("source").str.starts_with(CLAIMS)).rename({"subject_id": "member"})
    joined = spans.join(cover, on="member")
    start, end = pl.max_horizontal("from_on", "begin"), pl.min_horizontal("until_on", "end")
    days = joined.with_columns(days=(end - start).dt.total_days().clip(0)).group_by(VISIT, "member", "source").agg(pl.col("days").sum())
    best = days.group_by(VISIT, "member").agg(pl.col("days").max())
    length = (pl.col("end") - pl.col("begin")).dt.total_days()
    enough = (length >= protocol.shortest_days) & (pl.col("days").fill_null(0) >= protocol.covered_share * length)
    told = spans.join(best, on=[VISIT, "member"], how="left").with_columns(enough=enough)
    return told.group_by(VISIT).agg(seen=pl.col("enough").sum(), unseen=(~pl.col("enough")).sum()).sort(VISIT)


def _spans(grown: pl.DataFrame, window: Window) -> pl.DataFrame:
    """The half-open part of the window that each adult spent with the child."""
    begin = pl.max_horizontal("since", pl.col("day") - pl.duration(days=window.first_day))
    return grown.with_columns(begin=begin, end=pl.col("day") - pl.duration(days=window.last_day - 1))


def doses(known: Known, grown: pl.DataFrame, together: pl.DataFrame, window: Window, exposures: Sequence[Exposure]) -> pl.DataFrame:
    """`visit` and per exposure the months of the window in which an adult had it claimed, while living with the child."""
    wanted = {category for one in exposures for category in one.categories}
    told = known.facts(*(DIAGNOSES + category for category in sorted(wanted)), subjects=grown["member"].unique())
    confirmed = told.filter(pl.col("text_value").is_null() | (pl.col("text_value") != "suspected"))
    claims = confirmed.select(member="subject_id", on="day", category=pl.col("code").str.strip_prefix(DIAGNOSES).str.head(3)).unique()
    fallen = (
        _spans(grown, window)
        .join(claims, on="member")
        .filter(pl.col("on") >= pl.col("day") - pl.duration(days=window.first_day), pl.col("on") < pl.col("end"))
        .join(together, on=["subject_id", "member"])
        .filter(pl.col("from_on") <= pl.col("on"), pl.col("on") < pl.col("until_on"))
        .with_columns(month=pl.col("on").dt.truncate("1mo"))
    )
    found = grown.select(VISIT).unique().sort(VISIT)
    for one in exposures:
        mine = fallen.filter(pl.col("category").is_in(one.categories)).group_by(VISIT).agg(pl.col("month").n_unique().alias(one.name))
        found = found.join(mine, on=VISIT, how="left", maintain_order="left").with_columns(pl.col(one.name).fill_null(0).cast(pl.Int64))
    return found


def standing(known: Known, grown: pl.DataFrame, one: Exposure) -> pl.DataFrame:
    """`visit` and for what is in force on the day of the visit: 1, 0, or nothing where no adult's source could have shown it."""
    held = in_force(known, one.in_force, grown.select(VISIT, "member", on="day"))
    cover = known.coverage.filter(pl.col("source") == one.source).rename({"subject_id": "member"})
    there = grown.join(cover, on="member").filter(pl.col("from_on") <= pl.col("day"), pl.col("day") < pl.col("until_on"))
    seen = there.select(VISIT, seen=pl.lit(True)).unique()
    told = grown.select(VISIT).unique().join(seen, on=VISIT, how="left").join(held, on=VISIT, how="left")
    value = pl.when(pl.col("held").fill_null(False)).then(1).when(pl.col("seen").fill_null(False)).then(0)
    return told.select(VISIT, value.cast(pl.Int64).alias(one.name)).sort(VISIT)


def in_force(known: Known, start: str, asked: pl.DataFrame) -> pl.DataFrame:
    """`visit, held` for `asked` (`visit, member, on`): whether for any member more stretches began than ended by the day `on`."""
    end = start.removesuffix("START") + "END"
    told = known.facts(start, end, subjects=asked["member"].unique())
    kind = pl.col("code").str.replace("/(START|END)$", "")
    steps = told.select(member="subject_id", at="day", kind=kind, step=pl.when(pl.col("code").str.ends_with("/END")).then(-1).otherwise(1))
    counted = (
        asked.join(steps.unique(), on="member")
        .filter(pl.col("at") <= pl.col("on"))
        .group_by(VISIT, "member", "kind")
        .agg(pl.col("step").sum())
    )
    return counted.filter(pl.col("step") > 0).select(VISIT, held=pl.lit(True)).unique().sort(VISIT)
