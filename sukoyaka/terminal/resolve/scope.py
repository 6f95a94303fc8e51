"""Who may leave the terminal in any form: children under 6 in the last five years, and everyone who lived with one then.

Sharing a household or an address counts. The rest of the city stays here.
"""

from datetime import date

import polars as pl

from sukoyaka.records.age import add_months
from sukoyaka.terminal.resolve.residents import Residents

CHILD_MONTHS = 72
LOOK_BACK_MONTHS = 60


def in_scope(found: Residents, on: date) -> pl.Series:
    """Numbers of the people in scope, sorted."""
    start = add_months(on, -LOOK_BACK_MONTHS)
    births = found.people.select("resident", "birth_date")
    children = births.filter((pl.col("birth_date") > add_months(start, -CHILD_MONTHS)) & (pl.col("birth_date") <= on))
    until = pl.col("until_on").fill_null(date.max)
    spells = found.spells.filter(until > start).with_columns(until_on=until)
    childhood = spells.join(children, on="resident").with_columns(
        from_on=pl.max_horizontal("from_on", pl.lit(start)), until_on=pl.min_horizontal("until_on", pl.col("birth_date").dt.offset_by("6y"))
    )
    childhood = childhood.filter(pl.col("from_on") < pl.col("until_on"))
    together = [_sharing(spells, childhood, "household"), _sharing(spells.filter(pl.col("place") != "|"), childhood, "place")]
    return pl.concat([childhood["resident"], *together]).unique().sort()


def _sharing(spells: pl.DataFrame, childhood: pl.DataFrame, what: str) -> pl.Series:
    stretches = childhood.select(what, child_from="from_on", child_until="until_on").unique()
    both = spells.select("resident", what, "from_on", "until_on").join(stretches, on=what)
    return both.filter((pl.col("from_on") < pl.col("child_until")) & (pl.col("child_from") < pl.col("until_on")))["resident"]
