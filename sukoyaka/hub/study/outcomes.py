"""What the checkups found: growth against the reference, findings, answers; and a negative control.

Reads events of the checkups; returns a row per child and visit. Preterm children are measured at their corrected age until
two years where the weeks are known.
"""

import polars as pl

from sukoyaka.engine.question import Selection
from sukoyaka.hub.features.rules import growth
from sukoyaka.hub.study.known import Known
from sukoyaka.hub.study.protocol import Outcome

ROUNDS = ("4M", "10M", "18M", "36M")
PLAUSIBLE = 6.0  # spreads: beyond it a slip of the pen is likelier than a child


def visits(known: Known) -> pl.DataFrame:
    """`visit, subject_id, day, round, sex, birth_month, age, corrected, birth_weight, gestation_weeks`, one a child and round.

    `age` in months; `birth_weight` in hundreds of grams. A round that is told twice counts on its first day.
    """
    told = known.facts("CHECKUP/*/DONE").with_columns(round=pl.col("code").str.split("/").list.get(1))
    first = told.group_by("subject_id", "round").agg(pl.col("day").min())
    birth = known.facts("BIRTH/WEIGHT", "BIRTH/GESTATION").group_by("subject_id", "code").agg(value=pl.col("numeric_value").min())
    weight = birth.filter(pl.col("code") == "BIRTH/WEIGHT").select("subject_id", birth_weight=pl.col("value").cast(pl.Float64) / 100)
    weeks = birth.filter(pl.col("code") == "BIRTH/GESTATION").select("subject_id", gestation_weeks=pl.col("value").cast(pl.Float64))
    aged = (
        first.join(known.people.select("subject_id", "sex", "birth_month"), on="subject_id")
        .join(weight, on="subject_id", how="left")
        .join(weeks, on="subject_id", how="left")
        .sort("subject_id", "day", "round")
        .with_row_index("visit")
        .with_columns(age=((pl.col("day") - pl.col("birth_month")).dt.total_days() - growth.MID_MONTH).clip(0) / growth.MONTH)
    )
    early = (
        pl.when(pl.col("gestation_weeks") < growth.PRETERM).then(growth.FULL_TERM - pl.col("gestation_weeks")).otherwise(0)
        * 7
        / growth.MONTH
    )
    corrected = pl.when(pl.col("age") < growth.CORRECTED_UNTIL).then((pl.col("age") - early).clip(0)).otherwise("age")
    return aged.with_columns(corrected=corrected)


def values(known: Known, seen: pl.DataFrame, outcome: Outcome) -> pl.Series:
    """The outcome for each visit: spreads, or 1 and 0; empty where it was not told or cannot be."""
    if outcome.measure == "odd_month":
        return (seen["birth_month"].dt.month() % 2).cast(pl.Float64)
    if outcome.measure:
        return _measured(known, seen, outcome.measure)
    told = _told(known, outcome.codes).with_columns(
        value=pl.col("text_value").map_elements(Selection((outcome.codes,), outcome.saying).matches_text, return_dtype=pl.Boolean)
    )
    return _at_visits(seen, told.with_columns(pl.col("value").cast(pl.Float64)))


def _measured(known: Known, seen: pl.DataFrame, measure: str) -> pl.Series:
    told = _told(known, f"CHECKUP/*/{measure.upper()}")
    grams = [code for code, unit in known.units.items() if unit == "g"]
    scale = pl.when(pl.col("code").is_in(grams)).then(0.001).otherwise(1.0)
    value = _at_visits(seen, told.with_columns(value=pl.col("numeric_value").cast(pl.Float64) * scale))
    if measure == "head":
        score = _among_peers(seen, value)
    else:
        score = growth.sds(measure, seen["sex"], seen["corrected"], value.cast(pl.Float64).fill_null(float("nan")))
    return pl.select(pl.when(score.abs() <= PLAUSIBLE).then(score)).to_series()


def _among_peers(seen: pl.DataFrame, value: pl.Series) -> pl.Series:
    """Spreads from the mean of the same checkup and sex: the reference tells nothing of heads."""
    frame = seen.select("round", "sex").with_columns(value=value)
    score = (pl.col("value") - pl.col("value").mean()) / pl.col("value").std()
    return frame.select(score.over("round", "sex")).to_series()


def _told(known: Known, pattern: str) -> pl.DataFrame:
    return known.facts(pattern).with_columns(round=pl.col("code").str.split("/").list.get(1))


def _at_visits(seen: pl.DataFrame, told: pl.DataFrame) -> pl.Series:
    """The first value of the round that was told on the day of the visit."""
    once = told.select("subject_id", "day", "round", "value").unique(["subject_id", "day", "round"], keep="first", maintain_order=True)
    return seen.join(once, on=["subject_id", "day", "round"], how="left", maintain_order="left")["value"]
