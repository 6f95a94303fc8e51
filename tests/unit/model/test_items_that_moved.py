"""An item whose shares moved since the last run is named; one that stayed, or moved by chance, is not."""

import numpy as np
import polars as pl

from sukoyaka.hub.evaluation import drift
from sukoyaka.hub.features.values import State
from sukoyaka.hub.screening import criteria

V1 = criteria.load("v1")
ITEM = next(item for item in V1.items if item.feature.name == "missed_checkups")


def values(share, seed, hidden=0.0, count=2000):
    """Every item the same as ever, but for one that so many children reach, and so many cannot be known of."""
    parts = []
    for feature in V1.features:
        rng = np.random.default_rng(seed if feature is ITEM.feature else 1)
        mine = share if feature is ITEM.feature else 0.1
        value = (rng.random(count) < mine).astype(float) * 2
        unknown = rng.random(count) < (hidden if feature is ITEM.feature else 0.0)
        state = np.where(unknown, State.NOT_OBSERVABLE.value, State.OBSERVED.value)
        parts.append(
            pl.DataFrame({"subject_id": range(count), "feature": feature.name, "value": np.where(unknown, np.nan, value), "state": state})
        )
    return pl.concat(parts).with_columns(pl.col("value").fill_nan(None))


def test_an_item_that_moved_is_a_reason_to_hold():
    assert drift.changed(V1, values(0.1, 2), values(0.4, 3))[0].startswith(ITEM.id)


def test_an_item_that_became_unknown_is_one_too():
    assert drift.changed(V1, values(0.1, 2), values(0.1, 3, hidden=0.5))[0].startswith(ITEM.id)


def test_chance_alone_is_none():
    assert drift.changed(V1, values(0.1, 2), values(0.1, 3)) == []
