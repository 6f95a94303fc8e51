"""The quality page: what cleansing did to each source, before beside after, and against the build before.

Reads a snapshot, the deliveries it was made from, and its screening mart. Returns rows, shares and shapes of distributions; children
only as far as they may be shown. Writes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sukoyaka.governance.register import ItemType, Register, Source
from sukoyaka.hub.cleanse.clean import clean
from sukoyaka.hub.cleanse.sheet import Sheet
from sukoyaka.hub.counts.rule_words import WORDS
from sukoyaka.hub.events.snapshot import DOCUMENT
from sukoyaka.hub.screening.disclosure import SMALLEST_SHOWN, Mark
from sukoyaka.hub.store import deliveries, files, standing
from sukoyaka.hub.store.errors import NoSnapshot
from sukoyaka.hub.store.home import Home
from sukoyaka.hub.store.standing import PART, Standing

BINS = 30
MOVED = 0.01  # change of a share of rows from which a line is marked
Told = int | Mark


@dataclass(frozen=True)
class Quality:
    """What the page tells."""

    as_of: date
    snapshot: str
    before: str | None  # the build that this one follows
    sources: list[dict[str, Any]]
    rules: list[dict[str, Any]]
    shapes: list[dict[str, Any]]  # distributions of what was changed, before and after

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        return dict(vars(self))


def quality(home: Path, register: Register, as_of: date, name: str | None) -> Quality:
    """What cleansing did to the data of a day. Raises `NoSnapshot`, `StoreDamaged`."""
    place = Home(home)
    if name is None and not place.current.exists():
        raise NoSnapshot(f"nothing is built in {home.name}/", "a home with a snapshot", "run `sukoyaka hub build --as-of DATE`")
    name = name or place.current.read_text(encoding="utf-8").strip()
    snapshot = place.snapshots / name
    document = files.from_json(snapshot / DOCUMENT)
    earlier = _earlier(place, document)
    known = [one for one in deliveries.received(place) if one.parcel in document["parcels"]]
    believed = standing.standing(known, register)
    changes = pl.read_parquet(snapshot / "changes.parquet")
    people = pl.read_parquet(snapshot / "people.parquet")
    return Quality(
        as_of,
        name,
        earlier["snapshot"] if earlier else None,
        [_source(register.source(source), document, earlier) for source in document["cleansing"]],
        list(_rules(register, document, earlier, changes)),
        [shape for source, item in _numbers(register, changes) for shape in _shapes(source, item, believed, people)],
    )


def _earlier(place: Home, document: Mapping[str, Any]) -> dict[str, Any] | None:
    """The build of the most parcels among those that knew fewer."""
    found = []
    for path in sorted(place.snapshots.glob(f"*/{DOCUMENT}")):
        other = files.from_json(path) | {"snapshot": path.parent.name}
        if set(other["parcels"]) < set(document["parcels"]):
            found.append(other)
    return max(found, key=lambda other: (len(other["parcels"]), other["snapshot"]), default=None)


def _source(source: Source, document: Mapping[str, Any], earlier: Mapping[str, Any] | None) -> dict[str, Any]:
    now = document["cleansing"][source.id]
    then = earlier["cleansing"].get(source.id) if earlier else None
    share, before = _share(now["rows_set_aside"], now["rows_in"]), _share(then["rows_set_aside"], then["rows_in"]) if then else None
    changed = sum(now["rules"]["changed"].values())
    return {
        "source": source.id,
        "name": source.name,
        "rows_in": now["rows_in"],
        "rows_kept": now["rows_kept"],
        "rows_set_aside": now["rows_set_aside"],
        "share_set_aside": share,
        "share_set_aside_before": before,
        "values_changed": changed,
        "values_per_row": _share(changed, now["rows_in"]),
        "marked": before is not None and share is not None and abs(share - before) > MOVED,
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def _rules(
    register: Register, document: Mapping[str, Any], earlier: Mapping[str, Any] | None, changes: pl.DataFrame
) -> Iterator[dict[str, Any]]:
    """Every rule that did something, source by source: what it did in words, to how many rows, and how many before."""
    items = {(s, r): sorted(i) for s, r, i in changes.group_by("source", "rule").agg(pl.col("item").unique()).iter_rows()}
    for source, counts in document["cleansing"].items():
        for what in ("changed", "set_aside"):
            then = earlier["cleansing"].get(source, {}).get("rules", {}).get(what, {}) if earlier else {}
            for rule in sorted({*counts["rules"][what], *then}):
                rows = counts["rules"][what].get(rule, 0)
                yield {
                    "source": source,
                    "name": register.source(source).name,
                    "rule": rule,
                    "what": what,
                    "does": WORDS[rule].does,
                    "example": WORDS[rule].example,
                    "items": [_word(register.source(source), item) for item in items.get((source, rule), [])] if what == "changed" else [],
                    "rows": rows,
                    "share": _share(rows, counts["rows_in"]),
                    "rows_before": then.get(rule, 0) if earlier else None,
                }


def _word(source: Source, item: str) -> str:
    found = source.item(item)
    return found.label or found.column


def _numbers(register: Register, changes: pl.DataFrame) -> list[tuple[Source, str]]:
    """Numbers of which a rule changed some."""
    pairs = changes.select("source", "item").unique().sort("source", "item").iter_rows()
    numeric = (ItemType.NUMBER, ItemType.INTEGER)
    return [(register.source(source), item) for source, item in pairs if register.source(source).item(item).type in numeric]


def _shapes(source: Source, item: str, believed: Standing, people: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """How a number is distributed before and after cleansing, in the tables that have it."""
    for table in source.tables:
        rows = standing.table(believed, source, table, believed.parts[source.id])
        if item in rows.columns:
            kept = clean(rows, Sheet(source, table, frozenset(rows.columns) - {PART}), people).rows
            yield {"source": source.id, "name": source.name, "item": _word(source, item), "unit": source.item(item).unit} | shape(
                rows[item].drop_nulls(), kept[item].drop_nulls()
            )


def shape(before: pl.Series, after: pl.Series) -> dict[str, Any]:
    """Rows in steps from nothing to the greatest value that stays; the last step holds all above it. From 1 to 9 rows are a mark."""
    top = float(np.asarray(after.max() if after.len() else 1.0)) or 1.0
    edges = np.linspace(0, top, BINS + 1)
    counted = {name: _counted(values.to_numpy(), edges) for name, values in (("before", before), ("after", after))}
    told: dict[str, list[Told]] = {name: [_told(count) for count in counts] for name, counts in counted.items()}
    return {"edges": [round(float(edge), 3) for edge in edges], **told, "values_before": before.len(), "values_after": after.len()}


def _counted(values: Any, edges: Any) -> list[int]:
    counts, _ = np.histogram(np.asarray(values, dtype=np.float64), bins=[*edges, np.inf])
    return [int(count) for count in counts]


def _told(count: int) -> Told:
    return Mark.SMALL if 0 < count < SMALLEST_SHOWN else count
