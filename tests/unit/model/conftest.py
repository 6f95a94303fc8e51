"""A small card and a population to learn from, drawn with a known seed."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from sukoyaka.hub.screening.model.design import Card, Design, Step

CARD = Card(
    steps=(
        Step("missed", 0, 2, 0),
        Step("missed", 1, 3, 0),
        Step("injury", 0, 2, 0),
        Step("alone", 0, 1, 1),
        Step("support", 0, -1, 2),
    ),
    caps=(8, 6, -3),
)


@pytest.fixture
def drawn() -> Callable[..., tuple[Design, np.ndarray]]:
    """`drawn(n, weights)`: children who reach degrees at random, and who is in need under those weights."""

    def draw(count: int, weights: tuple[float, ...] = (0.6, 0.9, 0.6, 0.3, -0.3), seed: int = 1) -> tuple[Design, np.ndarray]:
        rng = np.random.default_rng(seed)
        reached = rng.random((count, 5)) < (0.2, 0.3, 0.15, 0.3, 0.5)
        reached[:, 1] &= reached[:, 0]
        needs = rng.random(count) < 1 / (1 + np.exp(2.5 - reached @ np.array(weights)))
        return Design(CARD, pl.Series(np.arange(count)), reached), needs

    return draw
