"""The analyses of a study: crude and adjusted, by dose, by time, by checkup, and how firm they stand.

Reads the table and the protocol; returns one document. What fewer than ten children carry is not in it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from sukoyaka.hub.screening.disclosure import Cell, Mark, shown
from sukoyaka.hub.study.fit import Estimate, e_value, estimates, holm
from sukoyaka.hub.study.outcomes import ROUNDS
from sukoyaka.hub.study.protocol import Exposure, Outcome, Protocol
from sukoyaka.hub.study.table import STEPS, Table

DOSES = ((1, 2), (3, 5), (6, 12))  # months of the window
ROUNDED_TO = 10  # numbers of rows: a difference of two of them gives no child away
DIGITS = 4
Figure = dict[str, Any]


def analyse(table: Table, protocol: Protocol) -> Figure:
    """`flow`, `missing`, `results`, `control`."""
    results = [_result(table.rows, protocol, exposure, outcome) for outcome in protocol.outcomes for exposure in protocol.exposures]
    _correct(results, protocol)
    return {
        "flow": _flow(table),
        "missing": _missing(table.rows, protocol),
        "constant": [name for name in protocol.variables if table.rows[name].n_unique() < 2],
        "results": results,
        "control": _control(results, protocol),
    }


def _result(rows: pl.DataFrame, protocol: Protocol, exposure: Exposure, outcome: Outcome) -> Figure:
    """Everything about one exposure and one outcome; figures are empty where too few children carry them.

    Illnesses that come with the exposure stand in the same model, by their own dose.
    """
    known = rows.filter(pl.col(exposure.name).is_not_null(), pl.col(outcome.name).is_not_null())
    marked = known.with_columns(exposed=(pl.col(exposure.name) > 0).cast(pl.Float64))
    found: Figure = {
        "exposure": exposure.name,
        "outcome": outcome.name,
        "family": outcome.family,
        "visits": _rounded(known.height),
        "unknown": _rounded(rows[exposure.name].null_count()),
        "exposed": None,
        **dict.fromkeys(("crude", "adjusted", "per_month", "p_holm", "e_value"), None),
        **{name: [] for name in ("doses", "timing", "rounds", "sensitivity")},
    }
    if not enough(marked, outcome, protocol.smallest_cell):
        return found
    beside = [name for name in exposure.beside if marked[name].n_unique() > 1]
    adjusted = _one(marked, outcome, "exposed", beside, protocol.variables)
    found |= {
        "exposed": _rounded(int(marked["exposed"].sum())),
        "crude": _figure(_one(marked, outcome, "exposed", [], [])),
        "adjusted": _figure(adjusted),
        "e_value": [round(value, 2) for value in e_value(adjusted, outcome.binary)] if adjusted else None,
        "rounds": _rounds(marked, outcome, beside, protocol),
        "sensitivity": _sensitivity(marked, outcome, beside, protocol),
    }
    if exposure.claimed:
        found |= {
            "per_month": _figure(_one(marked, outcome, exposure.name, beside, protocol.variables)),
            "doses": _doses(marked, exposure, outcome, beside, protocol),
            "timing": _timing(marked, exposure, outcome, beside, protocol),
        }
    return found


def enough(marked: pl.DataFrame, outcome: Outcome, smallest: int) -> bool:
    """Whether every cell, of `exposed` and of a yes or no, holds enough children: not rows, for a child comes more than once."""
    by = ["exposed", outcome.name] if outcome.binary else ["exposed"]
    cells = marked.group_by(by).agg(pl.col("subject_id").n_unique())
    return cells.height == 2 ** len(by) and bool((cells["subject_id"] >= smallest).all())


def _one(rows: pl.DataFrame, outcome: Outcome, what: str, beside: Sequence[str], variables: Sequence[str]) -> Estimate | None:
    told = [name for name in beside if rows[name].n_unique() > 1]
    return estimates(rows, outcome.name, outcome.binary, [what, *told], _useful(rows, outcome, variables)).get(what)


def _useful(rows: pl.DataFrame, outcome: Outcome, variables: Sequence[str]) -> list[str]:
    """Without age for the month of birth, which it would give away."""
    return [name for name in variables if rows[name].n_unique() > 1 and not (outcome.measure == "odd_month" and name == "age")]


def _figure(one: Estimate | None) -> Figure | None:
    if one is None:
        return None
    return {
        "value": round(one.value, DIGITS),
        "interval": [round(one.low, DIGITS), round(one.high, DIGITS)],
        "p": round(one.p, 5),
        "visits": _rounded(one.rows),
        "households": _rounded(one.households),
    }


def _doses(marked: pl.DataFrame, exposure: Exposure, outcome: Outcome, beside: Sequence[str], protocol: Protocol) -> list[Figure]:
    """The estimate of each stretch of months against none."""
    names = [f"{low}-{high}" for low, high in DOSES]
    dosed = marked.with_columns(
        pl.col(exposure.name).is_between(low, high).cast(pl.Float64).alias(name) for name, (low, high) in zip(names, DOSES, strict=True)
    )
    carried = [name for name in names if enough(dosed.with_columns(exposed=name), outcome, protocol.smallest_cell)]
    if len(carried) < 2 or len(carried) < len(names):  # one left out could be worked out from the others
        return []
    found = estimates(dosed, outcome.name, outcome.binary, [*names, *beside], _useful(dosed, outcome, protocol.variables))
    return [{"months": name, **figure} for name in names if (figure := _figure(found.get(name)))]


def _timing(marked: pl.DataFrame, exposure: Exposure, outcome: Outcome, beside: Sequence[str], protocol: Protocol) -> list[Figure]:
    """A month of the main and of the earlier window, each while the other is held."""
    early = f"{exposure.name}@early"
    if protocol.earlier is None or early not in marked.columns:
        return []
    both = marked.filter(pl.col(early).is_not_null())
    split = [both.with_columns(exposed=(pl.col(name) > 0).cast(pl.Float64)) for name in (exposure.name, early)]
    if not all(enough(one, outcome, protocol.smallest_cell) for one in split):
        return []
    found = estimates(both, outcome.name, outcome.binary, [exposure.name, early, *beside], _useful(both, outcome, protocol.variables))
    pairs = ((protocol.main.title, exposure.name), (protocol.earlier.title, early))
    return [{"window": title, **figure} for title, name in pairs if (figure := _figure(found.get(name)))]


def _rounds(marked: pl.DataFrame, outcome: Outcome, beside: Sequence[str], protocol: Protocol) -> list[Figure]:
    """The adjusted estimate at each checkup; all or none, for one left out could be worked out from the rest."""
    parts = {name: marked.filter(pl.col("round") == name) for name in ROUNDS}
    carried = [name for name, part in parts.items() if enough(part, outcome, protocol.smallest_cell)]
    if len(parts) - len(carried) == 1:
        carried = []
    told = ((name, _figure(_one(parts[name], outcome, "exposed", beside, protocol.variables))) for name in carried)
    return [{"round": name, **figure} for name, figure in told if figure]


def _sensitivity(marked: pl.DataFrame, outcome: Outcome, beside: Sequence[str], protocol: Protocol) -> list[Figure]:
    """The adjusted estimate among fewer, for whom a doubt does not hold."""
    first = marked.sort("subject_id", "day").unique("subject_id", keep="first", maintain_order=True)
    checks = (("同居のおとな全員のレセプトが分かるこどもだけ", marked.filter(pl.col("unseen") == 0)), ("こども1人に健診1回だけ", first))
    told = [
        (name, _figure(_one(part, outcome, "exposed", beside, protocol.variables)))
        for name, part in checks
        if enough(part, outcome, protocol.smallest_cell)
    ]
    return [{"check": name, **figure} for name, figure in told if figure]


def _correct(results: list[Figure], protocol: Protocol) -> None:
    """Holm's correction within each family."""
    for family in dict.fromkeys(outcome.family for outcome in protocol.outcomes):
        told = [one for one in results if one["family"] == family and one["adjusted"]]
        for one, p in zip(told, holm([one["adjusted"]["p"] for one in told]), strict=True):
            one["p_holm"] = round(p, 5)


