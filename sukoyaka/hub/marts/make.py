"""Makes the mart of a purpose from a snapshot: what the permit allows, under the purpose's own ids.

Reads `snapshots/<hash>/`. Writes `marts/<purpose>/<hash>/` and `crosswalks/<purpose>.parquet`; each appears whole. Periods whose
events are those of an earlier mart are taken from there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.governance.permit import Permit
from sukoyaka.hub.events.partitions import ORIGINS, put
from sukoyaka.hub.marts import anonymity, cleared
from sukoyaka.hub.marts.opening import DOCUMENT
from sukoyaka.hub.marts.pseudonyms import exchanged, key_fingerprint, remembered_ids
from sukoyaka.hub.store import files
from sukoyaka.hub.store.code import PLATFORM, code_version
from sukoyaka.hub.store.home import Home, fresh_draft, publish, remove_drafts, replace
from sukoyaka.hub.store.shelf import Shelf, key_of
from sukoyaka.hub.store.tables import empty
from sukoyaka.records import platform
from sukoyaka.records.delivery import SOURCES
from sukoyaka.records.purpose import Purpose
from sukoyaka.records.shape import Table

PEOPLE = Table("people", platform.PEOPLE.grain, platform.PEOPLE.order, tuple(c for c in platform.PEOPLE.columns if c.name != "person"))


@dataclass(frozen=True)
class Definition:
    """What is particular to a purpose."""

    purpose: Purpose
    names_cases: bool  # the crosswalk says which case of the office a subject is
    for_analysts: bool = False  # may be handed on as a data set
    coarsen: Callable[[str, pl.DataFrame], pl.DataFrame] | None = None  # table by table, before it is written


@dataclass(frozen=True)
class Ids:
    """A purpose's ids, by those of the platform: `value, id`. `key`: which key they were made with."""

    key: str
    subjects: pl.DataFrame
    households: pl.DataFrame
    dwellings: pl.DataFrame


def make(
    definition: Definition, snapshot: Path, home: Home, permit: Permit, key: bytes, shelf: Shelf, *, newest: bool = True
) -> dict[str, int]:
    """Makes mart and crosswalk unless they are there; returns rows per table. `newest`: the crosswalk is put in use too."""
    people = pl.read_parquet(snapshot / "people.parquet")
    ids = _ids(people, pl.read_parquet(snapshot / "household_spells.parquet"), key, shelf)
    target = home.mart(definition.purpose, snapshot.name)
    if not target.exists():
        _write(definition, snapshot, target, permit, ids, shelf)
    crosswalk = _crosswalk(definition, people, snapshot, ids)
    purpose = definition.purpose
    for path in (home.crosswalk_of(purpose, snapshot.name), *([home.crosswalk(purpose)] if newest else [])):
        _write_crosswalk(crosswalk, path)
    rows: dict[str, int] = files.from_json(target / DOCUMENT)["rows"]
    return rows


def _ids(people: pl.DataFrame, spells: pl.DataFrame, key: bytes, shelf: Shelf) -> Ids:
    persons = remembered_ids(key, "person", people["person"], shelf)
    joined = people.join(persons, left_on="person", right_on="value", how="left")
    households, dwellings = (
        remembered_ids(key, kind, spells[f"{kind}_id"].drop_nulls().unique().cast(pl.String), shelf) for kind in ("household", "dwelling")
    )
    return Ids(key_fingerprint(key), joined.select(value="subject_id", id="id"), *(_numbered(one) for one in (households, dwellings)))


def _numbered(ids: pl.DataFrame) -> pl.DataFrame:
    return ids.with_columns(pl.col("value").cast(pl.Int64))


def _write(definition: Definition, snapshot: Path, target: Path, permit: Permit, ids: Ids, shelf: Shelf) -> None:
    draft = fresh_draft(target)
    coarsen = definition.coarsen or (lambda _, frame: frame)
    tables = {table: coarsen(table.name, frame) for table, frame in _tables(snapshot, permit, ids)}
    rows = {table.name: files.write_table(frame, table, draft) for table, frame in tables.items()}
    rows |= _write_events(definition, snapshot, draft, permit, ids, shelf)
    document = {
        "purpose": definition.purpose.value,
        "snapshot": snapshot.name,
        "register_version": permit.register.version,
        "allowed": cleared.allowed_items(permit),
        "reidentification": anonymity.check(tables[PEOPLE], tables[platform.HOUSEHOLD_SPELLS]),
        "rows": rows,
        "sha256": files.digests(draft),
    }
    (draft / DOCUMENT).write_bytes(files.to_json(document))
    publish(draft, target)


