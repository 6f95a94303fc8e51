"""A determination: every resident child of 0-5, the criteria applied, two lists, a reason for each place.

Reads the screening mart and its crosswalk; writes `runs/<run>/`. The run is named by what it was made from, so that it can
be made again, byte for byte.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.console import Advance, silent
from sukoyaka.hub.features.measure import measure
from sukoyaka.hub.features.view import View
from sukoyaka.hub.screening import lists, points
from sukoyaka.hub.screening.adoption import Adoption
from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.hub.screening.model.firmness import Spread, inside, of_points
from sukoyaka.hub.store import files
from sukoyaka.hub.store.code import DETERMINATION, code_version
from sukoyaka.hub.store.home import fresh_draft, publish
from sukoyaka.records.errors import ExitCode, SukoyakaError
from sukoyaka.records.findings import Tier

RUNS, TRIALS = "runs", "trials"
"""Where determinations lie in the home: those that lists came from, and those that nobody was told of."""

COLUMNS = pl.Schema(
    {
        "subject_id": pl.Int64,
        "person": pl.String,
        "tier": pl.String,
        "rank": pl.Int32,
        "selected_by": pl.String,
        "score": pl.Int32,
        "red_flag": pl.Boolean,
        "items_known": pl.Int32,
        "items_total": pl.Int32,
        "propensity": pl.Float64,  # probability of being looked at: 1 for those listed, the sample's share for the others
        "inside": pl.Float64,  # share of equally credible points under which the child would be on a list by its score
    }
)


class NobodyToScreen(SukoyakaError):
    """No resident child of 0-5 on the day."""

    exit_code = ExitCode.NOTHING_TO_DO


class CrosswalkIncomplete(SukoyakaError):
    """Somebody of a mart, or of the platform, is not in a purpose's crosswalk."""

    exit_code = ExitCode.DATA_INCONSISTENT


@dataclass(frozen=True)
class Determination:
    """One run. Frames are about the whole population, under the ids of the screening mart."""

    run_id: str
    as_of: date
    snapshot: str
    criteria: Criteria
    children: pl.DataFrame
    reasons: pl.DataFrame
    unknowns: pl.DataFrame
    values: pl.DataFrame
    adoption: Adoption | None = None  # the act that put the criteria in force; none where nobody ever adopted any, and in a trial

    @property
    def listed(self) -> pl.DataFrame:
        """The children on a list, by list and rank."""
        return self.children.filter(pl.col("tier").is_not_null()).sort("tier", "rank", descending=[True, False])


def run_id_of(snapshot: str, criteria: Criteria, as_of: date) -> str:
    """Name of a run: 16 hex digits of snapshot, criteria, code and day."""
    return hashlib.sha256("\0".join((snapshot, criteria.digest, code_version(DETERMINATION), as_of.isoformat())).encode()).hexdigest()[:16]


TieBreak = Callable[[pl.DataFrame, pl.DataFrame], pl.DataFrame]
"""From values and children to `subject_id, fine`: what orders children of equal score."""


def determine(
    view: View,
    criteria: Criteria,
    people: pl.DataFrame,
    advance: Advance = silent,
    tie_break: TieBreak | None = None,
    spread: Spread | None = None,
) -> Determination:
    """Applies the criteria to every child of the view. `people` is the mart's crosswalk: `subject_id, person`.

    `spread`: scores under equally credible points, of a model; without one they are drawn around the experts' own.
    """
    if view.children.is_empty():
        raise NobodyToScreen(
            f"no resident child of 0-5 on {view.as_of}", "a day within the snapshot's history", "check --as-of, or build a later snapshot"
        )
    values = measure(view, criteria.features, advance)
    fine = tie_break(values, view.children) if tie_break else None
    run = decide(view, values, criteria, people, run_id_of(view.snapshot, criteria, view.as_of), fine)
    return replace(run, children=_with_firmness(run, values, spread or partial(of_points, criteria, seed=int(run.run_id, 16))))


def decide(
    view: View, values: pl.DataFrame, criteria: Criteria, people: pl.DataFrame, run_id: str, fine: pl.DataFrame | None = None
) -> Determination:
    """Applies the criteria to values measured before; `values` may hold more features than they ask for. The run's name draws the lots."""
    reasons = points.reasons(values, view.children, criteria)
    unknowns = points.unknowns(values, criteria)
    scored = _scored(view.children, people, reasons, unknowns, criteria)
    scored = scored if fine is None else scored.join(fine, on="subject_id", how="left")
    placed = lists.draw(scored, criteria, run_id).with_columns(inside=pl.lit(None))
    children = placed.select(COLUMNS.names()).cast(COLUMNS).sort("subject_id")
    return Determination(run_id, view.as_of, view.snapshot, criteria, children, reasons, unknowns, values)


