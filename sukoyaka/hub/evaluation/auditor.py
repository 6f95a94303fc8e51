"""What an auditor from outside is given of a determination: every step from degree to list can be checked again, and no child found.

Reads a run of the home, its mart and its criteria; writes a directory of CSV files and records to whom it went. Children are made
coarse and small classes left out before anything is written.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.governance import acts
from sukoyaka.hub.marts import anonymity, open_mart
from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.hub.screening.determination import RUNS
from sukoyaka.hub.store import files
from sukoyaka.hub.store.errors import DataInconsistent, DirectoryOccupied
from sukoyaka.hub.store.home import fresh_draft, publish
from sukoyaka.records.age import completed_months
from sukoyaka.records.errors import ExitCode, SukoyakaError
from sukoyaka.records.purpose import Purpose

LEDGER = "exports/audits.jsonl"
LADDER: tuple[tuple[str, ...], ...] = (("age", "sex"), ("age",), ("sex",))
SHOWN = ("row", "age", "sex", "tier", "rank", "selected_by", "propensity", "score", "red_flag", "items_known", "items_total")


class ExportRefused(SukoyakaError):
    """An export that must not leave, or that nobody answers for."""

    exit_code = ExitCode.NOT_PERMITTED


@dataclass(frozen=True)
class Handover:
    """To whom it goes, who gives it, when and why."""

    to: str
    by: str
    on: date
    reason: str

    def __post_init__(self) -> None:
        if not all(said.strip() for said in (self.to, self.by, self.reason)):
            raise ExportRefused("an export for nobody, by nobody, or without a reason", "--to, --by and --reason", "state all three")


def export(home: Path, run: str, criteria: Criteria, source: bytes, out: Path, handover: Handover) -> dict[str, Any]:
    """Writes `out/` whole and records the handover. Raises `ExportRefused` where children could be singled out by age and sex.

    `source` is the criteria's file as it was used. Districts, days, values and ids are not in it.
    """
    if out.exists() and any(out.iterdir()):
        raise DirectoryOccupied(f"{out.name}/ is not empty", "an empty or absent directory", "name another")
    told = _run(home, run, criteria)
    children, gate = _coarse(home, told, run)
    left = children.select("subject_id", "row")
    reasons = _of_rows(pl.read_parquet(home / RUNS / run / "reasons.parquet"), left, ("item", "points", "red_flag", "domain"))
    unknowns = _of_rows(pl.read_parquet(home / RUNS / run / "unknowns.parquet"), left, ("item", "why"))
    check = _check(children, reasons, gate)
    document = {"run": told, "to": handover.to, "by": handover.by, "on": handover.on, "reason": handover.reason, "reidentification": check}
    draft = fresh_draft(out)
    for name, frame in (("children", children.select(SHOWN)), ("reasons", reasons), ("unknowns", unknowns)):
        (draft / f"{name}.csv").write_bytes(_csv(frame))
    (draft / "criteria.toml").write_bytes(source)
    (draft / "export.json").write_bytes(files.to_json(document))
    digest = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(draft.iterdir())}
    publish(draft, out)
    record = acts.record(home / LEDGER, {"run": run, "to": handover.to, "by": handover.by, "on": handover.on, "files": digest})
    return {**document, "directory": str(out), "record": record, "children": children.height}


def _run(home: Path, run: str, criteria: Criteria) -> Mapping[str, Any]:
    path = home / RUNS / run / "run.json"
    if not path.is_file():
        held = ", ".join(sorted(p.parent.name for p in (home / RUNS).glob("*/run.json"))) or "none yet"
        raise ExportRefused(f"no determination {run}", held, "name one of these")
    told: Mapping[str, Any] = files.from_json(path)
    if told["criteria_sha256"] != criteria.digest:
        raise DataInconsistent(
            f"the run {run} was made under {told['criteria']} ({told['criteria_sha256'][:12]}), not {criteria.digest[:12]}",
            "the very criteria of the run",
            "name them with --criteria; with a model the points are in its file, export the run of the criteria alone",
        )
    return told


def _coarse(home: Path, told: Mapping[str, Any], run: str) -> tuple[pl.DataFrame, anonymity.Gate]:
    """Children with age in years and sex as far as ten others share them, in an order that leads nowhere."""
    people = pl.read_parquet(open_mart(home, Purpose.SCREENING, told["snapshot"]).table("people"))
    day = date.fromisoformat(told["as_of"])
    months = pl.Series([completed_months(born, day) for born in people["birth_month"]], dtype=pl.Int32)
    aged = people.select("subject_id", "sex").with_columns(age=months // 12)
    children = pl.read_parquet(home / RUNS / run / "determination.parquet").join(aged, on="subject_id")
    kept, gate = anonymity.gate(children, LADDER)
    if kept.height < (1 - anonymity.MOST_SUPPRESSED) * children.height:
        raise ExportRefused(
            f"of {children.height} children more than {anonymity.MOST_SUPPRESSED:.0%} share age or sex with fewer than ten",
            f"classes of {anonymity.SMALLEST_CLASS} and more",
            "hand on the report of `sukoyaka hub evaluate`, which holds counts only",
        )
    hidden = [name for name in LADDER[0] if name not in gate.by]
    blank = kept.with_columns(pl.lit(None, kept.schema[name]).alias(name) for name in hidden)
    key = hashlib.sha256(f"{run}:export".encode()).digest()
    lots = [hashlib.blake2b(person.encode(), key=key, digest_size=16).digest() for person in blank["person"]]
    return blank.with_columns(lot=pl.Series(lots, dtype=pl.Binary)).sort("lot").with_row_index("row", 1).drop("lot"), gate


def _of_rows(frame: pl.DataFrame, left: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    return frame.join(left, on="subject_id").select("row", *columns).sort("row", *columns)


def _check(children: pl.DataFrame, reasons: pl.DataFrame, gate: anonymity.Gate) -> dict[str, Any]:
    """k by what a stranger may know, and what somebody who knew every finding could do: stated, for the one who signs."""
    found = reasons.group_by("row").agg(pl.col("item").sort().str.join(" "))
    everything = children.join(found, on="row", how="left").group_by("age", "sex", "item").len()["len"]
    alone = int((everything == 1).sum())
    return {**gate.document(), "alone_with_all_findings": -(-alone // 10) * 10, "sums_to_score": _sums(children, reasons)}


def _sums(children: pl.DataFrame, reasons: pl.DataFrame) -> bool:
    total = reasons.group_by("row").agg(pl.col("points").sum())
    both = children.join(total, on="row", how="left").with_columns(pl.col("points").fill_null(0))
    return bool((both["score"] == both["points"]).all())


def _csv(frame: pl.DataFrame) -> bytes:
    content = BytesIO()
    frame.write_csv(content)
    return content.getvalue()
