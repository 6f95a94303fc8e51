"""The lists as they were given out, month by month: how many, how much was known, how many stayed, what people made of them.

Reads the runs of a home and the office's decisions; returns a row a run. Counts from 1 to 9 are not told.
"""

from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.hub.evaluation.metrics import rounded
from sukoyaka.hub.evaluation.people import decisions
from sukoyaka.hub.screening.determination import RUNS
from sukoyaka.hub.screening.disclosure import SMALLEST_SHOWN
from sukoyaka.hub.store import files
from sukoyaka.records.findings import Tier


def months(home: Path, cases: pl.DataFrame) -> list[dict[str, Any]]:
    """One row per determination, by its day. `cases` has `case, person`."""
    decided = decisions(home, cases)
    told = sorted(((files.from_json(path), path.parent) for path in (home / RUNS).glob("*/run.json")), key=lambda one: _order(one[0]))
    rows: list[dict[str, Any]] = []
    before: set[str] | None = None
    for run, place in told:
        children = pl.read_parquet(place / "determination.parquet", columns=["person", "tier"])
        listed = set(children.drop_nulls("tier")["person"])
        rows.append(_row(run, decided) | {"overlap": _overlap(before, listed)})
        before = listed
    return rows


def _order(run: dict[str, Any]) -> tuple[str, str]:
    return run["as_of"], run["run"]


def _row(run: dict[str, Any], decided: pl.DataFrame | None) -> dict[str, Any]:
    mine = None if decided is None else decided.filter(pl.col("run_id") == run["run"])
    return {
        "as_of": run["as_of"],
        "criteria": run["criteria"],
        "population": _told(run["population"]),
        **{str(tier): _told(run["lists"][str(tier)]) for tier in Tier},
        "known_share": run["known_share"],
        "judged": _told(0 if mine is None else mine.height),
        "support": _told(0 if mine is None else int(mine["positive"].sum())),
    }


def _overlap(before: set[str] | None, now: set[str]) -> float | None:
    """Share of those on either list who were on both (Jaccard); nothing for the first."""
    return None if before is None or not before | now else rounded(len(before & now) / len(before | now))


def _told(count: int) -> int | None:
    return None if 0 < count < SMALLEST_SHOWN else count