def _with_firmness(run: Determination, values: pl.DataFrame, spread: Spread) -> pl.DataFrame:
    """The children with how firm their places are, in their own order."""
    places = sum(
        run.criteria.lists[tier].places(run.children.height) - lists.audit_places(run.children.height, run.criteria, tier) for tier in Tier
    )
    threshold = min(one.threshold for one in run.criteria.lists.values())
    share = inside(spread(values, run.children["subject_id"]), run.children["red_flag"].to_numpy(), places, threshold)
    return run.children.with_columns(inside=pl.Series(share.round(4), dtype=pl.Float64).fill_nan(None))


def save(determination: Determination, home: Path, place: str = RUNS) -> Path:
    """Writes `runs/<run>/` (of a trial run `trials/<run>/`) whole, in the place of an earlier one of that name (with the same bytes)."""
    target = home / place / determination.run_id
    draft = fresh_draft(target)
    for name in ("reasons", "unknowns", "values"):
        files.write(getattr(determination, name), draft / f"{name}.parquet")
    files.write(determination.children, draft / "determination.parquet")
    (draft / "run.json").write_bytes(files.to_json(summary(determination)))
    publish(draft, target)
    return target


def summary(determination: Determination) -> Mapping[str, Any]:
    """What a run found, in numbers."""
    children, criteria = determination.children, determination.criteria
    counted = determination.reasons.filter(pl.col("points") != 0).group_by("item").agg(pl.len())
    raised = determination.reasons.filter("red_flag").group_by("item").agg(pl.len())
    return {
        "run": determination.run_id,
        "as_of": determination.as_of.isoformat(),
        "snapshot": determination.snapshot,
        "criteria": criteria.name,
        "criteria_title": criteria.title,
        "criteria_sha256": criteria.digest,
        "adoption": determination.adoption.document() if determination.adoption else None,
        "code": code_version(DETERMINATION),
        "population": children.height,
        "lists": dict(lists.sizes(children)),
        "labels": {str(tier): word for tier, word in criteria.labels.items()},
        "places": {str(tier): criteria.lists[tier].places(children.height) for tier in Tier},
        "selected_by": _counts(children.drop_nulls("tier"), "selected_by"),
        "items_total": len(criteria.entries),
        "known_share": round(float(children["items_known"].sum()) / (children.height * len(criteria.entries)), 6),
        "reasons": dict(counted.sort("len", "item", descending=[True, False]).iter_rows()),
        "red_flags": dict(raised.sort("len", "item", descending=[True, False]).iter_rows()),
    }


def _counts(frame: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(frame.group_by(column).agg(pl.len()).sort(column).iter_rows())


def _scored(
    children: pl.DataFrame, people: pl.DataFrame, reasons: pl.DataFrame, unknowns: pl.DataFrame, criteria: Criteria
) -> pl.DataFrame:
    """One row per child: the score is the sum of its points and nothing else."""
    totals = reasons.group_by("subject_id").agg(score=pl.col("points").sum(), red_flag=pl.col("red_flag").any())
    unknown = unknowns.group_by("subject_id").agg(unknown=pl.len())
    total = len(criteria.entries)
    strangers = children.join(people, on="subject_id", how="anti").height
    if strangers:
        raise CrosswalkIncomplete(
            f"{strangers} children of the mart are not in its crosswalk", "every subject of the mart", "run `sukoyaka hub build` again"
        )
    return (
        children.join(people.select("subject_id", "person"), on="subject_id", how="left")
        .join(totals, on="subject_id", how="left")
        .join(unknown, on="subject_id", how="left")
        .join(_flag_tiers(reasons, criteria), on="subject_id", how="left")
        .with_columns(
            pl.col("score").fill_null(0),
            pl.col("red_flag").fill_null(False),
            items_known=total - pl.col("unknown").fill_null(0).cast(pl.Int32),
            items_total=pl.lit(total),
        )
    )


def _flag_tiers(reasons: pl.DataFrame, criteria: Criteria) -> pl.DataFrame:
    """Child → the gravest list that a red flag leads to."""
    gravest = pl.col("flag_tier").sort_by(pl.col("flag_tier") == Tier.AT_RISK).first()
    leads = [(flag.id, str(flag.tier)) for flag in criteria.red_flags]
    led = pl.DataFrame(leads, schema={"item": pl.String, "flag_tier": pl.String}, orient="row")
    return reasons.filter("red_flag").join(led, on="item").group_by("subject_id").agg(gravest)
