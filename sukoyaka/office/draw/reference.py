"""Percentiles of body weight and height by age and sex, from the national survey of infant growth.

Reads `growth_<year>.csv` beside it; the source stands in the file. A later survey is one more file and one more line here.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PERCENTILES = (3, 10, 25, 50, 75, 90, 97)
COLUMNS = tuple(f"p{percentile}" for percentile in PERCENTILES)
BY_HALF_YEARS = 12  # months from which a class of age is half a year wide


@dataclass(frozen=True)
class Survey:
    """A survey that the charts may be drawn against."""

    year: int
    name: str


SURVEYS = (Survey(2023, "令和5年 乳幼児身体発育調査（こども家庭庁）"),)
LATEST = SURVEYS[-1]


@dataclass(frozen=True)
class Curves:
    """Seven curves: ages in months, and for each age the values at the seven percentiles."""

    ages: tuple[float, ...]
    values: tuple[tuple[float, ...], ...]

    def at(self, age: float) -> tuple[float, ...]:
        """The seven values at an age in months, on straight lines between the classes; the ends go on flat."""
        right = min(max(bisect_right(self.ages, age), 1), len(self.ages) - 1)
        before, after = self.ages[right - 1], self.ages[right]
        share = min(max((age - before) / (after - before), 0.0), 1.0)
        pairs = zip(self.values[right - 1], self.values[right], strict=True)
        return tuple(low + share * (high - low) for low, high in pairs)

    def place(self, age: float, value: float) -> float:
        """Where a value lies among the curves: 0 on the 3rd percentile, 6 on the 97th, in bands; beyond them by the next band's width."""
        levels = self.at(age)
        band = min(max(bisect_right(levels, value) - 1, 0), len(levels) - 2)
        return band + (value - levels[band]) / (levels[band + 1] - levels[band])


@cache
def curves(measure: str, sex: str, year: int = LATEST.year) -> Curves:
    """The curves of `weight` (kg) or `height` (cm) for `male` or `female`. A class stands at its middle, birth at 0."""
    with (Path(__file__).parent / f"growth_{year}.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(_without_comments(file)) if (row["measure"], row["sex"]) == (measure, sex)]
    return Curves(
        tuple(_middle(int(row["from_month"])) for row in rows),
        tuple(tuple(float(row[column]) for column in COLUMNS) for row in rows),
    )


def between(place: float) -> str:
    """A place in words: 「25–50」, 「3未満」, 「97超」."""
    if place < 0:
        return f"{PERCENTILES[0]}未満"
    if place > len(PERCENTILES) - 1:
        return f"{PERCENTILES[-1]}超"
    band = min(int(place), len(PERCENTILES) - 2)
    return f"{PERCENTILES[band]}–{PERCENTILES[band + 1]}"


def _middle(month: int) -> float:
    if month == 0:
        return 0.0
    return month + (0.5 if month < BY_HALF_YEARS else 3.0)


def _without_comments(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if not line.startswith("#")]
