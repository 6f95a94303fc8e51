"""What people made of the lists: verdicts on them, and what assessments and meetings decided, by the way a child came in.

Reads the office's feedback and the runs it is about; returns figures. Children found by the list, by the lot and by a
notification are never mixed: only the lot says how many are missed.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sukoyaka.hub.evaluation.calibration import wilson
from sukoyaka.hub.evaluation.metrics import rounded
from sukoyaka.hub.feedback import newest
from sukoyaka.hub.screening.disclosure import SMALLEST_SHOWN
from sukoyaka.hub.screening.model.design import Reals
from sukoyaka.hub.store import feedback
from sukoyaka.records.feedback import OUTCOMES, VERDICTS, Channel, Decision, Verdict

JUDGED = (Decision.SUPPORT, Decision.WATCH, Decision.NONE)  # more information is no decision yet
MOST = 50.0  # no child counts for more than fifty


def received(home: Path) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """Verdicts and outcomes of the newest feedback, which holds all that was ever said; nothing before any came."""
    parcel = newest(home)
    return None if parcel is None else (feedback.read(parcel.directory, VERDICTS), feedback.read(parcel.directory, OUTCOMES))


def latest(outcomes: pl.DataFrame) -> pl.DataFrame:
    """One decision per child and run: a meeting goes before an assessment, a later one before an earlier. Duplicates are one."""
    decided = outcomes.filter(pl.col("decision").is_in([str(one) for one in JUDGED]))
    grave = (pl.col("stage") == "meeting").alias("at_meeting")
    ordered = decided.with_columns(grave).sort("case", "run_id", "at_meeting", "decided_on", "known_on", "decision")
    return ordered.unique(["case", "run_id"], keep="last", maintain_order=True).drop("at_meeting")


def decisions(home: Path, cases: pl.DataFrame) -> pl.DataFrame | None:
    """One decision per child and run: `person, run_id, channel, positive, decided_on, known_on`; nothing before any feedback came.

    `cases` has `case, person`. A child that has left the platform since is not among them.
    """
    told = received(home)
    if told is None:
        return None
    joined = latest(told[1]).join(cases.select("case", "person"), on="case").sort("case", "run_id")
    return joined.with_columns(positive=pl.col("decision") == Decision.SUPPORT).select(
        "person", "run_id", "channel", "positive", "decided_on", "known_on"
    )


def with_propensity(outcomes: pl.DataFrame, crosswalk: pl.DataFrame, home: Path) -> pl.DataFrame:
    """Decisions with `person, run_id, channel, positive, weight`: the inverse of the probability with which the run had it looked at.

    `crosswalk` has `case, person`. A child of the lot weighs as many as it stands for; one notified has no such probability: null.
    A child that has left the platform since is not among them.
    """
    joined = latest(outcomes).join(crosswalk.select("case", "person"), on="case")
    drawn = _propensities(home, joined["run_id"].drop_nulls().unique().sort().to_list())
    weighed = joined.join(drawn, on=["run_id", "person"], how="left")
    weight = pl.when(pl.col("channel") != Channel.NOTIFIED).then((1 / pl.col("propensity")).clip(1, MOST))
    return weighed.with_columns(positive=pl.col("decision") == Decision.SUPPORT, weight=weight).select(
        "person", "run_id", "channel", "positive", "weight", "decided_on", "known_on"
    )


def _propensities(home: Path, runs: Sequence[str]) -> pl.DataFrame:
    parts = [pl.DataFrame(schema={"person": pl.String, "propensity": pl.Float64, "run_id": pl.String})]
    for run in runs:
        path = home / "runs" / run / "determination.parquet"
        if path.is_file():
            parts.append(pl.read_parquet(path, columns=["person", "propensity"]).with_columns(run_id=pl.lit(run)))
    return pl.concat(parts)


def by_channel(decided: pl.DataFrame) -> list[dict[str, Any]]:
    """Per channel how many were judged, and the share that needs support; of the lot the share among all who were not listed."""
    rows = []
    for channel in Channel:
        mine = decided.filter(pl.col("channel") == channel)
        found, of = int(mine["positive"].sum()), mine.height
        hidden = 0 < of < SMALLEST_SHOWN or 0 < found < SMALLEST_SHOWN
        share = None if hidden or not of else {"value": rounded(found / of), "interval": wilson(found, of)}
        rows.append({"channel": str(channel), "judged": None if 0 < of < SMALLEST_SHOWN else of, "support": share})
    return rows


def hajek(positive: Reals, weight: Reals) -> tuple[float, float, float]:
    """Share estimated with inverse-probability weights, its standard error, and the effective number of children (Hájek)."""
    if not len(weight) or weight.sum() <= 0:
        return float("nan"), float("nan"), 0.0
    share = float(weight @ positive / weight.sum())
    error = float(np.sqrt((weight**2) @ (positive - share) ** 2) / weight.sum())
    return share, error, float(weight.sum() ** 2 / (weight @ weight))


def prevalence(decided: pl.DataFrame) -> dict[str, Any] | None:
    """How many of all children need support, from list and lot together; nothing before at least one of the lot was judged."""
    both = decided.drop_nulls("weight")
    if both.filter(pl.col("channel") == Channel.AUDIT).is_empty():
        return None
    share, error, effective = hajek(both["positive"].to_numpy().astype(float), both["weight"].to_numpy())
    return {
        "value": rounded(share),
        "interval": [rounded(max(share - 1.96 * error, 0)), rounded(share + 1.96 * error)],
        "effective": round(effective),
    }


def agreement(verdicts: pl.DataFrame) -> list[dict[str, Any]]:
    """Per run how many verdicts of each kind there are; small counts are not told."""
    rows = []
    for run in verdicts["run_id"].unique().sort():
        mine = verdicts.filter(pl.col("run_id") == run)
        counts = {str(kind): mine.filter(pl.col("verdict") == kind).height for kind in Verdict}
        told = {kind: None if 0 < count < SMALLEST_SHOWN else count for kind, count in counts.items()}
        rows.append({"run": run, "verdicts": mine.height if mine.height >= SMALLEST_SHOWN else None, **told})
    return rows


def of_home(home: Path, crosswalk: pl.DataFrame) -> dict[str, Any]:
    """What the report says of people's judgements. `crosswalk` has `case, person`."""
    told = received(home)
    if told is None:
        return {"verdicts": [], "channels": [], "prevalence": None, "unknown": 0}
    verdicts, outcomes = told
    decided = with_propensity(outcomes, crosswalk, home)
    return {
        "verdicts": agreement(verdicts),
        "channels": by_channel(decided) if decided.height else [],
        "prevalence": prevalence(decided),
        "unknown": outcomes.join(crosswalk, on="case", how="anti").height,  # decisions, not children
    }
