"""Has the data changed under the criteria? Shares of each item over time, and rows of each source against its own past.

Reads values of several days and the events of the mart; returns figures and reasons to hold. Why: the commonest drift is a
feed that died, and a list made from silence looks like a list of quiet families.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from sukoyaka.hub.evaluation.cohort import Seen
from sukoyaka.hub.evaluation.metrics import rounded
from sukoyaka.hub.features.values import State
from sukoyaka.hub.features.view import View
from sukoyaka.hub.screening.criteria import Criteria, Entry

ACT = 0.2
"""Population stability index from which to act."""
BLIND = 0.2
"""Rise of the share that cannot be known from which to act: a fifth of the children more of whom nothing is heard."""
STRETCH = 60  # days
STRETCHES = 6  # of a source's own past
ENOUGH = 20  # rows in a usual stretch: below, silence is no news
DEAD = 0.1  # of a usual stretch's rows
LATE = 90  # days beyond its usual delay
_TINY = 5e-4


def items_over_time(days: Sequence[Seen], criteria: Criteria) -> list[dict[str, Any]]:
    """Per item, from the first day to the last: stability index over its degrees, and the share that could not be known."""
    return [row_of(item, days[0].values, days[-1].values) for item in criteria.items]


def row_of(item: Entry, before: pl.DataFrame, now: pl.DataFrame) -> dict[str, Any]:
    """One item on two days."""
    first, second = _shares(item, before), _shares(item, now)
    index = float(((second - first) * np.log(second / first)).sum())
    unknown = [_unknown(item, values) for values in (before, now)]
    return {
        "item": item.id,
        "asks": item.asks,
        "index": rounded(index),
        "unknown": [rounded(share) for share in unknown],
        "act": index > ACT or unknown[1] - unknown[0] > BLIND,
    }


def _shares(item: Entry, values: pl.DataFrame) -> Any:
    """Share of the known children at each degree, none first; never quite nothing, so that a logarithm exists."""
    known = values.filter(pl.col("feature") == item.feature.name, pl.col("state") != State.NOT_OBSERVABLE)["value"].drop_nulls().to_numpy()
    bounds = [degree.bound for degree in item.degrees]
    reached = sum((known < bound if item.falls else known >= bound).astype(int) for bound in bounds)
    counts = np.bincount(np.asarray(reached, dtype=np.int64), minlength=len(bounds) + 1)
    shares = np.maximum(counts / max(counts.sum(), 1), _TINY)
    return shares / shares.sum()


def _unknown(item: Entry, values: pl.DataFrame) -> float:
    mine = values.filter(pl.col("feature") == item.feature.name)
    return mine.filter(pl.col("state") == State.NOT_OBSERVABLE).height / max(mine.height, 1)


def arrivals(view: View) -> pl.DataFrame:
    """`source, back, rows`: events by the stretch of 60 days before the as-of day in which the city came to know them.

    Arrivals, not happenings: of the last weeks not everything is known yet, and that is as usual. Sixty days, because many
    sources become known at the ends of months.
    """
    events = view.events.mutate(day=view.events.time.cast("date"))
    known = events.filter(events.known_on < view.as_of, events.day < view.as_of)
    daily = view.engine.compute(known.group_by(["source", "known_on"]).aggregate(rows=known.count()))
    back = ((pl.lit(view.as_of) - pl.col("known_on")).dt.total_days() - 1) // STRETCH
    return daily.with_columns(back=back).group_by("source", "back").agg(pl.col("rows").sum()).sort("source", "back")


def feeds(view: View) -> list[dict[str, Any]]:
    """Per source: rows that arrived in the last 60 days against its own past year, how late it is, and whether it seems dead."""
    counted = arrivals(view)
    delays = delay_of(view)
    found = []
    for source in sorted(view.known_through):
        months = dict(counted.filter(pl.col("source") == source).select("back", "rows").iter_rows())
        past = [months.get(back, 0) for back in range(1, STRETCHES + 1)]
        usual = float(np.median(past))
        spread = 1.4826 * float(np.median(np.abs(np.array(past) - usual)))
        late = (view.as_of - view.known_through[source]).days
        silent = usual >= ENOUGH and months.get(0, 0) < DEAD * usual
        overdue = bool(months) and late > delays.get(source, 0) + LATE
        found.append(
            {
                "source": source,
                "last": months.get(0, 0),
                "usual": usual,
                "limits": [round(max(usual - 3 * spread, 0)), round(usual + 3 * spread)],
                "known_through": view.known_through[source],
                "days_late": late,
                "dead": silent or overdue,
                "why": _why(source, months.get(0, 0), usual, late) if silent or overdue else "",
            }
        )
    return found


def delay_of(view: View) -> Mapping[str, int]:
    """Days between what happened and when the city could know it, per source: nine in ten are within."""
    events = view.events.mutate(day=view.events.time.cast("date"))
    recent = events.filter(events.day < view.as_of, events.day > view.as_of - timedelta(days=2 * 365))
    pairs = view.engine.compute(recent.group_by(["source", "day", "known_on"]).aggregate(rows=recent.count()))
    late = pairs.with_columns(days=(pl.col("known_on") - pl.col("day")).dt.total_days())
    return dict(late.group_by("source").agg(pl.col("days").quantile(0.9).cast(pl.Int64)).sort("source").iter_rows())


def _why(source: str, last: int, usual: float, late: int) -> str:
    return f"{source}: {last} rows arrived in 60 days where {usual:.0f} are usual; delivered through {late} days before the as-of day"


def changed(criteria: Criteria, before: pl.DataFrame, now: pl.DataFrame) -> list[str]:
    """A sentence per item whose shares moved out of bounds since the last run."""
    rows = [row_of(item, before, now) for item in criteria.items]
    return [
        f"{row['item']}: stability index {row['index']:.2f}, act above {ACT:g}; "
        f"unknown of {row['unknown'][0]:.0%}, now {row['unknown'][1]:.0%}, act above a rise of {BLIND:.0%}"
        for row in rows
        if row["act"]
    ]
