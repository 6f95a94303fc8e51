"""The event table of a period: what stands, with the earliest day on which each fact was known and the parcel that first told it.

A correction supersedes what came before, but does not make old facts newly known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from sukoyaka.hub.events.emit import CLIPPED
from sukoyaka.hub.store.files import in_order
from sukoyaka.hub.store.standing import PART
from sukoyaka.hub.store.tables import schema
from sukoyaka.records.platform import EVENTS

FACT = ["subject_id", "time", "code", "numeric_value", "text_value", "source"]
COLUMNS = (*EVENTS.column_names, "origin")
SCHEMA = schema(EVENTS.columns) | {"origin": pl.String()}


@dataclass(frozen=True)
class Teller:
    """A delivery that tells something: its place in the order of deliveries, its parcel, and its day."""

    place: tuple[int, str]
    parcel: str
    created_on: date


Tellers = Mapping[str, Sequence[Teller]]  # source → the deliveries that `PART` counts


def told_by(events: pl.DataFrame, tellers: Tellers) -> pl.DataFrame:
    """Events of `emit`, with the parcel that tells them; what follows from a day was known on the day of the delivery at the latest."""
    rows = [(source, part, one.parcel, one.created_on) for source, several in tellers.items() for part, one in enumerate(several)]
    named = pl.DataFrame(rows, schema={"source": pl.String, PART: pl.Int32, "parcel": pl.String, "__on": pl.Date}, orient="row")
    joined = events.join(named, on=["source", PART], how="left", maintain_order="left")
    clipped = pl.when(CLIPPED).then(pl.min_horizontal("known_on", "__on")).otherwise("known_on")
    return joined.with_columns(clipped.alias("known_on")).select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())


def event_table(current: Sequence[pl.DataFrame], superseded: Sequence[pl.DataFrame], parcels: Sequence[str]) -> pl.DataFrame:
    """Events in the order of `platform.EVENTS`, each fact once, with `origin`.

    `superseded`: the same of earlier deliveries. `parcels`: in the order of their deliveries.
    """
    events = pl.concat([pl.DataFrame(schema=SCHEMA), *current])
    if superseded:
        events = _first_known(events, pl.concat(superseded), parcels)
    return in_order(events.select(COLUMNS), EVENTS.order).unique(FACT, keep="first", maintain_order=True)


def _first_known(events: pl.DataFrame, earlier: pl.DataFrame, parcels: Sequence[str]) -> pl.DataFrame:
    """Events with the earliest of the days on which a fact was known, and the first of the parcels that told it."""
    order = pl.Enum(list(parcels))
    placed = earlier.with_columns(pl.col("parcel").cast(order).to_physical().alias("__place"))
    first = placed.group_by(FACT).agg(pl.col("known_on").min().alias("__known_on"), pl.col("__place").min())
    joined = events.join(first, on=FACT, how="left", nulls_equal=True)
    place = pl.min_horizontal(pl.col("parcel").cast(order).to_physical(), "__place")
    return joined.with_columns(
        pl.min_horizontal("known_on", "__known_on").alias("known_on"),
        place.cast(pl.UInt32).replace_strict(list(range(len(parcels))), list(parcels), return_dtype=pl.String()).alias("parcel"),
    ).drop("__known_on", "__place")
