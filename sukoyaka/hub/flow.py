"""The hub's table of contents: one function per command, each line a step.

Reads and writes the hub's home. Why here: a newcomer reads this file and knows the way of the data.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka import console
from sukoyaka.engine.duck import Duck, check_mart
from sukoyaka.engine.duck import Mart as MartLike
from sukoyaka.engine.engine import Engine
from sukoyaka.engine.spark import Spark
from sukoyaka.governance import register as registers
from sukoyaka.governance.permit import Permit
from sukoyaka.governance.register import Register
from sukoyaka.hub import receive as desk
from sukoyaka.hub.counts import attendance as attending
from sukoyaka.hub.counts import data_page as data_pages
from sukoyaka.hub.counts import item_use as item_uses
from sukoyaka.hub.counts import pages as count_pages
from sukoyaka.hub.counts import planning as counting
from sukoyaka.hub.counts import quality as qualities
from sukoyaka.hub.evaluation import hold
from sukoyaka.hub.events import snapshot as platform
from sukoyaka.hub.features.answers import by_engine, by_hand
from sukoyaka.hub.features.catalogue import CATALOGUE
from sukoyaka.hub.features.measure import measure, require_cleared
from sukoyaka.hub.features.model import codes_made_of
from sukoyaka.hub.features.view import open_view
from sukoyaka.hub.findings import explained, parcel, people, tables
from sukoyaka.hub.marts import casework, cleared, make, meds, open_mart, planning, screening, study
from sukoyaka.hub.receive import Outcome
from sukoyaka.hub.screening import criteria as criteria_files
from sukoyaka.hub.screening import determination, whatif
from sukoyaka.hub.screening.adoption import Adoption
from sukoyaka.hub.screening.model import adoption, document, firmness
from sukoyaka.hub.store import deliveries, files, secrets, standing
from sukoyaka.hub.store.errors import DataInconsistent, NoSnapshot, NothingReceived
from sukoyaka.hub.store.home import Home, alone, remove_drafts, write_whole
from sukoyaka.hub.store.shelf import Shelf
from sukoyaka.parcel.keys import PublicKeys, ZoneKeys
from sukoyaka.records.errors import NotPermitted
from sukoyaka.records.purpose import Purpose

MARTS = (screening.DEFINITION, casework.DEFINITION, study.DEFINITION, planning.DEFINITION)
PLAIN = "plain"
ENGINES: dict[str, Callable[[], Engine]] = {"duckdb": Duck, "spark": Spark, PLAIN: Duck}
"""What opens the mart. Plain: the loops that an engine is checked against; DuckDB only hands them the events."""


def init_keys(home: Path, passphrase: str) -> Path:
    """Makes the hub's secrets; returns the public half, to be carried to the other zones."""
    secrets.init(Home(home), passphrase)
    return Home(home).keys / f"{secrets.ZONE}.public.json"


def receive(directory: Path, home: Path, register_directory: Path | None, on: date | None, passphrase: str) -> list[Outcome]:
    """Takes in every data and feedback parcel of a directory; the outcomes by parcel. Without a day, that on which the newest was made."""
    parcels = desk.parcels(directory)
    at = desk.Desk(Home(home), secrets.zone_keys(Home(home), passphrase), registers.load(register_directory), on or desk.made_on(parcels))
    with alone(at.home):
        desk.make_good(at)
        outcomes = []
        with console.progress("receiving", len(parcels), "parcels") as advance:
            for parcel in parcels:
                outcomes.append(desk.receive(parcel, at))
                advance(1)
    return outcomes


def build(home: Path, register_directory: Path | None, as_of: date, passphrase: str) -> dict[str, Any]:
    """Builds snapshot and marts unless they are there; the snapshot's own account of itself, and rows of each mart."""
    place, keys, register = Home(home), secrets.mart_keys(Home(home), passphrase), registers.load(register_directory)
    permits = {definition: Permit(register, definition.purpose, as_of) for definition in MARTS}
    with alone(place):
        remove_drafts(place.snapshots)
        inputs = platform.Inputs(
            standing.by(deliveries.received(place), as_of),
            register,
            {d.purpose.value: cleared.allowed_items(p) for d, p in permits.items()},
        )
        _check(inputs, as_of)
        target, shelf, built = place.snapshots / inputs.name, Shelf(place.kept), platform.Built()
        if target.exists():
            files.require_whole(target, files.from_json(target / platform.DOCUMENT)["sha256"], f"the snapshot {inputs.name}")
        else:
            with console.progress("cleanse, people, events", len(inputs.current), "sources") as advance:
                built = platform.build(inputs, target, shelf, advance)
        rows, newest = {}, _is_newest(place, inputs)
        with console.progress("marts", len(MARTS), "marts") as advance:
            for definition, permit in permits.items():
                rows[definition.purpose.value] = make.make(
                    definition, target, place, permit, keys.of(definition.purpose), shelf, newest=newest
                )
                advance(1)
        if newest:
            write_whole(place.current, f"{inputs.name}\n".encode())
        if built.periods:
            shelf.tidy()
    return {"snapshot": inputs.name, "marts": rows, "work": built.document(), **files.from_json(target / platform.DOCUMENT)}


