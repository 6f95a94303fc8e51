"""The hub's path, one function per command; each line is a step.

Reads and writes the hub's home. Why here: a newcomer reads this file and knows the way of the data.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from sukoyaka import console
from sukoyaka.engine.duck import Duck
from sukoyaka.engine.duck import Mart as MartLike
from sukoyaka.governance.permit import Permit
from sukoyaka.governance.register import Register
from sukoyaka.hub.features.measure import require_cleared
from sukoyaka.hub.features.view import open_view
from sukoyaka.hub.findings import parcel, people, tables
from sukoyaka.hub.screening import criteria as criteria_files
from sukoyaka.hub.screening import determination
from sukoyaka.parcel.keys import PublicKeys, ZoneKeys
from sukoyaka.records.purpose import Purpose


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
) -> Screened:
    """`hub screen`: criteria over every resident child of 0-5, two lists, findings sealed to the office."""
    permit = Permit(register, Purpose.SCREENING, as_of)
    require_cleared(criteria.features, permit)
    crosswalks = people.open_crosswalks(home)
    with Duck() as engine:
        with console.progress("Measuring features", len(criteria.features), "features") as advance:
            view = open_view(engine, marts.screening, permit, as_of, marts.snapshot)
            run = determination.determine(view, criteria, crosswalks.screening, advance)
        directory = determination.save(run, home)
        with console.progress("Wording the findings", None, "tables") as advance:
            source = findings_of(engine, run, marts, register, crosswalks)
            built = tables.build(source)
            advance(len(built))
    with console.progress("Sealing the findings", None, "bytes") as advance:
        sealed = parcel.seal_findings(built, parcel.run_of(source), home, out, keys, office, register.version, advance)
    return Screened(run, directory, sealed)


def findings_of(
    engine: Duck, run: determination.Determination, marts: Marts, register: Register, crosswalks: people.Crosswalks
) -> tables.Source:
    """The listed children of a run, seen through the casework mart."""
    permit = Permit(register, Purpose.CASEWORK, run.as_of)
    listed = people.cases(run.listed, crosswalks)
    view = open_view(engine, marts.casework, permit, run.as_of, run.snapshot, only=listed["casework_id"])
    codes = engine.compute(engine.table(marts.casework, "codes", permit))
    return tables.Source(run, view, listed, crosswalks.casework.select(pl.col("subject_id"), pl.col("case")), codes)
