"""Coverage spells: from when to when a source could have shown something about a person.

A source that speaks of every resident covers the residence; claims cover the time of qualification as well. Nothing
is covered after the day through which the source was delivered.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from sukoyaka.governance.register import Register, Source
from sukoyaka.hub.people.spells import closed, intersection, union

EVERYONE = "everyone"


def coverage_spells(
    spells: pl.DataFrame, known_through: Mapping[str, date], qualifications: Mapping[str, pl.DataFrame], register: Register
) -> pl.DataFrame:
    """Spells of `platform.COVERAGE_SPELLS`.

    `spells`: household spells. `qualifications`: source that covers another → its spells (`subject_id, from_on, until_on`).
    A source whose covering source was not delivered covers nobody.
    """
    residence = union(spells, ("subject_id",))
    found = [
        _clipped(_observable(register.source(name), residence, qualifications), through).with_columns(pl.lit(name).alias("source"))
        for name, through in sorted(known_through.items())
    ]
    return pl.concat(found).select("subject_id", "source", "from_on", "until_on")


def _observable(source: Source, residence: pl.DataFrame, qualifications: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    if source.covers in (None, EVERYONE):
        return residence
    if source.covers not in qualifications:
        return residence.clear()
    return intersection(residence, qualifications[source.covers], "subject_id")


def _clipped(spells: pl.DataFrame, through: date) -> pl.DataFrame:
    end = pl.lit(through + timedelta(days=1))
    return spells.with_columns(pl.min_horizontal(closed(), end).alias("until_on")).filter(pl.col("from_on") < pl.col("until_on"))


def qualification_spells(rows: pl.DataFrame, source: Source, people: pl.DataFrame) -> pl.DataFrame:
    """`subject_id, from_on, until_on` of a source that says whom another one covers, from its cleansed rows."""
    columns = source.coverage or {}
    known = rows.join(people.select(pl.col("person").alias(source.subject), "subject_id"), on=source.subject)
    until = pl.col(columns["until"]) if "until" in columns else pl.col(columns["last"]) + pl.duration(days=1)
    return known.select("subject_id", pl.col(columns["from"]).alias("from_on"), until.alias("until_on"))
