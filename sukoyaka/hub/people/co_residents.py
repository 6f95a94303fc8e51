"""Who lived with whom on a day: in the same household, or in another household of the same dwelling (世帯分離)."""

from datetime import date

import polars as pl

from sukoyaka.hub.people.spells import on_day


def co_residents(spells: pl.DataFrame, day: date) -> pl.DataFrame:
    """Pairs `subject_id, other_id, same_household` of people who lived together on `day`, in both directions, without oneself.

    `spells` has the columns of `platform.HOUSEHOLD_SPELLS`. Without a dwelling (支援措置) only the household counts.
    """
    homes = spells.filter(on_day(pl.lit(day))).select("subject_id", "household_id", "dwelling_id")
    household = _pairs(homes, "household_id").with_columns(pl.lit(value=True).alias("same_household"))
    dwelling = _pairs(homes.filter(pl.col("dwelling_id").is_not_null()), "dwelling_id")
    apart = dwelling.join(household, on=("subject_id", "other_id"), how="anti").with_columns(pl.lit(value=False).alias("same_household"))
    return pl.concat([household, apart]).sort("subject_id", "other_id")


def _pairs(homes: pl.DataFrame, place: str) -> pl.DataFrame:
    others = homes.select(pl.col("subject_id").alias("other_id"), place)
    pairs = homes.select("subject_id", place).join(others, on=place)
    return pairs.filter(pl.col("subject_id") != pl.col("other_id")).select("subject_id", "other_id").unique()
