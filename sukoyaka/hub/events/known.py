"""When the city could know a fact: the source's `known` rule, for facts that a row names besides its own."""

import polars as pl

from sukoyaka.governance.register import Source
from sukoyaka.records.errors import RegisterInvalid


def known_on(source: Source, day: str) -> pl.Expr:
    """Day on which a fact of the day in that column could be known by the source's rule; a delivery may have told it before.

    A source whose rows carry their own day of entry knows all of a row on that day.
    """
    if isinstance(source.known, str):
        return pl.col("known_on")
    if source.known.get("day") != "last":
        raise RegisterInvalid(f"{source.id}: known.day is {source.known.get('day')!r}", "last", "state the rule of that source")
    months = int(source.known.get("after_months", 0))
    return pl.col(day).dt.month_start().dt.offset_by(f"{months}mo").dt.month_end()
