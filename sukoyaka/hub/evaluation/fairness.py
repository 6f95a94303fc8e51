"""For whom does it work less? Share of the noticed who were listed, share listed, and hits, by group, with intervals.

Reads a cohort and draws; returns a table. A count of 1 to 9 is not told, nor the one group from which it could be worked out.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from sukoyaka.hub.evaluation.metrics import Levels, at_capacity, figure, levels, ratio
from sukoyaka.hub.screening.disclosure import SMALLEST_SHOWN
from sukoyaka.hub.screening.model.design import Flags, Reals


def by_group(groups: pl.DataFrame, key: Reals, positive: Flags, labelled: Flags, draws: Reals, capacity: int) -> list[dict[str, Any]]:
    """A row per dimension and group. Recall comes first: support that does not reach is the harm that matters most here."""
    inside = _share_inside(key, draws, capacity)
    rows = []
    for dimension in (name for name in groups.columns if name != "subject_id"):
        found = [_row(dimension, group, chosen, inside, positive, labelled, draws) for group, chosen in _each(groups[dimension])]
        rows += [_told(row, hidden) for row, hidden in zip(found, _hidden(found), strict=True)]
    return rows


def _each(column: pl.Series) -> Iterator[tuple[str, Flags]]:
    for group in column.unique().sort():
        yield str(group), (column == group).to_numpy()


def _share_inside(key: Reals, draws: Reals, capacity: int) -> Reals:
    """Per draw and child the share of its place that lies within the capacity: 1, 0, or a part for those tied at the cut."""
    order = np.argsort(-key, kind="stable")
    first = np.flatnonzero(np.concatenate([[True], np.diff(key[order]) != 0]))
    size = np.add.reduceat(draws[:, order], first, axis=1)
    places = capacity * draws.sum(axis=1, keepdims=True) / len(key)
    room = np.clip(places - (np.cumsum(size, axis=1) - size), 0, size)
    share = np.divide(room, size, out=np.zeros_like(size), where=size > 0)
    level = np.searchsorted(-key[order][first], -key)
    inside: Reals = share[:, level]
    return inside


def _row(dimension: str, group: str, chosen: Flags, inside: Reals, positive: Flags, labelled: Flags, draws: Reals) -> dict[str, Any]:
    counted, share = draws[:, chosen], inside[:, chosen]
    listed = (counted * share).sum(axis=1)
    hits = (counted * share)[:, positive[chosen]].sum(axis=1)
    return {
        "dimension": dimension,
        "group": group,
        "children": int(chosen.sum()),
        "positives": int((positive & chosen).sum()),
        "listed": float(listed[0]),
        "hits": float(hits[0]),
        "recall": figure(ratio(hits, counted[:, positive[chosen]].sum(axis=1))),
        "listed_share": figure(ratio(listed, counted.sum(axis=1))),
        "precision": figure(ratio(hits, (counted * share)[:, labelled[chosen]].sum(axis=1))),
    }


def _hidden(rows: list[dict[str, Any]]) -> list[bool]:
    """Groups with a small count; where there is just one, the next smallest with it, so that the total does not give it away."""
    small = [any(0 < round(row[name]) < SMALLEST_SHOWN for name in ("children", "positives", "listed", "hits")) for row in rows]
    if sum(small) == 1 and len(rows) > 1:
        others = [index for index, hidden in enumerate(small) if not hidden]
        small[min(others, key=lambda index: rows[index]["positives"])] = True
    return small


def _told(row: dict[str, Any], hidden: bool) -> dict[str, Any]:
    """The row without what may not be shown. Children are told in tens, and the counts behind the shares not at all."""
    told = {name: row[name] for name in ("dimension", "group")} | {"children": row["children"] // 10 * 10}
    shares = {name: None if hidden else row[name] for name in ("recall", "listed_share", "precision")}
    return told | shares | {"hidden": hidden}


def strata(seen_before: Flags, key: Reals, positive: Flags, labelled: Flags, draws: Reals, capacity: int) -> dict[str, Any]:
    """Recall among those the city had noticed before the day and among the others: which list finds the unseen?"""
    inside = _share_inside(key, draws, capacity)
    shares = {}
    for name, chosen in (("noticed_before", seen_before), ("not_noticed_before", ~seen_before)):
        of = positive & labelled & chosen
        shares[name] = figure(ratio((draws * inside)[:, of].sum(axis=1), draws[:, of].sum(axis=1)))
    return shares


def paired(first: Levels, second: Levels, capacity: int) -> tuple[Reals, Reals]:
    """Differences second - first, draw by draw, of precision and recall."""
    one, other = at_capacity(first, capacity), at_capacity(second, capacity)
    return other.precision - one.precision, other.recall - one.recall


def both(first: Reals, second: Reals, positive: Flags, labelled: Flags, draws: Reals) -> tuple[Levels, Levels]:
    """Two orders of the same children under the same draws."""
    return levels(first, positive, labelled, draws), levels(second, positive, labelled, draws)
