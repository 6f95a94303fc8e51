"""Puts a determination into the casework tables. The latest one is the current one; the others are kept."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.office.casework.events import Action
from sukoyaka.office.web.actions.raise_alerts import raise_alerts
from sukoyaka.office.web.actions.record import record_command
from sukoyaka.office.web.models import Case, Coverage, LifeFact, Listing, Member, Reason, Run, SealedIdentity, Unknown
from sukoyaka.office.web.tables import FindingsInvalid, check_cases, copy_into, invalid, read_table
from sukoyaka.parcel.manifest import Manifest
from sukoyaka.records import findings
from sukoyaka.records.findings import Firmness, SelectedBy, Tier
from sukoyaka.records.shape import Table

STORES = {
    findings.CHILDREN: Listing,
    findings.REASONS: Reason,
    findings.UNKNOWNS: Unknown,
    findings.MEMBERS: Member,
    findings.LIFE: LifeFact,
    findings.COVERAGE: Coverage,
}
CHOICES = {
    (findings.CHILDREN.name, "tier"): {t.value for t in Tier},
    (findings.CHILDREN.name, "selected_by"): {s.value for s in SelectedBy},
    (findings.CHILDREN.name, "firmness"): {f.value for f in Firmness},
    (findings.LIFE.name, "strand"): {"concern", "life", "agency"},
}


def receive_findings(contents: Path, manifest: Manifest) -> dict[str, int]:
    """Checks and stores run and tables. Raises `FindingsInvalid`; called inside a transaction."""
    run = read_run(contents / "run.json")
    frames = {table: read_table(contents, table) for table in findings.TABLES}
    _check(run, frames)
    row = _store_run(run, manifest, frames[findings.LIFE])
    cases = frames[findings.CHILDREN]["case"].to_list()
    Case.objects.bulk_create([Case(case=case, waiting_since=run.as_of) for case in cases], ignore_conflicts=True, batch_size=5_000)
    for table, frame in frames.items():
        copy_into(STORES[table]._meta.db_table, frame.rename({"case": "case_id"}).with_columns(pl.lit(row.pk).alias("run_id")))
    _choose_current()
    row.refresh_from_db(fields=["current"])
    raise_alerts(row)
    record_command(Action.RECEIVE_FINDINGS, f"parcel:{manifest.parcel}", f"run {run.run_id}")
    named = SealedIdentity.objects.filter(case__in=cases).count()
    return {table.name: frame.height for table, frame in frames.items()} | {"without_identity": len(cases) - named}


def read_run(path: Path) -> findings.Run:
    """`run.json` of a parcel. Raises `FindingsInvalid`."""
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        wanted = {field.name for field in fields(findings.Run)}
        return findings.Run(**{name: value for name, value in document.items() if name in wanted} | {"as_of": _day(document["as_of"])})
    except FileNotFoundError as error:
        raise FindingsInvalid("the parcel has no run.json", "run.json and its tables", "ask the hub to screen again") from error
    except (ValueError, KeyError, TypeError) as error:
        raise FindingsInvalid(f"run.json cannot be read: {error}", "the fields of a run", "ask the hub to screen again") from error


def _day(text: str) -> Any:
    return pl.Series([text]).str.to_date("%Y-%m-%d", strict=True)[0]


def _check(run: findings.Run, frames: dict[Table, pl.DataFrame]) -> None:
    children = frames[findings.CHILDREN]
    if children["case"].n_unique() != children.height:
        raise invalid(findings.CHILDREN, "lists a case twice")
    listed = dict(children["tier"].value_counts().iter_rows())
    told = {Tier.SUPPORT_NEEDED.value: run.support_needed, Tier.AT_RISK.value: run.at_risk}
    if any(listed.get(tier, 0) != count for tier, count in told.items()):
        raise invalid(findings.CHILDREN, "does not have as many rows as run.json says")
    for table, frame in frames.items():
        check_cases(frame, table)
        strangers = frame.join(children, on="case", how="anti").height
        if strangers:
            raise invalid(table, f"has {strangers:,} rows about children that are not listed")
    for (name, column), allowed in CHOICES.items():
        table = next(t for t in frames if t.name == name)
        if wrong := set(frames[table][column].drop_nulls().unique()) - allowed:
            raise invalid(table, f"has {column} {', '.join(sorted(wrong))}")


def _store_run(run: findings.Run, manifest: Manifest, life: pl.DataFrame) -> Run:
    if Run.objects.filter(run_id=run.run_id).exists():
        raise FindingsInvalid(
            f"the run {run.run_id} was received before in another parcel", "one parcel a run", "ask the hub which of the two is right"
        )
    values = {field.name: getattr(run, field.name) for field in fields(findings.Run)}
    return Run.objects.create(**values, parcel=manifest.parcel, sequence=manifest.sequence, strands=strands_of(life))


def strands_of(life: pl.DataFrame) -> dict[str, str]:
    """Source → the strand to which most of its facts belong: where its lane is drawn for a child without any."""
    counted = life.group_by("source", "strand").len().sort("source", "len", "strand", descending=[False, True, False])
    return dict(counted.unique("source", keep="first", maintain_order=True).select("source", "strand").iter_rows())


def _choose_current() -> None:
    """The latest by as-of day, then by sequence: a late medium does not put an old determination on the screens."""
    latest = Run.objects.filter(intake=False).order_by("-as_of", "-sequence", "-pk").first()
    Run.objects.filter(current=True).update(current=False)
    if latest:
        Run.objects.filter(pk=latest.pk).update(current=True)
