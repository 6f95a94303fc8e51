"""What heights, weights and heads are possible at an age: a broad table, far outside the curves of any child who grows ill.

Bounds lie about six standard deviations around the figures of the 2023 (令和5年) 乳幼児身体発育調査, wider below for
children born early. They separate slips of the pen from findings: never tighten them to make data look clean.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sukoyaka.hub.cleanse.sheet import BORN


@dataclass(frozen=True)
class Bounds:
    """Possible values from an age in completed months on, both ends included: cm, g, cm."""

    from_month: int
    height: tuple[float, float]
    weight: tuple[float, float]
    head: tuple[float, float]


BOUNDS = (
    Bounds(0, (30, 65), (500, 7_500), (22, 46)),
    Bounds(1, (35, 70), (1_000, 9_000), (25, 48)),
    Bounds(3, (42, 78), (1_800, 12_500), (30, 51)),
    Bounds(6, (48, 86), (2_600, 15_000), (33, 54)),
    Bounds(9, (52, 92), (3_200, 17_000), (35, 55)),
    Bounds(12, (56, 100), (3_800, 20_000), (36, 57)),
    Bounds(18, (61, 110), (4_500, 23_500), (37, 58)),
    Bounds(24, (66, 118), (5_000, 28_000), (38, 59)),
    Bounds(36, (72, 130), (6_000, 35_000), (39, 61)),
    Bounds(48, (78, 140), (7_000, 43_000), (40, 62)),
    Bounds(60, (84, 152), (8_000, 52_000), (41, 63)),
    Bounds(72, (88, 165), (9_000, 65_000), (41, 64)),
)
MEASURES: Mapping[str, str] = {"height": "cm", "weight": "g", "head": "cm"}  # item id → the unit that the table above is in


def age_months() -> pl.Expr:
    """Completed months since the first of the month of birth."""
    day, born = pl.col("happened_on"), pl.col(BORN)
    years = day.dt.year().cast(pl.Int32()) - born.dt.year().cast(pl.Int32())
    return years * 12 + day.dt.month().cast(pl.Int32()) - born.dt.month().cast(pl.Int32())


def possible(value: pl.Expr, measure: str) -> pl.Expr:
    """Whether a value is possible as that measure at the age of the row; null if there is no value.

    The age is known to the month: the lower bound is that of one month before, the child may be that much younger.
    """
    return (value >= _bound(measure, 0, age_months() - 1)) & (value <= _bound(measure, 1, age_months()))


def _bound(measure: str, end: int, age: pl.Expr) -> pl.Expr:
    limit = pl.lit(getattr(BOUNDS[0], measure)[end], dtype=pl.Float64())
    for bounds in BOUNDS[1:]:
        limit = pl.when(age >= bounds.from_month).then(pl.lit(getattr(bounds, measure)[end], dtype=pl.Float64())).otherwise(limit)
    return limit
