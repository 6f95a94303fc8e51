"""The event table of a build: the newest delivery of each source, with the earliest day on which each fact was known.

A correction supersedes what came before, but does not make old facts newly known.
"""

import polars as pl

from sukoyaka.hub.events.emit import COLUMNS, SCHEMA
from sukoyaka.hub.store.files import in_order
from sukoyaka.records.platform import EVENTS

FACT = ["subject_id", "time", "code", "numeric_value", "text_value", "source"]


def event_table(current: list[pl.DataFrame], superseded: list[pl.DataFrame]) -> pl.DataFrame:
    """Events in the order of `platform.EVENTS`, each fact once, with `origin`. `superseded`: the same of earlier deliveries."""
    events = pl.concat([pl.DataFrame(schema=SCHEMA), *current])
    if superseded:
        earlier = pl.concat(superseded).group_by(FACT).agg(pl.col("known_on").min().alias("earlier"))
        joined = events.join(earlier, on=FACT, how="left", nulls_equal=True)
        events = joined.with_columns(pl.min_horizontal("known_on", "earlier").alias("known_on")).drop("earlier")
    return in_order(events.select(COLUMNS), EVENTS.order).unique(FACT, keep="first", maintain_order=True)
