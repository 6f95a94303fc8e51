"""Household spells from the history of the resident register: each row is a state that lasts until the next row.

A person is in one household at a time. Moving out, death and striking off end the residence; every other row shows it.
"""

import polars as pl

from sukoyaka.hub.people.ids import check_distinct, subject_id
from sukoyaka.hub.store.tables import DWELLING

ENDINGS = ("MOVE_OUT", "DEATH", "STRUCK_OFF")
BIRTH = "BIRTH"
STATE = ("household_id", "dwelling_id", "town", "relation")
COLUMNS = ("subject_id", *STATE, "reason", "from_on", "until_on", "known_on")


def household_spells(rows: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Spells of `platform.HOUSEHOLD_SPELLS` from cleansed rows of the resident register.

    Rows are ordered by (moved_on, sequence); of two on one day the last stands. The day of a birth is its month.
    """
    states = (
        rows.join(people.select(pl.col("person").alias("resident"), "subject_id", "birth_month"), on="resident")
        .with_columns(_from_on(), subject_id("household").alias("household_id"), subject_id(DWELLING).alias("dwelling_id"))
        .sort("subject_id", "from_on", "sequence", "file", "line")
        .unique(("subject_id", "from_on"), keep="last", maintain_order=True)
        .with_columns(pl.col("from_on").shift(-1).over("subject_id").alias("until_on"))
    )
    _check_distinct(states)
    resident = ~pl.col("reason").is_in(ENDINGS) & pl.col("household_id").is_not_null()
    return _merged(states.filter(resident).select(COLUMNS))


def _from_on() -> pl.Expr:
    birth = (pl.col("reason") == BIRTH).fill_null(value=False)
    return pl.when(birth).then(pl.col("happened_on").dt.month_start()).otherwise(pl.col("happened_on")).alias("from_on")


def _check_distinct(states: pl.DataFrame) -> None:
    for what, pseudonym, number in (("households", "household", "household_id"), ("dwellings", DWELLING, "dwelling_id")):
        check_distinct(what, states.select(pseudonym, number).filter(pl.col(pseudonym).is_not_null()))


def _merged(spells: pl.DataFrame) -> pl.DataFrame:
    """A spell that only continues the one before is part of it."""
    continues = pl.all_horizontal(
        (pl.col("until_on").shift(1) == pl.col("from_on")).fill_null(value=False),
        *(pl.col(name).eq_missing(pl.col(name).shift(1)) for name in ("subject_id", *STATE)),
    )
    grouped = spells.with_columns((~continues).cum_sum().alias("__spell")).group_by("__spell", maintain_order=True)
    firsts = [pl.col(name).first() for name in COLUMNS if name != "until_on"]
    return grouped.agg(*firsts, pl.col("until_on").last()).select(COLUMNS)
