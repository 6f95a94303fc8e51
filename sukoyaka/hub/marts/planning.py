"""The mart for 施策の統計: whoever counts needs no days and no streets. Nothing but tables of ten and more leaves from here.

Reads the tables of a mart before they are written, gives them back coarser: months for days, districts for towns. What is
known counts as known from the end of its month, and a coverage begins with the first whole month: never earlier than it was.
"""

import polars as pl

from sukoyaka.hub.marts.make import Definition
from sukoyaka.records.purpose import Purpose

DISTRICT = 3  # leading digits of a town code that name its district (町); the rest is its 丁目

_FIRST_WHOLE = ("coverage_spells", "from_on")


def coarsened(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A table of the mart with months for days and districts for towns; rows that last no month any more are gone from spells."""
    if name == "sources":
        return frame
    days = [column for column, dtype in frame.schema.items() if dtype in (pl.Date(), pl.Datetime("us"))]
    frame = frame.with_columns(_month(column, late=column == "known_on" or (name, column) == _FIRST_WHOLE) for column in days)
    if "town" in frame.columns:
        frame = frame.with_columns(district(pl.col("town")).alias("town"))
    if "until_on" in frame.columns:
        frame = frame.filter(pl.col("until_on").is_null() | (pl.col("until_on") > pl.col("from_on")))
    return frame


def _month(column: str, *, late: bool) -> pl.Expr:
    """The first day of a month; `late`: what is known from its last day, what covers from the first day that begins a month."""
    day = pl.col(column)
    if not late:
        return day.dt.truncate("1mo")
    return day.dt.month_end() if column == "known_on" else day.dt.offset_by("-1d").dt.truncate("1mo").dt.offset_by("1mo")


def district(town: pl.Expr) -> pl.Expr:
    """The district of a town code, as a code of the same length; empty where the town is."""
    return town.str.head(DISTRICT) + "0" * 3


DEFINITION = Definition(Purpose.PLANNING, names_cases=False, coarsen=coarsened)
