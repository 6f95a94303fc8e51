"""Holds the lists back when a feed is dead or the data has changed under the criteria, until a person releases them.

Reads a view, the last run and criteria; writes `releases/<run>.json`. Why: families of whom nothing is heard any more look
quiet, and a list made from silence would be taken for a list of quiet families.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sukoyaka.hub.evaluation import drift
from sukoyaka.hub.features.view import View
from sukoyaka.hub.screening.determination import Determination
from sukoyaka.hub.store import files
from sukoyaka.hub.store.home import write_whole
from sukoyaka.records.errors import ExitCode, SukoyakaError

ENOUGH_CHILDREN = 500
"""Below so many children, shares move by chance."""


class Held(SukoyakaError):
    """The lists are not released: something about the data must be looked at first."""

    exit_code = ExitCode.DATA_INCONSISTENT


class ReleaseIncomplete(SukoyakaError):
    """A release without a name or a reason is no decision."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True)
class Release:
    """A person's decision to release lists in spite of a hold."""

    by: str
    reason: str

    def __post_init__(self) -> None:
        if not self.by.strip() or not self.reason.strip():
            raise ReleaseIncomplete("a hold was to be released without a name or a reason", "--by NAME --reason TEXT", "state both")


def reasons(view: View, run: Determination, home: Path) -> list[str]:
    """Why the lists of a run should be held, a sentence each; none if nothing is out of bounds."""
    dead = [feed["why"] for feed in drift.feeds(view) if feed["dead"]] + stopped(home, run)
    before = last_values(home, run)
    if before is None or view.children.height < ENOUGH_CHILDREN:
        return dead
    return dead + drift.changed(run.criteria, before, run.values)


def stopped(home: Path, run: Determination) -> list[str]:
    """The stop rule that the newest evaluation of these criteria crossed, if its bar was registered by a person."""
    found = []
    for path in sorted((home / "evaluations").glob("*/evaluation.json")):
        said = files.from_json(path)
        bar, own = said.get("bar"), said["criteria"][0]["sha256"]
        if bar and bar["registered_on"] and own == run.criteria.digest and said["known_by"] <= run.as_of.isoformat():
            found.append((said["known_by"], said["name"], bar))
    if not found:
        return []
    _, name, bar = max(found, key=lambda one: one[:2])
    return [f"the evaluation {name} crossed the stop rule {bar['name']}: {asks}" for asks in bar["stopped"]]


def last_values(home: Path, run: Determination) -> pl.DataFrame | None:
    """Values of the latest earlier run under the same items, if there is one."""
    found = []
    for path in sorted((home / "runs").glob("*/run.json")):
        said = files.from_json(path)
        if said["as_of"] < run.as_of.isoformat() and said["criteria_sha256"] == run.criteria.digest:
            found.append((said["as_of"], path))
    return pl.read_parquet(max(found)[1].with_name("values.parquet")) if found else None


def check(view: View, run: Determination, home: Path, release: Release | None) -> list[str]:
    """The reasons of a hold that was released and recorded, or none. Raises `Held` for one that nobody released."""
    found = reasons(view, run, home)
    if found and release is None:
        raise Held(
            f"the lists of {run.as_of} are held: {'; '.join(found)}",
            "lists from feeds that are alive and items within bounds",
            "have the holder deliver again, or release with --release-hold --by NAME --reason TEXT",
        )
    if found and release is not None:
        record(home, run, found, release)
    return found


def record(home: Path, run: Determination, found: Sequence[str], release: Release) -> None:
    """Writes who released which lists, and why."""
    document = {
        "run": run.run_id,
        "as_of": run.as_of,
        "criteria": run.criteria.name,
        "held": list(found),
        "by": release.by,
        "reason": release.reason,
    }
    write_whole(home / "releases" / f"{run.run_id}.json", files.to_json(document))
