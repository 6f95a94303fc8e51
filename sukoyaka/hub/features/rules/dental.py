"""Decayed teeth that nobody treats (未処置歯), at the last dental checkup.

Reads the dental checkups of two years. The last one counts: what was treated since is no longer a sign. A child who did
not come was not looked at.
"""

import polars as pl

from sukoyaka.hub.features.rules.measured import Measured, measured
from sukoyaka.hub.features.values import Why
from sukoyaka.hub.features.view import View

READS = ("dental.untreated", "dental.date", "dental.round")
WINDOW = 730  # days


def untreated(view: View) -> Measured:
    """How many decayed teeth were untreated at the last dental checkup within two years."""
    recent = (pl.lit(view.as_of) - pl.col("day")).dt.total_days() <= WINDOW
    told = view.facts("DENTAL/*/UNTREATED").filter(recent, pl.col("numeric_value").is_not_null())
    last = told.sort("subject_id", "day", "numeric_value").group_by("subject_id", maintain_order=True).last()
    values = view.children.join(last.select("subject_id", value="numeric_value"), on="subject_id", how="left")
    words = pl.format("歯科健診で未処置のう歯{}本", pl.col("numeric_value").cast(pl.Int64))
    facts = last.filter(pl.col("numeric_value") > 0).with_columns(found=words, happened_on="day")
    return measured(values.with_columns(why=pl.when(pl.col("value").is_null()).then(pl.lit(Why.NOT_MEASURED))), facts)
