"""The linker: candidates by several keys, likeness field by field, odds from a mixture, and per row the best candidate with its rivals.

Reads two tables of match keys and a plan (which fields, which keys), gives the pairs that were weighed. Names no country and no
source: the resident register is one plan, a benchmark of the literature another.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sukoyaka.terminal.resolve.candidates import pairs
from sukoyaka.terminal.resolve.likeness import Coded, Field, Ints, Levels, code_all, levels
from sukoyaka.terminal.resolve.mixture import ROUNDS, Floats, Mixture, estimate


@dataclass(frozen=True)
class Plan:
    """Fields to compare, blocks of keys that make a pair worth comparing, and the kinds of non-match to tell a match from."""

    fields: tuple[Field, ...]
    blocks: tuple[tuple[str, ...], ...]
    kinds: tuple[frozenset[str], ...]
    share: float = 0.1  # first guess: matches among candidate pairs
    distinct: bool = True  # nobody is twice in the right table
    within: bool = False  # both tables are one: a pair once, and none of a record with itself


@dataclass(frozen=True)
class Model:
    """The mixture of pairs, and the share of left records that have a partner among their candidates."""

    mixture: Mixture
    found: float


def train(plan: Plan, left: pl.DataFrame, right: pl.DataFrame) -> Model:
    """The model of these two tables; `left` may be a sample, if it is a fair one.

    Where nobody is twice in `right`, pairs within it show what two people look like, namesakes, twins and all.
    """
    others = estimate(plan.fields, _pairs_of_two(plan, left, right), plan.kinds, 0.0) if plan.distinct else None
    a, b = _candidates(plan, left, right)
    graded = _graded(plan, left, right, a, b)
    mixture = estimate(plan.fields, graded, plan.kinds, plan.share, others)
    return Model(mixture, _found(mixture.weight(graded), a))


def _candidates(plan: Plan, left: pl.DataFrame, right: pl.DataFrame) -> tuple[Ints, Ints]:
    a, b = pairs(left, right, plan.blocks)
    return (a[a < b], b[a < b]) if plan.within else (a, b)


def _pairs_of_two(plan: Plan, left: pl.DataFrame, right: pl.DataFrame) -> list[Levels]:
    """Levels of pairs of two different people of `right`, one of them seen through the gaps of a record of `left`."""
    step = max(right.height // max(left.height, 1), 1)
    at = np.arange(min(left.height, right.height), dtype=np.int64) * step
    seen = right[at]
    gaps = left[: seen.height]
    seen = seen.with_columns(
        pl.when(gaps[name].is_not_null()).then(seen[name]).alias(name) for name in gaps.columns if name in seen.columns
    )
    a, b = pairs(seen, right, plan.blocks)
    two = at[a] != b
    return _graded(plan, seen, right, a[two], b[two])


def _graded(plan: Plan, left: pl.DataFrame, right: pl.DataFrame, a: Ints, b: Ints) -> list[Levels]:
    """Levels of the pairs by field; of `right` only those who are in a pair are looked at."""
    met = pl.Series(b).unique().sort()
    coded = code_all(plan.fields, left, right[met])
    at = np.searchsorted(met.to_numpy(), b).astype(np.int32)
    return [levels(field, coded, a, at) for field in plan.fields]


def _found(weight: Floats, left: Ints) -> float:
    """By expectation and maximisation over records: each has one partner among its candidates, or none."""
    if not len(left):
        return 0.5
    _, start, counts = np.unique(left, return_index=True, return_counts=True)
    evidence = np.logaddexp.reduceat(weight, start) - np.log(counts)
    found = 0.5
    for _ in range(ROUNDS):
        found = float(np.clip((1 / (1 + (1 - found) / found * np.exp(-evidence))).mean(), 0.001, 0.999))
    return found


def weigh(plan: Plan, model: Model, left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Every candidate pair: left and right (positions), weight (log likelihood ratio), and a column of levels by field."""
    a, b = _candidates(plan, left, right)
    coded = code_all(plan.fields, left, right)
    graded = [levels(field, coded, a, b) for field in plan.fields]
    weight = model.mixture.weight(graded)
    for field, level in zip(plan.fields, graded, strict=True):
        if field.by_frequency:
            weight = weight + rarity(field, coded, level, a)
    columns = {field.name: level for field, level in zip(plan.fields, graded, strict=True)}
    return pl.DataFrame({"left": a, "right": b, "weight": weight, **columns})


def rarity(field: Field, coded: dict[str, Coded], level: Levels, left: Ints) -> Floats:
    """What a shared value says beyond the average shared value: log of how often two share any over how often two share this."""
    columns = [coded[column] for column in field.columns if column in coded]
    gain = np.full((max(len(columns), 1), len(left)), -np.inf)
    for row, column in zip(gain, columns, strict=False):
        share = column.frequency()
        known = column.left[left] >= 0
        row[known] = np.log((share**2).sum() / share[column.left[left[known]]])
    best = gain.max(axis=0)
    return np.where(np.isin(level, field.same) & np.isfinite(best), best, 0.0)


def ranked(table: pl.DataFrame, model: Model) -> pl.DataFrame:
    """With `rank` (1: best of its left record) and `likelihood`: one partner or none is right, so rivals share what is not certain."""
    prior = float(np.log(model.found / (1 - model.found)))
    odds = pl.col("weight") + prior - pl.len().over("left").cast(pl.Float64).log()
    table = table.with_columns(odds=odds).sort("left", "odds", "right", descending=[False, True, False])
    top = pl.max_horizontal(pl.col("odds").max().over("left"), 0.0)
    part = (pl.col("odds") - top).exp()
    return table.with_columns(
        rank=pl.int_range(1, pl.len() + 1).over("left"), likelihood=part / (part.sum().over("left") + (-top).exp())
    ).drop("odds")


def within_budget(likelihood: Floats, wrong_share: float, before: int = 0, wrong_before: float = 0.0) -> float:
    """The lowest likelihood that may be linked, so that the expected share of wrong links among all linked stays under `wrong_share`.

    `before` links are made already, of which `wrong_before` are expected to be wrong. Above 1: none may be linked.
    """
    ordered = np.sort(likelihood)[::-1]
    expected = (wrong_before + np.cumsum(1 - ordered)) / (before + np.arange(1, len(ordered) + 1))
    within = np.flatnonzero(expected <= wrong_share)
    return float(ordered[within[-1]]) if len(within) else 1.0 + 1e-9


def one_to_one(table: pl.DataFrame, least: float = 0.5) -> pl.DataFrame:
    """left, right: the likeliest first, nobody twice."""
    taken: tuple[set[int], set[int]] = (set(), set())
    kept: list[tuple[int, int]] = []
    ordered = table.filter(pl.col("likelihood") >= least).sort(
        "likelihood", "weight", "left", "right", descending=[True, True, False, False]
    )
    for a, b in ordered.select("left", "right").rows():
        if a not in taken[0] and b not in taken[1]:
            taken[0].add(a)
            taken[1].add(b)
            kept.append((a, b))
    return pl.DataFrame(kept, schema={"left": pl.Int32, "right": pl.Int32}, orient="row")
