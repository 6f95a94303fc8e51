"""What stands of everything that was delivered: full deliveries replace, increments add, corrections and withdrawals take off.

Reads deliveries, gives tables. History stays answerable: with the deliveries that were received by a day, the same rows come
out as on that day, whatever arrived since.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from sukoyaka.governance.register import FULL, Register, Source
from sukoyaka.hub.store.deliveries import Delivery

PART = "__part"  # of a row: its delivery's place among those that stand of its source


@dataclass(frozen=True)
class Standing:
    """Deliveries as believed: `parts` of each source in order, the withdrawn parcels (parcel → the one that says so), withdrawn rows."""

    deliveries: tuple[Delivery, ...]
    parts: Mapping[str, tuple[Delivery, ...]]
    withdrawn: Mapping[str, str]
    rows_withdrawn: pl.DataFrame
    unknown: int = 0  # withdrawals of what this sender never delivered here: nothing happens, and the snapshot says so


def by(deliveries: Iterable[Delivery], day: date) -> tuple[Delivery, ...]:
    """What had been received by the evening of a day."""
    return tuple(sorted((d for d in deliveries if d.received_on <= day), key=lambda delivery: delivery.place))


def standing(deliveries: Sequence[Delivery], register: Register) -> Standing:
    """What stands of deliveries given in the order of their sequence. Only its own sender can withdraw a parcel."""
    senders = {delivery.parcel: delivery.manifest.sender for delivery in deliveries}
    said = [
        delivery.withdrawals().with_columns(by=pl.lit(delivery.parcel))
        for delivery in deliveries
        if (delivery.directory / "withdrawals.parquet").exists()
    ]
    own = [
        frame.filter(pl.col("parcel").replace_strict(senders, default=None) == senders[frame["by"][0]]) for frame in said if frame.height
    ]
    unknown = sum(frame.height for frame in said) - sum(frame.height for frame in own)
    whole = {p: b for frame in own for p, b in frame.filter(pl.col("table").is_null()).select("parcel", "by").iter_rows()}
    rows = pl.concat([_NO_ROWS, *(frame.drop_nulls("table").select(_NO_ROWS.columns) for frame in own)])
    left = tuple(delivery for delivery in deliveries if delivery.parcel not in whole)
    return Standing(left, _parts(left, register), whole, rows, unknown)


_NO_ROWS = pl.DataFrame(schema={"parcel": pl.String(), "table": pl.String(), "file": pl.Int32(), "line": pl.Int32()})


def _parts(deliveries: Iterable[Delivery], register: Register) -> dict[str, tuple[Delivery, ...]]:
    found: dict[str, tuple[Delivery, ...]] = {}
    for delivery in deliveries:
        for name in delivery.sources()["source"]:
            full = name not in register.sources or register.source(name).delivery == FULL
            found[name] = (delivery,) if full else (*found.get(name, ()), delivery)
    return dict(sorted(found.items()))


def table(believed: Standing, source: Source, name: str, parts: Sequence[Delivery]) -> pl.DataFrame:
    """A table as its parts tell it together, with `PART`; `file` counts on through the files of the parts.

    A row whose `keys` come again in a later part is replaced by what comes there.
    """
    offset, frames = 0, []
    for number, delivery in enumerate(parts):
        rows = _without(delivery.table(source, name), believed.rows_withdrawn, delivery.parcel, name)
        frames.append(rows.with_columns(pl.col("file") + offset, pl.lit(number, pl.Int32).alias(PART)))
        offset += max(len(delivery.manifest.files), 1)
    together = pl.concat(frames, how="diagonal")
    if len(parts) == 1 or not source.keys or not set(source.keys) <= set(together.columns):
        return together
    return together.filter(pl.col(PART) == pl.col(PART).max().over(source.keys))


def _without(rows: pl.DataFrame, withdrawn: pl.DataFrame, parcel: str, name: str) -> pl.DataFrame:
    gone = withdrawn.filter(pl.col("parcel") == parcel, pl.col("table") == name)
    return rows.join(gone.select("file", "line"), on=["file", "line"], how="anti", maintain_order="left") if gone.height else rows


def sources(believed: Standing) -> pl.DataFrame:
    """`delivery.SOURCES` of what stands: the newest word on how far a source reaches, and the rows of all its parts."""
    told = [delivery.sources().filter(pl.col("source") == name) for name, parts in believed.parts.items() for delivery in parts]
    counts = [name for name in told[0].columns if name.startswith("rows_")]
    grouped = pl.concat(told).group_by("source", maintain_order=True)
    return grouped.agg(pl.col("known_through").max(), *(pl.col(name).sum() for name in counts))


def held_back(believed: Standing) -> pl.DataFrame:
    """`delivery.HELD_BACK` of what stands."""
    return pl.concat(delivery.held_back().filter(pl.col("source") == name) for name, parts in believed.parts.items() for delivery in parts)