def _is_newest(place: Home, inputs: platform.Inputs) -> bool:
    """Whether a snapshot knows at least what the one in use knows: one of a day past is made beside it, and not put in its place."""
    if not place.current.exists():
        return True
    document = place.snapshots / place.current.read_text(encoding="utf-8").strip() / platform.DOCUMENT
    return not document.exists() or not set(inputs.parcels) < set(files.from_json(document)["parcels"])


def snapshot_of(home: Path, register: Register, as_of: date) -> str | None:
    """The snapshot that knows what had been received by a day; none: the one in use, also for days before anything was received.

    Raises `NoSnapshot` if it was not built: a determination of a day past must not see what arrived since.
    """
    place = Home(home)
    known = standing.by(deliveries.received(place), as_of)
    if not known or not place.current.exists():
        return None
    clearance = {d.purpose.value: cleared.allowed_items(Permit(register, d.purpose, as_of)) for d in MARTS}
    inputs = platform.Inputs(known, register, clearance)
    if (place.snapshots / inputs.name).exists():
        return inputs.name
    used = files.from_json(place.snapshots / place.current.read_text(encoding="utf-8").strip() / platform.DOCUMENT)
    if set(used["parcels"]) == set(inputs.parcels):
        return None
    raise NoSnapshot(
        f"no snapshot knows just what had been received by {as_of.isoformat()} ({len(known)} parcels)",
        "a snapshot of that day",
        f"run `sukoyaka hub build --as-of {as_of.isoformat()}`; the snapshot in use stays in use",
    )


def _check(inputs: platform.Inputs, as_of: date) -> None:
    """Raises unless there is something to build from, whole, and made under this register."""
    if not inputs.deliveries:
        raise NothingReceived(
            f"nothing had been received by {as_of.isoformat()}", "a home with received parcels", "run `sukoyaka hub receive DIR` first"
        )
    if not inputs.standing.deliveries:
        raise NothingReceived("every parcel was withdrawn by its sender", "a parcel that stands", "ask the sender for a new delivery")
    for delivery in inputs.deliveries:
        deliveries.check(delivery)
    standing_parcels = [delivery for parts in inputs.current.values() for delivery in parts]
    old = sorted({d.parcel for d in standing_parcels if d.manifest.register_version != inputs.register.version})
    if old:
        raise DataInconsistent(
            f"the current parcels {', '.join(old)} were made under another register",
            f"parcels made under {inputs.register.version}",
            "ask the terminal for a delivery under this register, or pass the --register that they were made under",
        )


def export_meds(purpose: str, directory: Path, home: Path, register_directory: Path | None, as_of: date | None) -> dict[str, Any]:
    """Writes the mart of a purpose as a MEDS data set. Without a day, that to which the newest source of the mart reaches."""
    mart = open_mart(home, _exported(purpose))
    permit = Permit(registers.load(register_directory), mart.purpose, as_of or meds.newest_day(mart))
    check_mart(mart, permit)
    meds.check(mart, permit)
    with console.progress("Writing the data set", None, "files") as advance:
        result = meds.export(mart, directory, permit.on)
        advance(result["files"])
    return result


def _exported(name: str) -> Purpose:
    """The purpose of that name, if its mart is made for analysts."""
    purposes = {definition.purpose.value: definition for definition in MARTS}
    allowed = ", ".join(sorted(name for name, definition in purposes.items() if definition.for_analysts))
    if name not in purposes:
        raise NotPermitted(f"no mart is made for a purpose {name!r}", allowed, "name one of them")
    if not purposes[name].for_analysts:
        instead = "leaves as tables only" if purposes[name].coarsen else "is for display to those who do the work, not for analysts"
        raise NotPermitted(f"the mart of {name} {instead}", allowed, "name one of them")
    return purposes[name].purpose


