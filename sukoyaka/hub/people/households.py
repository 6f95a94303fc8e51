"""Household spells from the history of the resident register: each row is a state that lasts until the next row.

A person is in one household at a time. Moving out, death and striking off end the residence; every other row shows it.
"""

import hashlib

import polars as pl

from sukoyaka.hub.people.ids import MASK, check_distinct, subject_id

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
        .with_columns(_from_on(), subject_id("household").alias("household_id"), _dwelling(rows))
        .sort("subject_id", "from_on", "sequence", "file", "line")
        .unique(("subject_id", "from_on"), keep="last", maintain_order=True)
        .with_columns(pl.col("from_on").shift(-1).over("subject_id").alias("until_on"))
    )
    _check_households(states)
    resident = ~pl.col("reason").is_in(ENDINGS) & pl.col("household_id").is_not_null()
    return _merged(states.filter(resident).select(COLUMNS))


def _from_on() -> pl.Expr:
    birth = (pl.col("reason") == BIRTH).fill_null(value=False)
    return pl.when(birth).then(pl.col("happened_on").dt.month_start()).otherwise(pl.col("happened_on")).alias("from_on")


def _dwelling(rows: pl.DataFrame) -> pl.Expr:
    """Same address and building, same dwelling. Both are keyed digests: a digest of both is as good."""
    known = pl.when(pl.col("address").is_not_null()).then(_dwelling_key())
    keys = rows.select(known.alias("key")).drop_nulls().unique()["key"]
    ids = {key: int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) & MASK for key in keys}
    check_distinct("dwellings", ids.items())
    return known.replace_strict(ids, default=None, return_dtype=pl.Int64).alias("dwelling_id")


def _dwelling_key() -> pl.Expr:
    return pl.concat_str(pl.col("address"), pl.col("building").fill_null(""), separator="/")


def _check_households(states: pl.DataFrame) -> None:
    pairs = states.select("household", "household_id").filter(pl.col("household").is_not_null()).unique()
    check_distinct("households", pairs.iter_rows())


def _merged(spells: pl.DataFrame) -> pl.DataFrame:
    """A spell that only continues the one before is part of it."""
    continues = pl.all_horizontal(
        (pl.col("until_on").shift(1) == pl.col("from_on")).fill_null(value=False),
        *(pl.col(name).eq_missing(pl.col(name).shift(1)) for name in ("subject_id", *STATE)),
    )
    grouped = spells.with_columns((~continues).cum_sum().alias("__spell")).group_by("__spell", maintain_order=True)
    firsts = [pl.col(name).first() for name in COLUMNS if name != "until_on"]
    return grouped.agg(*firsts, pl.col("until_on").last()).select(COLUMNS)
