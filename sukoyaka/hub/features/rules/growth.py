"""Body weight against the reference of 2023: standard deviation score (SDS), and its fall between checkups.

Reads weights of the checkups and `growth_2023.csv`. Weight is not normally distributed, so each half of the curve has its
own width. A child born before 37 weeks is measured at its corrected age until two years, or it would look small for it.
"""

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from sukoyaka.hub.features.rules.measured import Measured, measured
from sukoyaka.hub.features.values import Why
from sukoyaka.hub.features.view import View

SOURCE = "checkup_child"
READS = ("checkup_child.weight", "checkup_child.round", "checkup_child.gestation_weeks")
REFERENCE = Path(__file__).parents[1] / "growth_2023.csv"

P97 = 1.8808  # standard deviations from the median to the 97th percentile
MONTH = 30.4375  # days
MID_MONTH = 15  # the day of birth is unknown here: the middle of the month errs by two weeks at most
FULL_TERM, PRETERM = 40, 37  # weeks
CORRECTED_UNTIL = 24  # months
RECENT = 730  # days: an older weight says nothing about today


def low_weight(view: View) -> Measured:
    """SDS of the last weight of the last two years."""
    last = weights(view).filter(pl.col("recent")).group_by("subject_id", maintain_order=True).last()
    return _of(
        view,
        last.with_columns(value="sds"),
        last.with_columns(found=pl.format("体重 {}kg（標準との差 {}SD）", pl.col("kg").round(2), pl.col("sds").round(1))),
    )


def weight_fall(view: View) -> Measured:
    """By how many SD the last weight lies below the one before; 0 if it does not. Needs two weights."""
    fall = (pl.col("sds").shift(1) - pl.col("sds")).over("subject_id").clip(0)
    pairs = weights(view).with_columns(value=fall, before=pl.col("kg").shift(1).over("subject_id"))
    last = pairs.group_by("subject_id", maintain_order=True).last().filter(pl.col("recent"), pl.col("value").is_not_null())
    found = pl.format("体重 {}kg→{}kg（標準との差が{}SD低下）", pl.col("before").round(2), pl.col("kg").round(2), pl.col("value").round(1))
    return _of(view, last, last.with_columns(found=found))


def weights(view: View) -> pl.DataFrame:
    """`subject_id, day, known_on, kg, sds, recent`: the weights of the checkups in order, one a day."""
    told = view.facts("CHECKUP/*/WEIGHT").filter(pl.col("numeric_value").is_not_null())
    grams = [code for code, unit in view.units.items() if unit == "g"]
    scale = pl.when(pl.col("code").is_in(grams)).then(0.001).otherwise(1.0)
    aged = (
        told.join(view.children, on="subject_id")
        .join(_weeks_early(view), on="subject_id", how="left")
        .with_columns(kg=pl.col("numeric_value").cast(pl.Float64) * scale, age=_age_in_months())
        .unique(["subject_id", "day"], keep="first", maintain_order=True)
        .sort("subject_id", "day")
    )
    recent = (pl.lit(view.as_of) - pl.col("day")).dt.total_days() <= RECENT
    scored = aged.with_columns(sds=sds("weight", aged["sex"], aged["age"], aged["kg"]), recent=recent)
    return scored.select("subject_id", "day", "known_on", "kg", "sds", "recent")


def sds(measure: str, sex: pl.Series, months: pl.Series, value: pl.Series) -> pl.Series:
    """Standard deviation scores of values at ages in months, by the percentiles 3, 50 and 97 of the reference."""
    score = np.full(len(value), np.nan)
    age, number = months.to_numpy(), value.to_numpy()
    for which in ("male", "female"):
        low, middle, high = (np.interp(age, *curve) for curve in _curves(measure, which))
        width = np.where(number < middle, middle - low, high - middle) / P97
        mask = (sex == which).to_numpy()
        score[mask] = ((number - middle) / width)[mask]
    return pl.Series("sds", score).fill_nan(None)


@cache
def _curves(measure: str, sex: str) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Age (middle of its class, months) and value of each percentile."""
    table = pl.read_csv(REFERENCE, comment_prefix="#").filter(pl.col("measure") == measure, pl.col("sex") == sex)
    start = table["from_month"].to_numpy()
    middle = start + np.where(start < 12, 0.5, 3.0)
    return tuple((middle, table[percentile].to_numpy()) for percentile in ("p3", "p50", "p97"))


def _age_in_months() -> pl.Expr:
    days = (pl.col("day") - pl.col("birth_month")).dt.total_days() - MID_MONTH
    age = (days / MONTH).clip(0)
    early = pl.col("weeks_early").fill_null(0) * 7 / MONTH
    return pl.when(age < CORRECTED_UNTIL).then((age - early).clip(0)).otherwise(age)


def _weeks_early(view: View) -> pl.DataFrame:
    """Weeks by which a child came before its term, for those born preterm."""
    weeks = view.facts("BIRTH/GESTATION").group_by("subject_id").agg(weeks=pl.col("numeric_value").min())
    return weeks.filter(pl.col("weeks") < PRETERM).select("subject_id", weeks_early=FULL_TERM - pl.col("weeks"))


def _of(view: View, last: pl.DataFrame, facts: pl.DataFrame) -> Measured:
    values = view.children.join(last.select("subject_id", "value"), on="subject_id", how="left")
    missing = pl.when(pl.col("value").is_null()).then(pl.lit(Why.NOT_MEASURED))
    return measured(values.with_columns(why=missing), facts.with_columns(happened_on="day", source=pl.lit(SOURCE)))
