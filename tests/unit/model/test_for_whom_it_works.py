"""Fairness by group with small counts withheld, and who is found when contact earns points: the seen, not the unseen."""

from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from sukoyaka.hub.evaluation.ablation import watching
from sukoyaka.hub.evaluation.evaluate import churn, earliness
from sukoyaka.hub.evaluation.fairness import by_group
from sukoyaka.hub.evaluation.metrics import household_draws

RNG = np.random.default_rng(5)


def order(count=600):
    """Scores, who was noticed (more often with a high score), draws of households of two."""
    key = RNG.normal(size=count)
    positive = RNG.random(count) < 1 / (1 + np.exp(1.5 - key))
    return key, positive, household_draws(np.arange(count) // 2, 60, 1)


def rows_of(groups, key, positive, draws):
    frame = pl.DataFrame({"subject_id": range(len(key)), "地区": groups})
    return {row["group"]: row for row in by_group(frame, key, positive, np.ones(len(key), dtype=bool), draws, 100)}


def test_every_large_group_has_its_recall_with_an_interval():
    key, positive, draws = order()
    found = rows_of(["北"] * 300 + ["南"] * 300, key, positive, draws)
    for row in found.values():
        assert not row["hidden"]
        assert row["recall"]["interval"][0] <= row["recall"]["value"] <= row["recall"]["interval"][1]


def test_a_group_with_a_small_count_is_withheld_and_a_second_with_it():
    key, positive, draws = order()
    found = rows_of(["北"] * 295 + ["南"] * 299 + ["島"] * 6, key, positive, draws)
    assert found["島"]["hidden"]
    assert found["島"]["recall"] is None
    assert sum(row["hidden"] for row in found.values()) == 2  # else the total would give the island away
    assert found["島"]["children"] == 0  # told in tens


def watched_city(count=3000):
    """Families under watch are noticed four times as often as others with the same need."""
    rng = np.random.default_rng(2)
    watched, need = rng.random(count) < 0.25, rng.random(count) < 0.12
    positive = need & (rng.random(count) < np.where(watched, 0.6, 0.15))
    key = need * 1.5 + rng.normal(size=count)
    subject = pl.Series(range(count), dtype=pl.Int64)
    values = pl.DataFrame({"subject_id": subject, "feature": "abuse_consultations", "value": watched.astype(float)})
    outcomes = pl.DataFrame({"subject_id": subject, "before": watched})
    seen = SimpleNamespace(values=values, outcomes=outcomes)
    labelled = np.ones(count, dtype=bool)
    return SimpleNamespace(seen=seen, key=key, positive=positive, labelled=labelled, capacity=150), household_draws(np.arange(count), 60, 1)


def test_points_for_contact_look_better_on_record_and_lose_the_unseen():
    cohort, draws = watched_city()
    told = watching(cohort, draws)
    assert told["features"] == ["abuse_consultations"]
    assert told["on"]["auc"]["value"] > told["off"]["auc"]["value"]
    assert told["on"]["not_noticed_before"]["value"] < told["off"]["not_noticed_before"]["value"]


def listed_on(day, listed, here=10):
    outcomes = pl.DataFrame({"subject_id": range(here)})
    return SimpleNamespace(as_of=day, listed=np.isin(np.arange(here), listed), seen=SimpleNamespace(outcomes=outcomes))


def test_churn_is_the_overlap_among_those_who_lived_here_on_both_days():
    first, second = listed_on(date(2022, 4, 1), [0, 1, 2, 9]), listed_on(date(2023, 4, 1), [1, 2, 3], here=9)
    assert churn([first, second])[0]["jaccard"] == pytest.approx(2 / 4)


def test_earliness_is_counted_until_anybody_else_noticed_and_of_few_not_told():
    day = date(2023, 4, 1)

    def of(count):
        noticed = [day + timedelta(days=30 * (number + 1)) for number in range(count)]
        outcomes = pl.DataFrame({"subject_id": range(count), "noticed_on": noticed, "before": [False] * count})
        chosen = np.ones(count, dtype=bool)
        return earliness(SimpleNamespace(as_of=day, listed=chosen, positive=chosen, seen=SimpleNamespace(outcomes=outcomes)))

    assert of(11) == {"as_of": "2023-04-01", "new_finds": 11, "quartiles": [105, 180, 255]}
    assert of(9)["new_finds"] is None