def _control(results: Sequence[Figure], protocol: Protocol) -> Figure:
    """Whether the negative control shows what cannot be."""
    names = {outcome.name for outcome in protocol.outcomes if outcome.negative_control}
    told = [one for one in results if one["outcome"] in names and one["p_holm"] is not None]
    return {"tested": len(told), "found": [one["exposure"] for one in told if one["p_holm"] < protocol.alpha]}


def _flow(table: Table) -> Figure:
    """Children who came to a checkup, by how far they came; a count from 1 to 9, or from which one follows, is a mark."""
    counts = np.array([float((table.way["step"] == step).sum()) for step in STEPS])
    cells = {step: Cell(np.eye(len(STEPS))[at]) for at, step in enumerate(STEPS)} | {"came": Cell(np.ones(len(STEPS)), rank=1)}
    told = shown(cells, counts)
    return {name: str(value) if isinstance(value, Mark) else value for name, value in told.items()} | {
        "visits": _rounded(table.rows.height)
    }


def _missing(rows: pl.DataFrame, protocol: Protocol) -> list[Figure]:
    """Whole per cents: finer ones would be counts."""
    names = [*protocol.variables, *(outcome.name for outcome in protocol.outcomes)]
    return [{"name": name, "per_cent": round(100 * rows[name].null_count() / rows.height)} for name in names]


def _rounded(count: int) -> int:
    return round(count / ROUNDED_TO) * ROUNDED_TO


def exponents(figure: Mapping[str, Any]) -> Figure:
    """Log odds as odds ratios."""
    return {**figure, "value": float(np.exp(figure["value"])), "interval": [float(np.exp(end)) for end in figure["interval"]]}
