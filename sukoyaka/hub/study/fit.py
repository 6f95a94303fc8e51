"""Estimates with intervals whose errors are clustered by household: least squares for spreads, logistic GEE for yes and no.

Reads the table; returns estimates, or nothing where the data do not carry one. A yes or no is told as log odds.
"""

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import statsmodels.api as sm
from statsmodels.tools.sm_exceptions import ModelWarning

from sukoyaka.hub.screening.model.stability import numbered

Reals = npt.NDArray[np.float64]
CATEGORIES = ("sex", "round", "district")
POOLED = 50  # visits: a district with fewer is one of the others
FEWEST_HOUSEHOLDS = 20
ROWS_A_COLUMN = 5
_Z = 1.959964


@dataclass(frozen=True)
class Estimate:
    """What one step of the exposure goes with: spreads, or log odds. `rows` and `households` carried it."""

    value: float
    low: float
    high: float
    p: float
    spread: float  # standard deviation of the outcome; 1 for a yes or no
    rows: int
    households: int


def estimates(table: pl.DataFrame, outcome: str, binary: bool, exposures: Sequence[str], variables: Sequence[str]) -> dict[str, Estimate]:
    """An estimate for each exposure in one model; none where too few rows, households or events carry it.

    `exposures` are numeric columns of the table; rows with anything missing are left out.
    """
    columns = [*exposures, *(name for name in variables if name != "household")]
    kept = table.select(outcome, "household", *columns).drop_nulls()
    if kept.is_empty() or kept["household"].n_unique() < FEWEST_HOUSEHOLDS or kept[outcome].n_unique() < 2:
        return {}
    own = kept.select(pl.col(exposures).cast(pl.Float64)).to_numpy()
    if np.linalg.matrix_rank(np.column_stack([own, np.ones(kept.height)])) <= own.shape[1]:
        return {}
    design = _independent(np.column_stack([own, np.ones(kept.height), *_adjusting(kept, variables)]))
    if kept.height < ROWS_A_COLUMN * design.shape[1]:
        return {}
    groups = np.array(numbered(kept["household"].to_list()))
    fitted = _fitted(kept[outcome].cast(pl.Float64).to_numpy(), design, groups, binary)
    if fitted is None:
        return {}
    value, error, p, quantile = fitted
    spread = 1.0 if binary else float(kept[outcome].cast(pl.Float64).to_numpy().std(ddof=1))
    return {
        name: Estimate(
            float(value[at]),
            float(value[at] - quantile * error[at]),
            float(value[at] + quantile * error[at]),
            float(p[at]),
            spread,
            kept.height,
            int(groups.max()) + 1,
        )
        for at, name in enumerate(exposures)
    }


def _adjusting(kept: pl.DataFrame, variables: Sequence[str]) -> list[Reals]:
    found: list[Reals] = []
    for name in variables:
        if name in CATEGORIES:
            found += _levels(kept[name])
        else:
            values = kept[name].cast(pl.Float64).to_numpy()
            found.append(values - values.mean())
    return found


def _levels(values: pl.Series) -> list[Reals]:
    """A column for each level but the commonest; rare ones are one level."""
    counts = dict(values.value_counts().iter_rows())
    pooled = [value if counts[value] >= POOLED else "" for value in values]
    sizes = {level: pooled.count(level) for level in set(pooled)}
    rest = sorted(sizes, key=lambda level: (-sizes[level], level))[1:]
    return [np.array([value == level for value in pooled], dtype=np.float64) for level in sorted(rest)]


def _independent(design: Reals) -> Reals:
    """The columns, in order, that are not made of those before them."""
    kept: list[int] = []
    for column in range(design.shape[1]):
        if np.linalg.matrix_rank(design[:, [*kept, column]]) > len(kept):
            kept.append(column)
    return design[:, kept]


def _fitted(y: Reals, design: Reals, groups: npt.NDArray[np.int64], binary: bool) -> tuple[Reals, Reals, Reals, float] | None:
    """Values, errors, p and the quantile of the interval; nothing if the model does not settle."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", ModelWarning)
        warnings.simplefilter("error", RuntimeWarning)
        try:
            if binary:
                model = sm.GEE(y, design, groups=groups, family=sm.families.Binomial(), cov_struct=sm.cov_struct.Independence())
                found = model.fit()
                quantile = _Z
            else:
                found = sm.OLS(y, design).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
                quantile = _t_quantile(len(np.unique(groups)) - 1)
            value, error, p = (np.asarray(each, dtype=np.float64) for each in (found.params, found.bse, found.pvalues))
        except (ModelWarning, RuntimeWarning, np.linalg.LinAlgError):
            return None
    return (value, error, p, quantile) if np.isfinite([*value, *error]).all() else None


def _t_quantile(freedom: int) -> float:
    from scipy.stats import t

    return float(t.ppf(0.975, freedom))


def holm(p: Sequence[float]) -> list[float]:
    """p values corrected for having looked several times, by Holm's steps."""
    order = sorted(range(len(p)), key=lambda at: p[at])
    found, reached = [0.0] * len(p), 0.0
    for rank, at in enumerate(order):
        reached = max(reached, min(1.0, (len(p) - rank) * p[at]))
        found[at] = reached
    return found


def e_value(one: Estimate, binary: bool) -> tuple[float, float]:
    """How strongly something unmeasured would have to go with both exposure and outcome, as a ratio of risks, to explain the estimate,
    and to explain the end of its interval that is nearer to nothing (VanderWeele & Ding 2017).

    Odds ratios by their square root, spreads by exp(0.91 d).
    """
    scale = 0.5 if binary else 0.91 / one.spread
    nearer = 0.0 if one.low <= 0 <= one.high else min(abs(one.low), abs(one.high))
    return _e(math.exp(scale * abs(one.value))), _e(math.exp(scale * nearer))


def _e(ratio: float) -> float:
    return ratio + math.sqrt(ratio * (ratio - 1))
