"""The table that is analysed: a row per child and checkup, with exposures, outcomes and what is adjusted for.

Reads what is known as of a day; returns the table and the way to it, child by child. What is adjusted for is taken on the day on
which the window of the exposure begins: what came later may be its effect.
"""

from dataclasses import dataclass

import polars as pl

from sukoyaka.hub.features.households import UNDER_AGE, months_between
from sukoyaka.hub.study import exposures, outcomes
from sukoyaka.hub.study.exposures import VISIT
from sukoyaka.hub.study.known import Known
from sukoyaka.hub.study.protocol import Protocol
from sukoyaka.records.errors import ExitCode, SukoyakaError

OF_WORKING_AGE = (18 * 12, 60 * 12)  # months: those who could be raising a child
STEPS = ("no_adult", "not_observable", "analysed")  # what became of a child, from nothing to all


class NothingObservable(SukoyakaError):
    """No child of the study could be looked at."""

    exit_code = ExitCode.NOTHING_TO_DO


@dataclass(frozen=True)
class Table:
    """`rows`: see `build`; `way`: `subject_id, step` of every child who came to a checkup."""

    rows: pl.DataFrame
    way: pl.DataFrame


def build(known: Known, protocol: Protocol) -> Table:
    """A row per visit with an adult whose claims could have been seen in the main window.

    Columns: those of `outcomes.visits`, `household` and the variables of the protocol, per exposure its dose or state, per claimed
    exposure `NAME@early` (empty where the earlier window could not be seen), per outcome its value, `unseen`.
    Raises `NothingObservable` if there is none.
    """
    seen = outcomes.visits(known)
    together = known.living_together(seen["subject_id"])
    grown = exposures.adults(known, seen, together, protocol)
    claimed = [one for one in protocol.exposures if one.claimed]
    watched = exposures.observed(known, grown, protocol.main, protocol)
    table = seen.join(watched, on=VISIT, how="left", maintain_order="left")
    way = _way(table)
    table = table.filter(pl.col("seen") > 0)
    if table.is_empty():
        raise NothingObservable(
            f"of {way.height} children with a checkup before {known.as_of} none lived with an adult whose claims could be seen",
            "a mart with claims of co-residents before the checkups",
            "receive claims, or choose a later --as-of",
        )
    grown = grown.join(table.select(VISIT), on=VISIT, how="semi")
    table = table.join(exposures.doses(known, grown, together, protocol.main, claimed), on=VISIT, how="left", maintain_order="left")
    for one in protocol.exposures:
        if not one.claimed:
            table = table.join(exposures.standing(known, grown, one), on=VISIT, how="left", maintain_order="left")
    if protocol.earlier:
        table = table.join(_early(known, grown, together, protocol), on=VISIT, how="left", maintain_order="left")
    for outcome in protocol.outcomes:
        table = table.with_columns(outcomes.values(known, table, outcome).alias(outcome.name))
    return Table(_adjusting(known, table, together, protocol), way)


def _way(table: pl.DataFrame) -> pl.DataFrame:
    """How far each child came: the best of its visits."""
    step = pl.when(pl.col("seen").is_null()).then(0).when(pl.col("seen") == 0).then(1).otherwise(2)
    best = table.group_by("subject_id").agg(step=step.max()).sort("subject_id")
    return best.with_columns(pl.col("step").replace_strict(dict(enumerate(STEPS)), return_dtype=pl.String()))


def _early(known: Known, grown: pl.DataFrame, together: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    claimed = [one for one in protocol.exposures if one.claimed]
    window = protocol.earlier
    if window is None:
        raise AssertionError("asked for a window that the protocol does not have")
    told = exposures.doses(known, grown, together, window, claimed)
    watched = exposures.observed(known, grown, window, protocol).filter(pl.col("seen") > 0)
    dose = told.join(watched.select(VISIT), on=VISIT, how="semi")
    return dose.select(VISIT, *(pl.col(one.name).alias(f"{one.name}@early") for one in claimed))


def _adjusting(known: Known, table: pl.DataFrame, together: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """Adds `household` (on the day of the visit) and the variables, on the day on which the window begins."""
    spells = known.spells.select("subject_id", "household_id", "town", "from_on", "until_on")
    there = table.select(VISIT, "subject_id", "day").join(spells, on="subject_id")
    home = there.filter(pl.col("from_on") <= pl.col("day"), pl.col("day") < pl.col("until_on")).unique(
        VISIT, keep="first", maintain_order=True
    )
    first = spells.group_by("subject_id").agg(began=pl.col("from_on").min())
    begun = table.join(first, on="subject_id", how="left", maintain_order="left").with_columns(
        on=pl.max_horizontal("began", pl.col("day") - pl.duration(days=protocol.main.first_day))
    )
    then = begun.select(VISIT, "subject_id", "on").join(spells, on="subject_id")
    then = then.filter(pl.col("from_on") <= pl.col("on"), pl.col("on") < pl.col("until_on")).unique(
        VISIT, keep="first", maintain_order=True
    )
    people = _people_then(known, begun, together)
    asked = pl.concat([people.select(VISIT, "member", "on"), begun.select(VISIT, "on", member="subject_id").select(VISIT, "member", "on")])
    held = {
        "allowance": exposures.in_force(known, "ALLOWANCE/CHILD_REARING/START", asked),
        "assistance": exposures.in_force(known, "PUBLIC_ASSISTANCE/START", asked),
    }
    working = pl.col("months").is_between(*OF_WORKING_AGE, closed="left").sum()
    counted = people.group_by(VISIT).agg(
        one_adult=(working == 1).cast(pl.Float64), siblings=(pl.col("months") < UNDER_AGE).sum().cast(pl.Float64)
    )
    joined = table.join(home.select(VISIT, household="household_id"), on=VISIT, how="left", maintain_order="left")
    joined = joined.join(then.select(VISIT, district=pl.col("town").str.head(3)), on=VISIT, how="left", maintain_order="left")
    joined = joined.join(counted, on=VISIT, how="left", maintain_order="left").with_columns(pl.col("siblings", "one_adult").fill_null(0.0))
    for name, found in held.items():
        joined = joined.join(found.rename({"held": name}), on=VISIT, how="left", maintain_order="left")
        joined = joined.with_columns(pl.col(name).fill_null(False).cast(pl.Float64))
    return joined.with_columns(pl.col("district").fill_null("不明"), pl.col("household").fill_null(-1))


def _people_then(known: Known, begun: pl.DataFrame, together: pl.DataFrame) -> pl.DataFrame:
    """`visit, member, on, months`: who lived with the child on the day on which the window begins, and how old they were."""
    there = begun.select(VISIT, "subject_id", "on").join(together, on="subject_id")
    there = there.filter(pl.col("from_on") <= pl.col("on"), pl.col("on") < pl.col("until_on"))
    born = known.people.select(member="subject_id", born="birth_month")
    return (
        there.join(born, on="member")
        .select(VISIT, "member", "on", months=months_between(pl.col("born"), pl.col("on")))
        .sort(VISIT, "member")
    )
