"""How the items of criteria go together, and how each goes with the label: so that duplicates and contradictions are seen.

Reads values, outcomes and households of a day; returns one document. Only children of whom both are known count; every item is
turned so that more means more risk. A pair with a cell of 1 to 9 children is not told.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import rankdata

from sukoyaka.hub.features.model import Feature
from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.hub.screening.model.design import Flags, Ints, Reals

SMALL, ROUNDED_TO = 10, 10
FEWEST_HOUSEHOLDS = 20
DUPLICATE = 0.8  # two items of which the whole interval lies beyond say nearly the same
LABEL = "label"
_Z = 1.959964


@dataclass(frozen=True)
class Column:
    """A value for each child, empty where it is not known; `name` is the item's id."""

    name: str
    title: str
    values: Reals  # NaN where not known; higher means more risk


def columns(criteria: Criteria, values: pl.DataFrame, subjects: pl.Series) -> list[Column]:
    """One for each feature that the criteria ask about, in their order: under the first item that asks."""
    first: dict[str, tuple[str, str, Feature]] = {}
    for entry in criteria.entries:
        first.setdefault(entry.feature.name, (entry.id, entry.asks, entry.feature))
    wide = {name: frame for (name,), frame in values.partition_by("feature", as_dict=True).items()}
    return [Column(name, asks, _of(wide, feature, subjects)) for name, asks, feature in first.values()]


def _of(wide: Mapping[Any, pl.DataFrame], feature: Feature, subjects: pl.Series) -> Reals:
    frame = wide[feature.name].select("subject_id", "value")
    joined = pl.DataFrame({"subject_id": subjects}).join(frame, on="subject_id", how="left", maintain_order="left")
    turned = 1.0 if feature.direction == "risk_increases" else -1.0
    return turned * joined["value"].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def label_column(outcomes: pl.DataFrame, title: str, subjects: pl.Series) -> Column:
    """1 for the noticed, 0 for those followed to the end, empty for the others."""
    joined = pl.DataFrame({"subject_id": subjects}).join(outcomes, on="subject_id", how="left", maintain_order="left")
    return Column(LABEL, title, joined["positive"].cast(pl.Float64).fill_null(float("nan")).to_numpy())


def correlate(items: Sequence[Column], label: Column | None, households: Ints) -> dict[str, Any]:
    """`items`, `pairs`, `with_label`, `duplicates`, `contradictions`."""
    pairs = [_pair(one, other, households) for one, other in combinations(items, 2)]
    against = [_pair(one, label, households) for one in items] if label else []
    return {
        "items": [{"id": one.name, "title": one.title, "known": _rounded(int((~np.isnan(one.values)).sum()))} for one in items],
        "pairs": pairs,
        "with_label": against,
        "duplicates": [pair for pair in pairs if pair["interval"] and (pair["interval"][0] >= DUPLICATE)],
        "contradictions": [pair for pair in against if pair["interval"] and pair["interval"][1] < 0],
    }


def _pair(one: Column, other: Column, households: Ints) -> dict[str, Any]:
    both = ~(np.isnan(one.values) | np.isnan(other.values))
    told: dict[str, Any] = {"one": one.name, "other": other.name, "children": None, "value": None, "interval": None}
    homes = len(np.unique(households[both]))
    if not telling(one.values[both], other.values[both]) or homes < FEWEST_HOUSEHOLDS:
        return told
    value = spearman(one.values[both], other.values[both])
    low, high = interval(value, homes)
    return told | {"children": _rounded(int(both.sum())), "value": round(value, 3), "interval": [round(low, 3), round(high, 3)]}


def telling(one: Reals, other: Reals) -> bool:
    """Whether both vary, and no cell of the table of their halves holds 1 to 9 children."""
    if len(one) < SMALL or np.ptp(one) == 0 or np.ptp(other) == 0:
        return False
    a, b = _raised(one), _raised(other)
    cells = np.array([np.sum(a & b), np.sum(a & ~b), np.sum(~a & b), np.sum(~a & ~b)])
    return not bool(((cells > 0) & (cells < SMALL)).any())


def _raised(values: Reals) -> Flags:
    """Apart from the commonest value where half of the children have it, else above the middle."""
    found, counts = np.unique(values, return_counts=True)
    if counts.max() * 2 >= len(values):
        apart: Flags = values != found[counts.argmax()]
        return apart
    above: Flags = values > np.median(values)
    return above


def spearman(one: Reals, other: Reals) -> float:
    """Rank correlation with ties at their middle; of two yes-or-no items it is their phi."""
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def interval(value: float, households: int) -> tuple[float, float]:
    """95 per cent, by Fisher's z with the variance of ranks (Bonett & Wright 2000). Households count, not children: siblings are alike."""
    held = max(min(value, 0.9999), -0.9999)
    half = _Z * math.sqrt((1 + held * held / 2) / (households - 3))
    return math.tanh(math.atanh(held) - half), math.tanh(math.atanh(held) + half)


def _rounded(count: int) -> int:
    return round(count / ROUNDED_TO) * ROUNDED_TO