def measure_features(home: Path, register: Register, as_of: date, engine: str, out: Path) -> dict[str, Any]:
    """`hub features measure`: every declared feature of every resident child of 0-5, as the screening mart knows it, into `out`."""
    permit = Permit(register, Purpose.SCREENING, as_of)
    features = [CATALOGUE[name] for name in sorted(CATALOGUE)]
    require_cleared(features, permit)
    mart = open_mart(home, permit.purpose, snapshot_of(home, register, as_of))
    answerer = by_hand if engine == PLAIN else by_engine
    with ENGINES[engine]() as opened, console.progress(f"Measuring features on {engine}", len(features), "features") as advance:
        view = open_view(opened, mart, permit, as_of, mart.snapshot)
        measured = measure(view, features, advance, answerer)
    content = BytesIO()
    measured.write_parquet(content)
    write_whole(out, content.getvalue())
    states = dict(measured["state"].value_counts().sort("state").iter_rows())
    counts = {"children": view.children.height, "features": len(features), "rows": measured.height, "states": states}
    return {"as_of": as_of, "snapshot": mart.snapshot, "engine": engine, "out": str(out), **counts}


def explain_features(home: Path, register: Register, as_of: date, child: int, names: Sequence[str]) -> list[explained.Explained]:
    """`hub features explain`: the features of one child, as the screening mart knows it, with the events behind them."""
    if unknown := sorted(set(names) - set(CATALOGUE)):
        raise explained.NoSuchFeature(f"no feature {', '.join(unknown)}", "declared features", "see `sukoyaka hub features list`")
    permit = Permit(register, Purpose.SCREENING, as_of)
    features = [CATALOGUE[name] for name in sorted(names or CATALOGUE)]
    require_cleared(features, permit)
    mart = open_mart(home, permit.purpose, snapshot_of(home, register, as_of))
    with Duck() as engine:
        view = open_view(engine, mart, permit, as_of, mart.snapshot, only=pl.Series([child]))
        return explained.explain(view, features, engine.compute(engine.table(mart, "codes", permit)))


@dataclass(frozen=True)
class Marts:
    """The two marts of a determination, made from one snapshot."""

    screening: MartLike
    casework: MartLike
    snapshot: str


@dataclass(frozen=True)
class Screened:
    """What `screen` did."""

    run: determination.Determination
    directory: Path
    parcel: Path


def screen(
    home: Path,
    marts: Marts,
    register: Register,
    criteria: criteria_files.Criteria,
    as_of: date,
    out: Path,
    keys: ZoneKeys,
    office: PublicKeys,
    tie_break: determination.TieBreak | None = None,
    release: hold.Release | None = None,
    adopted: Adoption | None = None,
    spread: firmness.Spread | None = None,
) -> Screened:
    """`hub screen`: criteria over every resident child of 0-5, two lists, findings sealed to the office."""
    permit = Permit(register, Purpose.SCREENING, as_of)
    require_cleared(criteria.features, permit)
    crosswalks = people.open_crosswalks(home, marts.snapshot)
    with Duck() as engine:
        with console.progress("Measuring features", len(criteria.features), "features") as advance:
            view = open_view(engine, marts.screening, permit, as_of, marts.snapshot)
            determined = determination.determine(view, criteria, crosswalks.screening, advance, tie_break, spread)
            run = replace(determined, adoption=adopted)
        hold.check(view, run, home, release)
        with alone(Home(home)):
            directory = determination.save(run, home)
        with console.progress("Wording the findings", None, "tables") as advance:
            source = findings_of(engine, run, marts, register, crosswalks)
            built, told, footing = tables.build(source), parcel.run_of(source, view), parcel.footing_of(source)
            advance(len(built))
    with console.progress("Sealing the findings", None, "bytes") as advance:
        sealed = parcel.seal_findings(built, told, home, out, keys, office, register.version, footing, advance)
    return Screened(run, directory, sealed)


def screen_on_trial(
    home: Path, register: Register, criteria: criteria_files.Criteria, as_of: date, tie_break: determination.TieBreak | None = None
) -> tuple[determination.Determination, Path]:
    """`hub screen --trial-run`: the same determination into `trials/`. Opens no key, seals nothing, and no later run looks at it."""
    permit = Permit(register, Purpose.SCREENING, as_of)
    require_cleared(criteria.features, permit)
    mart = open_mart(home, Purpose.SCREENING, snapshot_of(home, register, as_of))
    of_mart = people.open_crosswalks(home, mart.snapshot).screening
    with Duck() as engine, console.progress("Measuring features", len(criteria.features), "features") as advance:
        view = open_view(engine, mart, permit, as_of, mart.snapshot)
        run = determination.determine(view, criteria, of_mart, advance, tie_break)
    with alone(Home(home)):
        return run, determination.save(run, home, determination.TRIALS)


