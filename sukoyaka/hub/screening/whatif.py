"""What other criteria would do to the two lists, before anybody adopts them.

Reads a view of the screening mart, returns counts that may be shown. Both versions are applied to the same values and
with the same lots, so that whoever moves is moved by the criteria. Writes nothing.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from sukoyaka.console import Advance, silent
from sukoyaka.hub.features.measure import measure
from sukoyaka.hub.features.view import View
from sukoyaka.hub.screening import movement
from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.hub.screening.determination import NobodyToScreen, decide, run_id_of
from sukoyaka.hub.screening.diff import compare
from sukoyaka.hub.screening.disclosure import SMALLEST_SHOWN, Cell, Equation, Mark, shown
from sukoyaka.records.findings import Tier

Count = int | Mark
GROUPS = {"age": movement.AGES, "sex": movement.SEXES, "claims": movement.CLAIMS_SEEN}
BANDS = ("0点以下", "1-2点", "3-4点", "5-6点", "7-9点", "10点以上")
_EDGES = (0, 2, 4, 6, 9)  # highest score of each band but the last
CAUSES_NAMED = 8
REST = "その他の理由"
FLOWS = ("entered", "left")


def moved(view: View, old: Criteria, new: Criteria, people: pl.DataFrame, advance: Advance = silent) -> pl.DataFrame:
    """Both determinations over one measurement of all their features; see `movement.moves` for the columns."""
    if view.children.is_empty():
        raise NobodyToScreen(
            f"no resident child of 0-5 on {view.as_of}", "a day within the snapshot's history", "check --as-of, or build a later snapshot"
        )
    features = {feature.name: feature for feature in (*old.features, *new.features)}
    values = measure(view, [features[name] for name in sorted(features)], advance)
    lots = run_id_of(view.snapshot, old, view.as_of)  # those of the version in use: it comes out as `hub screen` made it
    before, after = (decide(view, values, criteria, people, lots) for criteria in (old, new))
    return movement.moves(view, before, after)


def result(moves: pl.DataFrame, old: Criteria, new: Criteria) -> dict[str, Any]:
    """What may be told of the moves: counts, or marks where a count is under ten or would give one away."""
    told = _counted(_with_rest(moves))
    return {
        "old": _version(old),
        "new": _version(new),
        "suppressed_below": SMALLEST_SHOWN,
        "population": told.shown["population"],
        "lists": {tier.value: _list(told, tier, old, new) for tier in Tier},
        "moves": [
            {"old": before, "new": after, "children": told.shown[_move(before, after)]}
            for before, after in itertools.product(movement.GRADES, repeat=2)
        ],
        "scores": _scores(moves),
        "changes": [change.line for change in compare(old, new)],
    }


@dataclass(frozen=True)
class _Told:
    shown: Mapping[str, Count]
    causes: Sequence[str]
    groups: Mapping[str, Sequence[str]]


def _version(criteria: Criteria) -> dict[str, str]:
    return {"name": criteria.name, "title": criteria.title, "sha256": criteria.digest}


def _list(told: _Told, tier: Tier, old: Criteria, new: Criteria) -> dict[str, Any]:
    count = {name: told.shown[f"{tier}/{name}"] for name in ("before", *FLOWS, "after")}
    count["stayed"] = told.shown[_move(tier, tier)]
    return {
        "label": new.labels[tier],
        "threshold": [old.lists[tier].threshold, new.lists[tier].threshold],
        "per_10000": [old.lists[tier].per_10000, new.lists[tier].per_10000],
        **count,
        "jaccard": _jaccard(count),
        "groups": {
            dimension: [
                {"group": value} | {flow: _of_group(told, tier, flow, f"{dimension}={value}") for flow in FLOWS} for value in values
            ]
            for dimension, values in told.groups.items()
        },
        "causes": {flow: _causes(told, tier, flow) for flow in FLOWS},
    }


def _of_group(told: _Told, tier: Tier, flow: str, group: str) -> Count:
    """Where fewer than ten moved in all, nothing is said of what they have in common: not even which groups are empty."""
    return Mark.SMALL if told.shown[f"{tier}/{flow}"] is Mark.SMALL else told.shown[f"{tier}/{flow}/{group}"]


def _jaccard(count: Mapping[str, Count]) -> float | None:
    """Share of those on either list who are on both; unsaid where a count behind it is, for it would give it away."""
    if any(isinstance(value, Mark) for value in count.values()):
        return None
    either = int(count["before"]) + int(count["entered"])
    return round(int(count["stayed"]) / either, 3) if either else 1.0


def _causes(told: _Told, tier: Tier, flow: str) -> list[dict[str, Any]]:
    lines = [(cause, told.shown[f"{tier}/{flow}/cause={cause}"]) for cause in told.causes]
    there = [(cause, count) for cause, count in lines if count != 0]
    there.sort(key=lambda line: line[1] if isinstance(line[1], int) else 0, reverse=True)  # hidden ones keep the order of their words
    return [{"cause": cause, "children": count} for cause, count in there]


def _with_rest(moves: pl.DataFrame) -> pl.DataFrame:
    """The commonest causes by name, the others together."""
    counted = Counter(moves["cause"].drop_nulls().to_list())
    named = sorted(counted, key=lambda cause: (-counted[cause], cause))[:CAUSES_NAMED]
    cause = pl.col("cause")
    return moves.with_columns(pl.when(cause.is_null() | cause.is_in(named)).then(cause).otherwise(pl.lit(REST)).alias("cause"))


def _counted(moves: pl.DataFrame) -> _Told:
    causes = sorted(moves["cause"].drop_nulls().unique())
    groups = {name: [v for v in values if v != "不明" or v in set(moves[name])] for name, values in GROUPS.items()}
    atoms = _atoms(groups, causes)
    counts = moves.group_by("old", "new", "age", "sex", "claims", "cause").len()
    sizes = atoms.join(counts, on=atoms.columns, how="left", nulls_equal=True, maintain_order="left")["len"].fill_null(0)
    cells = dict(_cells(atoms, groups, causes))
    return _Told(shown(cells, sizes.to_numpy().astype(float), list(_equations(groups, causes))), causes, groups)


def _atoms(groups: Mapping[str, Sequence[str]], causes: Sequence[str]) -> pl.DataFrame:
    """Every group that there could be; an empty one that nobody was told of is not known to be empty."""
    rows = [
        (old, new, *group, cause)
        for old, new in itertools.product(movement.GRADES, repeat=2)
        for group in itertools.product(*groups.values())
        for cause in (causes if old != new else (None,))
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("old", "new", *groups, "cause"), pl.String), orient="row")


def _cells(atoms: pl.DataFrame, groups: Mapping[str, Sequence[str]], causes: Sequence[str]) -> Iterator[tuple[str, Cell]]:
    def cell(which: pl.Expr, rank: int) -> Cell:
        return Cell(atoms.select(which.fill_null(False).cast(pl.Float64)).to_series().to_numpy(), rank)

    yield "population", cell(pl.col("old").is_not_null(), 9)
    for old, new in itertools.product(movement.GRADES, repeat=2):
        yield _move(old, new), cell((pl.col("old") == old) & (pl.col("new") == new), 0 if old == new else 1)
    for tier in Tier:
        was, is_now = pl.col("old") == tier.value, pl.col("new") == tier.value
        flows = {"before": was, "entered": is_now & ~was, "left": was & ~is_now, "after": is_now}
        for flow, which in flows.items():
            yield f"{tier}/{flow}", cell(which, {"before": 8, "after": 6}.get(flow, 7))
        for flow, (dimension, values) in itertools.product(FLOWS, groups.items()):
            for value in values:
                yield f"{tier}/{flow}/{dimension}={value}", cell(flows[flow] & (pl.col(dimension) == value), 3)
        for flow, cause in itertools.product(FLOWS, causes):
            yield f"{tier}/{flow}/cause={cause}", cell(flows[flow] & (pl.col("cause") == cause), 4)


def _equations(groups: Mapping[str, Sequence[str]], causes: Sequence[str]) -> Iterator[Equation]:
    """Sums that a reader can make across the tables."""
    pairs = list(itertools.product(movement.GRADES, repeat=2))
    yield {"population": -1} | {_move(*pair): 1 for pair in pairs}
    for tier in Tier:
        others = [grade for grade in movement.GRADES if grade != tier]
        yield {f"{tier}/before": 1, f"{tier}/entered": 1, f"{tier}/left": -1, f"{tier}/after": -1}
        yield {f"{tier}/before": -1, f"{tier}/left": 1, _move(tier, tier): 1}
        yield {f"{tier}/after": -1, f"{tier}/entered": 1, _move(tier, tier): 1}
        yield {f"{tier}/entered": -1} | {_move(other, tier): 1 for other in others}
        yield {f"{tier}/left": -1} | {_move(tier, other): 1 for other in others}
        for flow, (dimension, values) in itertools.product(FLOWS, groups.items()):
            yield {f"{tier}/{flow}": -1} | {f"{tier}/{flow}/{dimension}={value}": 1 for value in values}
        for flow in FLOWS:
            yield {f"{tier}/{flow}": -1} | {f"{tier}/{flow}/cause={cause}": 1 for cause in causes}


def _move(old: str, new: str) -> str:
    return f"{old} → {new}"


def _scores(moves: pl.DataFrame) -> list[dict[str, Any]]:
    """How many children have which score, before and after."""
    sides = {side: np.searchsorted(_EDGES, moves[f"{side}_score"].to_numpy(), side="left") for side in ("old", "new")}
    counts = np.zeros((len(BANDS), len(BANDS)))
    np.add.at(counts, (sides["old"], sides["new"]), 1)
    step = np.arange(len(BANDS))
    grids = {"old": np.repeat(step, len(BANDS)), "new": np.tile(step, len(BANDS))}
    cells = {"population": Cell(np.ones(counts.size), 9)}
    cells |= {f"{side} {band}": Cell((grid == band).astype(float)) for side, grid in grids.items() for band in step}
    sums = [{"population": -1} | {f"{side} {band}": 1 for band in step} for side in grids]
    told = shown(cells, counts.ravel(), sums)
    return [{"band": name, "before": told[f"old {band}"], "after": told[f"new {band}"]} for band, name in enumerate(BANDS)]
