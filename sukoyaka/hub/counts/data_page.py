"""The steward's data page: is what arrived whole, fresh and like before, what was mended, and of whom is anything known at all?

Reads the received deliveries, the snapshot of a day and its screening mart; returns counts of rows, and of children only as far
as they may be shown. Writes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.engine.duck import Duck
from sukoyaka.governance.permit import Permit
from sukoyaka.governance.register import Register
from sukoyaka.hub.counts.crossed import Crossed, crossed
from sukoyaka.hub.counts.planning import RESIDENCE, located
from sukoyaka.hub.features.view import View, open_view
from sukoyaka.hub.marts import open_mart
from sukoyaka.hub.store import deliveries, standing
from sukoyaka.hub.store.deliveries import Delivery
from sukoyaka.hub.store.home import Home
from sukoyaka.records.purpose import Purpose

SEEN, UNSEEN = "見える", "見えない"
MOVED = 0.05  # change of a share of empty fields, or of rows, from which a line is marked
_NOT_ITEMS = ("file", "line", "happened_on", "known_on")


@dataclass(frozen=True)
class DataPage:
    """What the page tells."""

    as_of: date
    snapshot: str
    deliveries: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    nulls: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    set_aside: list[dict[str, Any]]
    held_back: list[dict[str, Any]]
    coverage: Mapping[str, Mapping[str, Crossed]]  # source → by age, by district
    codes: list[dict[str, Any]]

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        coverage = {
            source: {by: [{by: row, **cells} for row, cells in table.lines()] for by, table in tables.items()}
            for source, tables in self.coverage.items()
        }
        return {**{name: value for name, value in vars(self).items() if name != "coverage"}, "coverage": coverage}


def data_page(home: Path, register: Register, as_of: date, snapshot: str | None) -> DataPage:
    """Everything about the data of a day. Raises `NoSnapshot`, `NotPermitted`, `StoreDamaged`."""
    permit = Permit(register, Purpose.SCREENING, as_of)
    permit.require("resident", RESIDENCE)
    mart = open_mart(home, Purpose.SCREENING, snapshot)
    received = standing.by(deliveries.received(Home(home)), as_of)
    platform = Home(home).snapshots / mart.snapshot
    with Duck() as engine:
        view = open_view(engine, mart, permit, as_of, mart.snapshot)
        coverage = _coverage(view)
    pairs = _pairs(received, register)
    return DataPage(
        as_of,
        mart.snapshot,
        [_delivery(one) for one in received],
        [_source(register, name, as_of, *pair) for name, pair in pairs.items()],
        [line for name, pair in pairs.items() for line in _nulls(register, name, *pair)],
        _counted(platform / "changes.parquet", "source", "rule", "item", "before_class", "after_class"),
        _counted(platform / "set_aside.parquet", "source", "table", "rule", "reason"),
        _held_back(pairs),
        coverage,
        pl.read_parquet(platform / "codes.parquet").sort("code").to_dicts(),
    )


Pair = tuple[Delivery, Delivery | None]  # the newest delivery of a source, and the one before


def _pairs(received: Iterable[Delivery], register: Register) -> dict[str, Pair]:
    found: dict[str, Pair] = {}
    for delivery in received:
        for name in delivery.sources()["source"]:
            if name in register.sources:
                found[name] = (delivery, found[name][0] if name in found else None)
    return dict(sorted(found.items()))


def _delivery(one: Delivery) -> dict[str, Any]:
    return {
        "parcel": one.parcel,
        "sequence": one.manifest.sequence,
        "created_on": one.created_on,
        "received_on": one.received_on,
        "sources": one.sources().height,
        "rows": int(one.sources()["rows_delivered"].sum()),
    }


def _source(register: Register, name: str, as_of: date, newest: Delivery, before: Delivery | None) -> dict[str, Any]:
    """One source: how fresh, how many rows, and how many the delivery before had."""
    now, then = _told(newest, name), _told(before, name) if before else None
    rows, earlier = int(now["rows_delivered"]), int(then["rows_delivered"]) if then else None
    change = None if not earlier else rows / earlier - 1
    source = register.source(name)
    return {
        "source": name,
        "name": source.name,
        "holder": source.holder,
        "known_through": now["known_through"],
        "days_old": (as_of - now["known_through"]).days if now["known_through"] else None,
        "rows_read": int(now["rows_read"]),
        "rows_held_back": int(now["rows_quarantined"]),
        "rows_delivered": rows,
        "rows_before": earlier,
        "change": change,
        "marked": change is not None and change < -MOVED,
    }


def _told(delivery: Delivery, name: str) -> dict[str, Any]:
    return delivery.sources().filter(pl.col("source") == name).row(0, named=True)


def _nulls(register: Register, name: str, newest: Delivery, before: Delivery | None) -> list[dict[str, Any]]:
    """Share of empty fields of every item, beside that of the delivery before."""
    lines = []
    for table in register.source(name).tables:
        now, then = _shares(newest, table), _shares(before, table) if before else {}
        for item, share in now.items():
            earlier = then.get(item)
            moved = earlier is not None and abs(share - earlier) > MOVED
            lines.append({"source": name, "table": table, "item": item, "share": share, "before": earlier, "marked": moved})
    return lines


def _shares(delivery: Delivery, table: str) -> dict[str, float]:
    """Item → share of its fields that are empty. Only counts are read, never a value."""
    path = delivery.directory / f"{table}.parquet"
    if not path.exists():
        return {}
    frame = pl.scan_parquet(path).select(pl.len().alias("__rows"), pl.all().null_count()).collect().row(0, named=True)
    rows = frame.pop("__rows")
    return {item: round(count / rows, 6) for item, count in frame.items() if rows and item not in _NOT_ITEMS}


def _counted(path: Path, *by: str) -> list[dict[str, Any]]:
    counted = pl.scan_parquet(path).group_by(by).agg(rows=pl.len()).sort(by).collect()
    return counted.to_dicts()


def _held_back(pairs: Mapping[str, Pair]) -> list[dict[str, Any]]:
    """Rows that the terminal held back of the newest delivery of each source, by rule."""
    frames = [pair[0].held_back().filter(pl.col("source") == name) for name, pair in pairs.items()]
    if not frames:
        return []
    return pl.concat(frames).group_by("source", "rule").agg(pl.col("rows").sum()).sort("source", "rule").to_dicts()


def _coverage(view: View) -> dict[str, dict[str, Crossed]]:
    """Of how many children each source could show anything on its last day, by age and by district."""
    children = located(view)
    found = {}
    for source, through in sorted(view.known_through.items()):
        day = min(through, view.as_of - timedelta(days=1)) if through else view.as_of
        spells = view.coverage.filter(pl.col("source") == source, pl.col("from_on") <= day, pl.col("until_on") > day)
        seen = children.join(spells.select("subject_id", seen=pl.lit(SEEN)).unique(), on="subject_id", how="left")
        told = seen.with_columns(pl.col("seen").fill_null(UNSEEN))
        found[source] = {
            "age": crossed(told, "age", "seen", (SEEN, UNSEEN)),
            "district": crossed(told, "district", "seen", (SEEN, UNSEEN)),
        }
    return found
