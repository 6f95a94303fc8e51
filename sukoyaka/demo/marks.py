"""Marks the path against the city's truth: were rows given to the right people, were the right children found?

Reads the terminal's links, the hub's determination and `truth/`. Stands outside every zone: no zone may read the truth.
All figures are of synthetic data and say so.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

DRAWS = 500  # household bootstraps would need the hub; children are drawn one by one here


@dataclass(frozen=True)
class Linkage:
    """Of the rows that the terminal linked: how many to the right person; of those that have one: how many were found."""

    rows: int
    linked: int
    precision: float
    recall: float
    by_step: dict[str, dict[str, float]]


def linkage(links: Path, truth: Path) -> Linkage:
    """Compares `work/links.parquet` with `truth/rows.parquet`, row by row. Quarantined rows are not asked of the link."""
    found = pl.read_parquet(links).rename({"resident_number": "found"})
    rows = pl.read_parquet(truth).select("source", "file", "line", "resident_number")
    both = found.join(rows, on=["source", "file", "line"], how="left").with_columns(right=pl.col("found") == pl.col("resident_number"))
    linked = both.filter(pl.col("found").is_not_null())
    has_one = both.filter(pl.col("resident_number").is_not_null())
    steps = linked.group_by("step").agg(rows=pl.len(), precision=pl.col("right").fill_null(value=False).mean()).sort("step")
    return Linkage(
        rows=both.height,
        linked=linked.height,
        precision=_share(linked["right"]),
        recall=_share(has_one["right"]),
        by_step={row["step"]: {"rows": row["rows"], "precision": round(row["precision"], 6)} for row in steps.to_dicts()},
    )


def _share(right: pl.Series) -> float:
    return round(float(right.fill_null(value=False).mean() or 0.0), 6)  # type: ignore[arg-type]  # mean of a flag is a float


def screening(determination: pl.DataFrame, children: pl.DataFrame, capacity: int, seed: int) -> dict[str, Any]:
    """AUC and precision at the lists' capacity, ours beside the oracle's, with 95 % bootstrap intervals.

    `determination` has `resident_number, score, order`; `children` is the truth. Children on one side only are counted, not hidden.
    """
    both = children.join(determination, on="resident_number", how="inner")
    needs = both["needs_support"].to_numpy().astype(bool)
    ours, oracle = both["order"].to_numpy(), both["need_probability"].to_numpy()
    return {
        "data": "synthetic",
        "children": both.height,
        "children_not_matched": children.height + determination.height - 2 * both.height,
        "base_rate": round(float(needs.mean()), 4),
        "capacity": capacity,
        "ours": _figures(ours, needs, capacity, seed),
        "oracle": _figures(oracle, needs, capacity, seed),
    }


def _figures(score: np.ndarray, needs: np.ndarray, capacity: int, seed: int) -> dict[str, Any]:
    draws = np.random.default_rng(seed).integers(0, len(needs), (DRAWS, len(needs)))
    aucs = [auc(score[draw], needs[draw]) for draw in draws]
    precisions = [precision_at(score[draw], needs[draw], capacity) for draw in draws]
    return {
        "auc": round(auc(score, needs), 4),
        "auc_interval": _interval(aucs),
        "precision_at_capacity": round(precision_at(score, needs, capacity), 4),
        "precision_interval": _interval(precisions),
        "recall_at_capacity": round(precision_at(score, needs, capacity) * capacity / max(int(needs.sum()), 1), 4),
    }


def auc(score: np.ndarray, needs: np.ndarray) -> float:
    """Chance that a child in need ranks above one who is not; ties count half."""
    positives = int(needs.sum())
    negatives = len(needs) - positives
    if positives == 0 or negatives == 0:
        return float("nan")
    order = np.argsort(score, kind="stable")
    _, first, counts = np.unique(score[order], return_index=True, return_counts=True)
    ranks = np.empty(len(score))
    ranks[order] = np.repeat(first + (counts + 1) / 2, counts)
    return float((ranks[needs].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def precision_at(score: np.ndarray, needs: np.ndarray, capacity: int) -> float:
    """Share in need among the first `capacity`; children tied at the cut count by their mean."""
    if capacity <= 0 or len(score) == 0:
        return float("nan")
    capacity = min(capacity, len(score))
    cut = np.partition(score, len(score) - capacity)[len(score) - capacity]
    above, tied = score > cut, score == cut
    room = capacity - int(above.sum())
    return float((needs[above].sum() + room * needs[tied].mean()) / capacity)


def _interval(values: list[float]) -> list[float]:
    low, high = np.nanquantile(values, [0.025, 0.975])
    return [round(float(low), 4), round(float(high), 4)]


def as_document(linked: Linkage) -> dict[str, Any]:
    """For the summary."""
    return asdict(linked)
