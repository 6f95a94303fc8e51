"""Draws of single numbers, for what is told claim by claim.

Reads a seed. Why: half a million claims of a few draws each; the scalars of an array library cost ten times as much.
"""

import math
import random
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


class Dice:
    """A stream of single draws; the same seed gives the same draws."""

    def __init__(self, seed: int) -> None:
        self._draws = random.Random(seed)  # noqa: S311 - a synthetic city, no secret
        self.random = self._draws.random
        self.sample = self._draws.sample

    def integers(self, low: int, high: int) -> int:
        """A whole number from `low` up to, not including, `high`."""
        return low + int(self.random() * (high - low))

    def poisson(self, mean: float) -> int:
        """How often something rare happens (Knuth)."""
        least, product, times = math.exp(-mean), self.random(), 0
        while product > least:
            product *= self.random()
            times += 1
        return times

    def exponential(self, mean: float) -> float:
        """A waiting time."""
        return -mean * math.log(1.0 - self.random())

    def some(self, among: Sequence[Thing], count: int) -> list[Thing]:
        """So many different ones, in their order."""
        return [among[place] for place in sorted(self.sample(range(len(among)), count))]
