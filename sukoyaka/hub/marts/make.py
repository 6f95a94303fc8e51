"""Makes the mart of a purpose from a snapshot: what the permit allows, under the purpose's own ids.

Reads `snapshots/<hash>/`. Writes `marts/<purpose>/<hash>/` and `crosswalks/<purpose>.parquet`; each appears whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sukoyaka.governance.permit import Permit
from sukoyaka.hub.marts import anonymity, cleared
from sukoyaka.hub.marts.opening import DOCUMENT
from sukoyaka.hub.marts.pseudonyms import exchanged, purpose_ids
from sukoyaka.hub.store import files
from sukoyaka.hub.store.home import Home, fresh_draft, publish, remove_drafts, replace
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
    """A purpose's ids, by those of the platform."""

    subjects: dict[str | int, int]
    households: dict[str | int, int]
    dwellings: dict[str | int, int]


def make(definition: Definition, snapshot: Path, home: Home, permit: Permit, key: bytes, *, newest: bool = True) -> dict[str, int]:
    """Makes mart and crosswalk unless they are there; returns rows per table. `newest`: the crosswalk is put in use too."""
    people = pl.read_parquet(snapshot / "people.parquet")
    ids = _ids(people, pl.read_parquet(snapshot / "household_spells.parquet"), key)
    target = home.mart(definition.purpose, snapshot.name)
    if not target.exists():
        _write(definition, snapshot, target, permit, ids)
    crosswalk = _crosswalk(definition, people, snapshot, ids)
    purpose = definition.purpose
    for path in (home.crosswalk_of(purpose, snapshot.name), *([home.crosswalk(purpose)] if newest else [])):
        _write_crosswalk(crosswalk, path)
    rows: dict[str, int] = files.from_json(target / DOCUMENT)["rows"]
    return rows


def _ids(people: pl.DataFrame, spells: pl.DataFrame, key: bytes) -> Ids:
    persons = purpose_ids(key, "person", people["person"])
    subjects: dict[str | int, int] = dict(zip(people["subject_id"], (persons[person] for person in people["person"]), strict=True))
    return Ids(
        subjects,
        purpose_ids(key, "household", spells["household_id"].unique()),
        purpose_ids(key, "dwelling", spells["dwelling_id"].drop_nulls().unique()),
    )


def _write(definition: Definition, snapshot: Path, target: Path, permit: Permit, ids: Ids) -> None:
    draft = fresh_draft(target)
    coarsen = definition.coarsen or (lambda _, frame: frame)
    tables = {table: coarsen(table.name, frame) for table, frame in _tables(snapshot, permit, ids)}
    rows = {table.name: files.write_table(frame, table, draft) for table, frame in tables.items()}
    document = {
        "purpose": definition.purpose.value,
        "snapshot": snapshot.name,
        "register_version": permit.register.version,
        "allowed": cleared.allowed_items(permit),
        "reidentification": anonymity.check(tables[PEOPLE], tables[platform.HOUSEHOLD_SPELLS]),
        "rows": rows,
        "sha256": {name: files.sha256(draft / f"{name}.parquet") for name in rows},
    }
    (draft / DOCUMENT).write_bytes(files.to_json(document))
    publish(draft, target)


def _tables(snapshot: Path, permit: Permit, ids: Ids) -> list[tuple[Table, pl.DataFrame]]:
    def read(name: str) -> pl.DataFrame:
        return pl.read_parquet(snapshot / f"{name}.parquet")

    spells = exchanged(cleared.household_spells(read("household_spells"), permit), "household_id", ids.households)
    origins = pl.concat([read("events"), read("origins")], how="horizontal")
    events = exchanged(cleared.events(origins, permit), "subject_id", ids.subjects)
    names = list(cleared.allowed_items(permit))
    return [
        (PEOPLE, exchanged(cleared.people(read("people"), permit), "subject_id", ids.subjects)),
        (platform.HOUSEHOLD_SPELLS, exchanged(exchanged(spells, "dwelling_id", ids.dwellings), "subject_id", ids.subjects)),
        (platform.COVERAGE_SPELLS, exchanged(cleared.coverage_spells(read("coverage_spells"), permit), "subject_id", ids.subjects)),
        (platform.EVENTS, events),
        (platform.CODES, read("codes").filter(pl.col("code").is_in(events["code"].unique().to_list()))),
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
