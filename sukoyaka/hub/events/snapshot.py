"""Builds the platform: cleansed rows become people, spells and events in a snapshot that is named after its inputs.

Reads the received deliveries. Writes `snapshots/<hash>/`; the same inputs give the same bytes, whatever was kept of earlier builds.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from sukoyaka.console import Advance, silent
from sukoyaka.governance.register import Register
from sukoyaka.hub.cleanse.sheet import CHANGES, SET_ASIDE
from sukoyaka.hub.events.codes import dictionary
from sukoyaka.hub.events.outcome import ASIDE, CHANGED, Workshop, rows_of
from sukoyaka.hub.events.partitions import ORIGINS, Told, partition, periods_of, put
from sukoyaka.hub.events.periods import Periods
from sukoyaka.hub.events.pieces import Part, Telling, groups
from sukoyaka.hub.events.table import Teller
from sukoyaka.hub.people.coverage import coverage_spells, qualification_spells
from sukoyaka.hub.people.households import household_spells
from sukoyaka.hub.people.persons import Persons, persons
from sukoyaka.hub.store import files, standing
from sukoyaka.hub.store.code import PLATFORM, code_version
from sukoyaka.hub.store.deliveries import Delivery
from sukoyaka.hub.store.errors import DataInconsistent
from sukoyaka.hub.store.home import fresh_draft, publish
from sukoyaka.hub.store.shelf import Kept, Shelf
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


@dataclass
class Cleansed:
    """What became of everything that was delivered: rows that are asked for later, what was done to rows, and who told what."""

    rows: dict[Part, list[pl.DataFrame]] = field(default_factory=dict)
    changes: list[pl.DataFrame] = field(default_factory=list)
    set_aside: list[pl.DataFrame] = field(default_factory=list)
    counts: dict[Part, dict[str, int]] = field(default_factory=dict)
    words: list[dict[str, str | None]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def table(self, part: Part) -> pl.DataFrame:
        """The cleansed rows of a table."""
        return pl.concat(self.rows[part])


@dataclass(frozen=True)
class Built:
    """How much a build did anew; nothing where the snapshot was there."""

    reused: Mapping[str, int] = field(default_factory=dict)  # cleansed rows by table
    made: Mapping[str, int] = field(default_factory=dict)
    periods: Mapping[str, bool] = field(default_factory=dict)  # period → whether its events were written anew

    def document(self) -> dict[str, object]:
        """For reports."""
        anew = sorted(period for period, made in self.periods.items() if made)
        return {"reused": self.reused, "made": self.made, "periods": len(self.periods), "periods_made": anew}


def build(inputs: Inputs, target: Path, shelf: Shelf, advance: Advance = silent) -> Built:
    """Makes the snapshot appear at `target`. Raises `DataInconsistent`. `advance` is told sources."""
    who = persons(_residents(inputs), inputs.register.source(RESIDENTS))
    periods = Periods(_newest(inputs))
    workshop = Workshop(inputs.register, who.people, periods, shelf, _kept_rows(inputs))
    cleansed = _cleansed(inputs, workshop, advance)
    partitions = {period: partition(cleansed.told, period, shelf) for period in periods_of(cleansed.told)}
    draft = fresh_draft(target)
    rows = {table.name: files.write_table(frame, table, draft) for table, frame in _people_tables(inputs, cleansed, who)}
    rows |= _put_events(partitions, cleansed, draft)
    done = {"changes": _gathered(cleansed.changes, CHANGES, who.changes), "set_aside": _gathered(cleansed.set_aside, SET_ASIDE)}
    for name, frame in done.items():
        files.write(frame, draft / f"{name}.parquet")
        rows[name] = frame.height
    document = _document(inputs, cleansed, who, rows, done)
    document["sha256"] = files.digests(draft)
    (draft / DOCUMENT).write_bytes(files.to_json(document))
    publish(draft, target)
    return Built(workshop.reused, workshop.made, {period: kept.place.name in shelf.new for period, kept in partitions.items()})


def _residents(inputs: Inputs) -> pl.DataFrame:
    parts = inputs.current.get(RESIDENTS)
    if parts is None:
        raise DataInconsistent(
            "no delivery holds the resident register", "deliveries with the resident register among them", "ask for one that holds it"
        )
    return standing.table(inputs.standing, inputs.register.source(RESIDENTS), RESIDENTS, parts)


def _newest(inputs: Inputs) -> date:
    """The newest day to which a source reaches."""
    days: list[date] = standing.sources(inputs.standing)["known_through"].drop_nulls().to_list()
    return max(days, default=inputs.standing.deliveries[-1].created_on)


def _kept_rows(inputs: Inputs) -> frozenset[Part]:
    """Tables whose cleansed rows become spells."""
    return frozenset((name, name) for name in inputs.current if name == RESIDENTS or inputs.register.source(name).coverage)


def _cleansed(inputs: Inputs, workshop: Workshop, advance: Advance) -> Cleansed:
    """Group by group what stands, then what it superseded; then the group is forgotten."""
    found = Cleansed()
    for group in groups(inputs.register, list(inputs.current)):
        telling = _telling({name: inputs.current[name] for name in group}, inputs, workshop)
        for period in telling.pieces:
            _gather(found, telling, period, workshop.outcome(telling, period))
        for older in _superseded(group, inputs):
            before = _telling(older, inputs, workshop)
            found.told += [Told(workshop.outcome(before, period), _tellers(before), stands=False) for period in before.pieces]
        advance(len(group))
    return found


def _telling(parts: Mapping[str, Sequence[Delivery]], inputs: Inputs, workshop: Workshop) -> Telling:
    return Telling(parts, inputs.standing, inputs.register, workshop.periods, workshop.shelf)


def _gather(found: Cleansed, telling: Telling, period: str, outcome: Kept) -> None:
    found.told.append(Told(outcome, _tellers(telling), stands=True))
    found.words += outcome.said["words"]
    found.changes.append(telling.placed(outcome.table(CHANGED), period))
    found.set_aside.append(telling.placed(outcome.table(ASIDE), period))
    for source, table in telling.tables:
        counts = found.counts.setdefault((source, table), {"in": 0, "kept": 0})
        for what, rows in outcome.said["tables"][table].items():
            counts[what] += rows
        if rows_of((source, table)) in outcome.sha256:
            rows = telling.placed(outcome.table(rows_of((source, table))), period)
            found.rows.setdefault((source, table), []).append(rows)


def _tellers(telling: Telling) -> dict[str, list[Teller]]:
    return {name: [Teller(d.place, d.parcel, d.created_on) for d in deliveries] for name, deliveries in telling.parts.items()}


def _superseded(group: Iterable[str], inputs: Inputs) -> list[Mapping[str, Sequence[Delivery]]]:
    """Earlier deliveries of a group, made under the same register: they say when a fact was first known."""
    found: list[Mapping[str, Sequence[Delivery]]] = []
    for delivery in inputs.standing.deliveries:
        told = set(delivery.sources()["source"])
        older = {name: (delivery,) for name in group if name in told and _told_before(delivery, name, inputs)}
        if older and delivery.manifest.register_version == inputs.register.version:
            found.append(older)
    return found


def _told_before(delivery: Delivery, source: str, inputs: Inputs) -> bool:
    """Whether a later delivery of the source may have replaced rows of this one."""
    parts = inputs.current[source]
    return delivery not in parts or (bool(inputs.register.source(source).keys) and delivery is not parts[-1])


def _put_events(partitions: Mapping[str, Kept], cleansed: Cleansed, draft: Path) -> dict[str, int]:
    """Events, their origins, and the codes that occur; how many rows of each."""
    for name in (platform.EVENTS.name, ORIGINS):
        (draft / name).mkdir()
        for period, kept in partitions.items():
            put(kept, name, draft / name / f"{period}.parquet")
    used = {code for kept in partitions.values() for code in kept.said["codes"]}
    codes = dictionary(cleansed.words).filter(pl.col("code").is_in(sorted(used)))
    events = sum(kept.said["rows"] for kept in partitions.values())
    return {platform.CODES.name: files.write_table(codes, platform.CODES, draft), platform.EVENTS.name: events, ORIGINS: events}


def _people_tables(inputs: Inputs, cleansed: Cleansed, who: Persons) -> list[tuple[Table, pl.DataFrame]]:
    spells = household_spells(cleansed.table((RESIDENTS, RESIDENTS)), who.people)
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
    return {s.id: qualification_spells(cleansed.table((s.id, s.id)), s, people) for s in sources if s.coverage}


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


def _gathered(frames: Sequence[pl.DataFrame], schema: Mapping[str, pl.DataType], more: pl.DataFrame | None = None) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=schema), *([] if more is None else [more]), *frames]).sort("source", "file", "line", *schema)


def _document(
    inputs: Inputs, cleansed: Cleansed, who: Persons, rows: Mapping[str, int], done: Mapping[str, pl.DataFrame]
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
        "cleansing": {name: _counts(name, cleansed, done) for name in inputs.current},
    }


def _counts(source: str, cleansed: Cleansed, done: Mapping[str, pl.DataFrame]) -> dict[str, object]:
    own = {"changed": done["changes"].filter(pl.col("source") == source), "set_aside": done["set_aside"].filter(pl.col("source") == source)}
    by_rule = {what: dict(frame.group_by("rule").len().sort("rule").iter_rows()) for what, frame in own.items()}
    rows = {what: sum(counts[what] for (name, _), counts in cleansed.counts.items() if name == source) for what in ("in", "kept")}
    return {"rows_in": rows["in"], "rows_kept": rows["kept"], "rows_set_aside": own["set_aside"].height, "rules": by_rule}
