"""Finer degrees of an item, where its values have more to say than the bounds that people wrote.

Reads criteria and values; returns criteria with more degrees, each worth what the degree below is worth until labels say otherwise.
Why: "four days or more" throws away whether it was one or three, and a handful of labels can tell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from sukoyaka.hub.features.values import State
from sukoyaka.hub.screening.criteria import Criteria, Degree, Entry
from sukoyaka.hub.screening.model.design import Reals, weighed

MOST = 8
"""Bounds that may come to those of an item."""
FEWEST = 30
"""Children who must reach a new bound, and who must not: else it is about single children."""
USUAL = 0.3
"""Where more than this share has the value 0, the bounds are set among the others."""

Bounds = Mapping[str, tuple[float, ...]]


def finer(criteria: Criteria, values: Sequence[pl.DataFrame]) -> Criteria:
    """The criteria with further bounds, from the values of some days (long form). Labels are not looked at."""
    chosen = {item.id: bounds(known(values, item), [one.bound for one in item.degrees], falls=item.falls) for item in weighed(criteria)}
    return with_bounds(criteria, chosen)


def known(values: Sequence[pl.DataFrame], item: Entry) -> Reals:
    """What is known of the item's feature, of all children of all days."""
    mine = [
        one.filter(pl.col("feature") == item.feature.name, pl.col("state") != State.NOT_OBSERVABLE)["value"].drop_nulls() for one in values
    ]
    return np.concatenate([one.cast(pl.Float64).to_numpy() for one in mine])


def bounds(value: Reals, written: Sequence[float], *, falls: bool) -> tuple[float, ...]:
    """The written bounds and further ones at quantiles of the values, in the order of their gravity."""
    distinct = np.unique(value)
    found = distinct[1:]
    if len(found) > MOST:
        among = value[value != 0] if (value == 0).mean() > USUAL else value
        found = np.unique(np.quantile(among, np.linspace(0.1, 0.95, MOST), method="nearest"))
    reached = [(value < bound if falls else value >= bound).sum() for bound in found]
    enough = [float(bound) for bound, count in zip(found, reached, strict=True) if FEWEST <= count <= len(value) - FEWEST]
    if len(distinct) <= 2:
        enough = []
    return tuple(sorted({*written, *enough}, reverse=falls))


def with_bounds(criteria: Criteria, chosen: Bounds) -> Criteria:
    """The criteria with the degrees of its items at other bounds, each with the points that the criteria give a value there."""
    return replace(
        criteria,
        items=tuple(replace(item, degrees=_degrees(item, chosen[item.id])) if item.id in chosen else item for item in criteria.items),
    )


def _degrees(item: Entry, at: Sequence[float]) -> tuple[Degree, ...]:
    return tuple(Degree(bound, _points(item, bound)) for bound in at)


def _points(item: Entry, bound: float) -> int:
    """Points of the gravest written degree that everybody beyond the bound reaches."""
    reached = [one.points for one in item.degrees if (one.bound >= bound if item.falls else one.bound <= bound)]
    return reached[-1] if reached else 0