def _write_events(definition: Definition, snapshot: Path, draft: Path, permit: Permit, ids: Ids, shelf: Shelf) -> dict[str, int]:
    """The events of each period, and the codes that occur."""
    (draft / platform.EVENTS.name).mkdir()
    rows, used = 0, set[str]()
    named = [definition.purpose, ids.key, cleared.allowed_items(permit), permit.register.version, code_version(PLATFORM)]
    for path in sorted((snapshot / platform.EVENTS.name).glob("*.parquet")):
        key = key_of("mart", files.sha256(path), files.sha256(_origins(path)), *named)
        kept = shelf.look(key) or shelf.put(key, *_period(definition, path, permit, ids))
        rows += kept.said["rows"]
        used |= set(kept.said["codes"])
        if kept.said["rows"]:
            put(kept, platform.EVENTS.name, draft / platform.EVENTS.name / path.name)
    if not rows:
        files.write_table(empty(platform.EVENTS), platform.EVENTS, draft / platform.EVENTS.name)  # readers find the columns
    codes = pl.read_parquet(snapshot / "codes.parquet").filter(pl.col("code").is_in(sorted(used)))
    return {platform.CODES.name: files.write_table(codes, platform.CODES, draft), platform.EVENTS.name: rows}


def _origins(events: Path) -> Path:
    """The file that lies row by row beside one of events."""
    return events.parents[1] / ORIGINS / events.name


def _period(definition: Definition, path: Path, permit: Permit, ids: Ids) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """The events of a period as the purpose may see them, and what is said of them."""
    told = pl.concat([pl.read_parquet(path), pl.read_parquet(_origins(path))], how="horizontal")
    events = exchanged(cleared.events(told, permit), "subject_id", ids.subjects)
    shown = definition.coarsen(platform.EVENTS.name, events) if definition.coarsen else events
    codes = shown["code"].unique().sort().to_list()
    return {platform.EVENTS.name: files.shaped(shown, platform.EVENTS)}, {"rows": shown.height, "codes": codes}


def _tables(snapshot: Path, permit: Permit, ids: Ids) -> list[tuple[Table, pl.DataFrame]]:
    """Everything but the events and their codes."""

    def read(name: str) -> pl.DataFrame:
        return pl.read_parquet(snapshot / f"{name}.parquet")

    spells = exchanged(cleared.household_spells(read("household_spells"), permit), "household_id", ids.households)
    names = list(cleared.allowed_items(permit))
    return [
        (PEOPLE, exchanged(cleared.people(read("people"), permit), "subject_id", ids.subjects)),
        (platform.HOUSEHOLD_SPELLS, exchanged(exchanged(spells, "dwelling_id", ids.dwellings), "subject_id", ids.subjects)),
        (platform.COVERAGE_SPELLS, exchanged(cleared.coverage_spells(read("coverage_spells"), permit), "subject_id", ids.subjects)),
        (SOURCES, read("sources").filter(pl.col("source").is_in(names))),
        (platform.HELD_BACK, exchanged(cleared.held_back(read("held_back"), permit), "subject_id", ids.subjects)),
    ]


def _crosswalk(definition: Definition, people: pl.DataFrame, snapshot: Path, ids: Ids) -> pl.DataFrame:
    frame = people.select(pl.col("subject_id").alias("platform_subject_id"), "person", "subject_id")
    frame = exchanged(frame, "subject_id", ids.subjects).select("subject_id", "platform_subject_id", "person")
    if definition.names_cases:
        cases = pl.read_parquet(snapshot / "cases.parquet").rename({"subject_id": "platform_subject_id"})
        frame = frame.join(cases, on="platform_subject_id", how="left")
    return frame.sort("subject_id")


def _write_crosswalk(frame: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_drafts(path.parent)
    draft = path.with_name(f".{path.name}")
    files.write(frame, draft)
    replace(draft, path)
