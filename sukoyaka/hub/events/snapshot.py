"""Builds the platform: cleansed rows become people, spells and events in a snapshot that is named after its inputs.

Reads the received deliveries. Writes `snapshots/<hash>/`; the same inputs give the same bytes.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from sukoyaka.console import Advance, silent
from sukoyaka.governance.register import Register
from sukoyaka.hub.cleanse import told_twice
from sukoyaka.hub.cleanse.sheet import CHANGES, SET_ASIDE, Outcome
from sukoyaka.hub.events.codes import code_row, dictionary
from sukoyaka.hub.events.emit import emit, used_values
from sukoyaka.hub.events.plan import emissions
from sukoyaka.hub.events.reuse import Shelf
from sukoyaka.hub.events.table import event_table
from sukoyaka.hub.people.coverage import coverage_spells, qualification_spells
from sukoyaka.hub.people.households import household_spells
from sukoyaka.hub.people.persons import Persons, persons
from sukoyaka.hub.store import files, standing
from sukoyaka.hub.store.code import PLATFORM, code_version
from sukoyaka.hub.store.deliveries import Delivery
from sukoyaka.hub.store.errors import DataInconsistent
from sukoyaka.hub.store.home import fresh_draft, publish
from sukoyaka.hub.store.standing import Standing
from sukoyaka.records import platform
from sukoyaka.records.delivery import SOURCES, Whose
from sukoyaka.records.shape import Column, Kind, Table

RESIDENTS = "resident"
DOCUMENT = "snapshot.json"
CASES = Table(
    "cases",
    "One row per person of the platform",
    ("subject_id",),
    (Column("subject_id", Kind.INTEGER, "The person"), Column("case", Kind.TEXT, "Pseudonym in the office")),
)


@dataclass(frozen=True)
class Inputs:
    """What a snapshot is made from. `clearance`: cleared items by purpose, as of the day of the build."""

    deliveries: tuple[Delivery, ...]
    register: Register
    clearance: Mapping[str, Mapping[str, list[str]]]

    @property
    def parcels(self) -> list[str]:
        """Every parcel that was received, withdrawn ones too."""
        return sorted(delivery.parcel for delivery in self.deliveries)

    @property
    def name(self) -> str:
        """Hash of the inputs. The day of the build is in it only through what was received and is cleared on that day."""
        named = [self.parcels, self.register.version, code_version(PLATFORM), self.clearance]
        return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()[:16]

    @cached_property
    def standing(self) -> Standing:
        """What stands of the deliveries."""
        return standing.standing(self.deliveries, self.register)

    @property
    def current(self) -> Mapping[str, tuple[Delivery, ...]]:
        """The deliveries that stand of each source."""
        return self.standing.parts


@dataclass(frozen=True)
class Cleansed:
    """Cleansed tables of some deliveries: (source, table) → outcome."""

    tables: Mapping[tuple[str, str], Outcome]
    rows_in: Mapping[str, int]  # per source


def build(inputs: Inputs, target: Path, shelf: Shelf, advance: Advance = silent) -> None:
    """Makes the snapshot appear at `target`. Raises `DataInconsistent`. `advance` is told sources."""
    who = persons(_residents(inputs), inputs.register.source(RESIDENTS))
    cleansed = _cleanse(inputs, inputs.current, who.people, shelf, advance)
    tables = _people_tables(inputs, cleansed, who)
    events, codes = _events(inputs, cleansed, who.people, shelf)
    draft = fresh_draft(target)
    rows = {
        table.name: files.write_table(frame, table, draft) for table, frame in [*tables, (platform.EVENTS, events), (platform.CODES, codes)]
    }
    changes = _gathered(cleansed, lambda outcome: outcome.changes, CHANGES, who.changes)
    aside = _gathered(cleansed, lambda outcome: outcome.set_aside, SET_ASIDE, pl.DataFrame(schema=SET_ASIDE))
    for name, frame in (("origins", events.select("origin")), ("changes", changes), ("set_aside", aside)):
        files.write(frame, draft / f"{name}.parquet")
        rows[name] = frame.height
    document = _document(inputs, cleansed, who, rows, changes, aside)
    document["sha256"] = {name: files.sha256(draft / f"{name}.parquet") for name in sorted(rows)}
    (draft / DOCUMENT).write_bytes(files.to_json(document))
    publish(draft, target)


def _residents(inputs: Inputs) -> pl.DataFrame:
    parts = inputs.current.get(RESIDENTS)
    if parts is None:
        raise DataInconsistent(
            "no delivery holds the resident register", "deliveries with the resident register among them", "ask for one that holds it"
        )
    return standing.table(inputs.standing, inputs.register.source(RESIDENTS), RESIDENTS, parts)


def _cleanse(inputs: Inputs, parts: Mapping[str, Sequence[Delivery]], people: pl.DataFrame, shelf: Shelf, advance: Advance) -> Cleansed:
    tables: dict[tuple[str, str], Outcome] = {}
    rows_in: dict[str, int] = {}
    for name, deliveries in parts.items():
        source = inputs.register.source(name)
        for table in source.tables:
            rows = standing.table(inputs.standing, source, table, deliveries)
            rows_in[name] = rows_in.get(name, 0) + rows.height
            tables[name, table] = shelf.cleansed(rows, table, source, deliveries, people)
        advance(1)
    return Cleansed(told_twice.settle(tables, inputs.register), rows_in)


def _people_tables(inputs: Inputs, cleansed: Cleansed, who: Persons) -> list[tuple[Table, pl.DataFrame]]:
    spells = household_spells(cleansed.tables[RESIDENTS, RESIDENTS].rows, who.people)
    sources = standing.sources(inputs.standing)
    through = dict(sources.select("source", "known_through").iter_rows())
    coverage = coverage_spells(spells, through, _qualifications(inputs, cleansed, who.people), inputs.register)
    return [
        (platform.PEOPLE, who.people),
        (platform.HOUSEHOLD_SPELLS, spells),
        (platform.COVERAGE_SPELLS, coverage),
        (SOURCES, sources),
        (platform.HELD_BACK, _held_back(inputs, who.people)),
        (CASES, _cases(inputs, who.people)),
    ]


def _qualifications(inputs: Inputs, cleansed: Cleansed, people: pl.DataFrame) -> dict[str, pl.DataFrame]:
    sources = [inputs.register.source(name) for name in inputs.current]
    return {s.id: qualification_spells(cleansed.tables[s.id, s.id].rows, s, people) for s in sources if s.coverage}


def _held_back(inputs: Inputs, people: pl.DataFrame) -> pl.DataFrame:
    """Rows that the terminal held back: about whom, or about nobody knows whom. Those about people out of scope are left out."""
    lost = standing.held_back(inputs.standing).filter(pl.col("whose").is_in([Whose.IN_SCOPE, Whose.UNKNOWN]))
    placed = lost.join(people.select("person", "subject_id"), on="person", how="left")
    keys = ["subject_id", "source", "happened_on", "rule"]
    return placed.group_by(keys).agg(pl.col("rows").sum())


def _cases(inputs: Inputs, people: pl.DataFrame) -> pl.DataFrame:
    """The newest delivery that names a person says its case."""
    named = pl.concat([delivery.subjects() for delivery in inputs.standing.deliveries])
    return named.unique("person", keep="last", maintain_order=True).join(people.select("person", "subject_id"), on="person")


def _events(inputs: Inputs, cleansed: Cleansed, people: pl.DataFrame, shelf: Shelf) -> tuple[pl.DataFrame, pl.DataFrame]:
    current = inputs.current
    words = []
    for name in current:
        for emission in emissions(inputs.register, name):
            rows = cleansed.tables[name, emission.table].rows
            words += [code_row(emission, values) for values in used_values(rows, emission)]
    events = event_table(_emitted(inputs.register, current, cleansed, people), _superseded(inputs, people, shelf))
    codes = dictionary(words)
    return events, codes.filter(pl.col("code").is_in(events["code"].unique().to_list()))


def _emitted(register: Register, parts: Mapping[str, Sequence[Delivery]], cleansed: Cleansed, people: pl.DataFrame) -> list[pl.DataFrame]:
    return [
        emit(cleansed.tables[name, emission.table].rows, emission, people, [(d.parcel, d.created_on) for d in deliveries])
        for name, deliveries in parts.items()
        for emission in emissions(register, name)
    ]


def _superseded(inputs: Inputs, people: pl.DataFrame, shelf: Shelf) -> list[pl.DataFrame]:
    """Events as earlier deliveries told them, made under the same register: they say when a fact was first known."""
    found: list[pl.DataFrame] = []
    for delivery in inputs.standing.deliveries:
        older = {name: (delivery,) for name in delivery.sources()["source"].sort() if _told_before(delivery, name, inputs)}
        if older and delivery.manifest.register_version == inputs.register.version:
            found += _emitted(inputs.register, older, _cleanse(inputs, older, people, shelf, silent), people)
    return found


def _told_before(delivery: Delivery, source: str, inputs: Inputs) -> bool:
    """Whether a later delivery of the source may have replaced rows of this one."""
    parts = inputs.current[source]
    return delivery not in parts or (bool(inputs.register.source(source).keys) and delivery is not parts[-1])


def _gathered(
    cleansed: Cleansed, part: Callable[[Outcome], pl.DataFrame], schema: Mapping[str, pl.DataType], more: pl.DataFrame
) -> pl.DataFrame:
    frames = [part(outcome) for outcome in cleansed.tables.values()]
    return pl.concat([pl.DataFrame(schema=schema), more, *frames]).sort("source", "file", "line", *schema)


def _document(
    inputs: Inputs, cleansed: Cleansed, who: Persons, rows: Mapping[str, int], changes: pl.DataFrame, aside: pl.DataFrame
) -> dict[str, object]:
    return {
        "parcels": inputs.parcels,
        "withdrawn": inputs.standing.withdrawn,
        "rows_withdrawn": inputs.standing.rows_withdrawn.height,
        "withdrawals_of_unknown_parcels": inputs.standing.unknown,
        "current": {name: [delivery.parcel for delivery in parts] for name, parts in inputs.current.items()},
        "register_version": inputs.register.version,
        "code_version": code_version(PLATFORM),
        "clearance": inputs.clearance,
        "rows": dict(rows),
        "persons_without_birth_or_sex": who.incomplete,
        "cleansing": {name: _counts(name, cleansed, changes, aside) for name in inputs.current},
    }


def _counts(source: str, cleansed: Cleansed, changes: pl.DataFrame, aside: pl.DataFrame) -> dict[str, object]:
    kept = sum(outcome.rows.height for (name, _), outcome in cleansed.tables.items() if name == source)
    own = {"changed": changes.filter(pl.col("source") == source), "set_aside": aside.filter(pl.col("source") == source)}
    by_rule = {what: dict(frame.group_by("rule").len().sort("rule").iter_rows()) for what, frame in own.items()}
    return {"rows_in": cleansed.rows_in[source], "rows_kept": kept, "rows_set_aside": own["set_aside"].height, "rules": by_rule}