def with_model(
    home: Path, criteria: criteria_files.Criteria, model: Path | None
) -> tuple[criteria_files.Criteria, determination.TieBreak | None, firmness.Spread | None]:
    """Criteria with the points of an adopted model, its order within a score, and its refits; the criteria themselves without one."""
    if model is None:
        return criteria, None, None
    learned = document.load(model)
    adoption.require_adopted(learned, home)
    order, spread = partial(document.tie_break, learned, criteria), partial(firmness.of_model, learned, criteria)
    return document.applied(learned, criteria), order, spread


def try_criteria(home: Path, register: Register, new: criteria_files.Criteria, old: criteria_files.Criteria, as_of: date) -> dict[str, Any]:
    """`hub criteria try`: what new criteria would do to the lists, in counts. Writes nothing and opens no key."""
    permit = Permit(register, Purpose.SCREENING, as_of)
    mart = open_mart(home, Purpose.SCREENING, snapshot_of(home, register, as_of))
    people_of_mart = people.open_crosswalks(home, mart.snapshot).screening
    total = len({*new.features, *old.features})
    with Duck() as engine, console.progress("Measuring features", total, "features") as advance:
        view = open_view(engine, mart, permit, as_of, mart.snapshot)
        moves = whatif.moved(view, old, new, people_of_mart, advance)
    return {"as_of": as_of, "snapshot": mart.snapshot, "register": register.version, **whatif.result(moves, old, new)}


def statistics(home: Path, register_directory: Path | None, as_of: date, out: Path) -> counting.Statistics:
    """`hub statistics`: the tables for planning, as CSV and one page under `out`. Writes nothing into the home."""
    register = registers.load(register_directory)
    with console.progress("Counting", None, "tables") as advance:
        found = counting.statistics(home, register, as_of, snapshot_of(home, register, as_of))
        for table in found.tables:
            write_whole(out / f"{table.name}.csv", counting.csv_of(table))
            advance(1)
        write_whole(out / "statistics.html", count_pages.statistics(found).encode())
    return found


def data_page(home: Path, register_directory: Path | None, as_of: date, out: Path) -> data_pages.DataPage:
    """`hub data-page`: the state of the data of a day, as one page. Writes nothing into the home."""
    register = registers.load(register_directory)
    with console.progress("Looking at the data", None, "sources") as advance:
        found = data_pages.data_page(home, register, as_of, snapshot_of(home, register, as_of))
        advance(len(found.sources))
    write_whole(out, count_pages.data(found).encode())
    return found


def quality(home: Path, register_directory: Path | None, as_of: date, out: Path) -> tuple[qualities.Quality, attending.Attendance]:
    """`hub quality`: what cleansing did to the data of a day, as one page. Writes nothing into the home."""
    register = registers.load(register_directory)
    snapshot, permit = snapshot_of(home, register, as_of), Permit(register, Purpose.SCREENING, as_of)
    with console.progress("Looking at the data", None, "sources") as advance:
        found = qualities.quality(home, register, as_of, snapshot)
        mart = open_mart(home, permit.purpose, found.snapshot)
        with Duck() as engine:
            visits = attending.attendance(open_view(engine, mart, permit, as_of, mart.snapshot))
        advance(len(found.sources))
    write_whole(out, count_pages.quality(found, visits).encode())
    return found, visits


def findings_of(
    engine: Duck, run: determination.Determination, marts: Marts, register: Register, crosswalks: people.Crosswalks
) -> tables.Source:
    """The listed children of a run, seen through the casework mart."""
    permit = Permit(register, Purpose.CASEWORK, run.as_of)
    listed = people.cases(run.listed, crosswalks)
    own = open_view(engine, marts.casework, permit, run.as_of, run.snapshot, only=listed["casework_id"])
    view = own.reading_ahead(codes_made_of((one for one in run.criteria.features if one.rule), register, own.codes))
    codes = engine.compute(engine.table(marts.casework, "codes", permit))
    return tables.Source(run, view, listed, crosswalks.casework.select(pl.col("subject_id"), pl.col("case")), codes)


def item_use(home: Path, register_directory: Path | None, out: Path) -> dict[str, Any]:
    """`hub item-use`: what the criteria use of the register, and what caseworkers wished for, into `out`."""
    names = sorted(path.stem for path in criteria_files.default_directory().glob("*.toml"))
    found = item_uses.item_use(home, [criteria_files.load(name) for name in names], registers.load(register_directory))
    write_whole(out, files.to_json(found))
    return found
