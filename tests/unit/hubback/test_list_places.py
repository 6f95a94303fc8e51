"""Two lists: red flags outside any capacity, then by score, then a random sample with a known probability."""

import polars as pl
import pytest

from sukoyaka.hub.screening import criteria, lists
from sukoyaka.records.findings import Tier

V1 = criteria.load("v1")


def scored(*rows):
    """Rows of (score, flag_tier); ids count from 0."""
    return pl.DataFrame(
        {
            "subject_id": list(range(len(rows))),
            "person": [f"{i:032x}" for i in range(len(rows))],
            "score": [score for score, _ in rows],
            "red_flag": [tier is not None for _, tier in rows],
            "flag_tier": pl.Series([tier for _, tier in rows], dtype=pl.String),
            "items_known": [30] * len(rows),
        }
    )


def test_red_flags_are_listed_whatever_the_capacity():
    drawn = lists.draw(scored(*[(0, "support_needed")] * 30, *[(0, None)] * 970), V1, "run")
    assert drawn.filter(pl.col("tier") == "support_needed").height == 30  # 4 places for 1,000 children
    assert set(drawn.filter(pl.col("red_flag"))["selected_by"]) == {"red_flag"}


def test_the_lists_are_filled_by_score_from_the_threshold_on():
    below = V1.lists[Tier.SUPPORT_NEEDED].threshold - 1  # one point short of the meeting, with a place free there
    far_below = V1.lists[Tier.AT_RISK].threshold - 1
    drawn = lists.draw(scored(*[(20, None)] * 3, *[(below, None)] * 10, *[(far_below, None)] * 987), V1, "run")
    assert drawn.filter(pl.col("tier") == "support_needed")["score"].to_list() == [20, 20, 20]
    by_score = drawn.filter(pl.col("selected_by") == "score", pl.col("tier") == "at_risk")
    assert by_score["score"].to_list() == [below] * 10


def test_a_tie_at_the_last_place_is_broken_by_lot_and_not_by_id():
    rows = scored(*[(20, None)] * 1000)
    first = set(lists.draw(rows, V1, "run one").filter(pl.col("tier") == "support_needed")["subject_id"])
    again = set(lists.draw(rows.reverse(), V1, "run one").filter(pl.col("tier") == "support_needed")["subject_id"])
    other = set(lists.draw(rows, V1, "run two").filter(pl.col("tier") == "support_needed")["subject_id"])
    assert len(first) == 4
    assert first == again
    assert first != other
    assert first != {0, 1, 2, 3}


def test_fewer_unknowns_come_first_among_equals():
    rows = scored(*[(20, None)] * 10).with_columns(items_known=pl.Series([20] * 9 + [35]))
    assert lists.draw(rows, V1, "run").filter(pl.col("rank") == 1, pl.col("tier") == "support_needed")["subject_id"].to_list() == [9]


def test_the_audit_sample_has_a_known_probability():
    drawn = lists.draw(scored(*[(0, None)] * 1000), V1, "run")
    sample = drawn.filter(pl.col("selected_by") == "audit")
    assert sample.height == 2  # five in a hundred of the 30 places
    assert drawn["propensity"].unique().to_list() == [pytest.approx(0.002)]


def test_ranks_count_from_one_in_each_list():
    drawn = lists.draw(scored(*[(20, None)] * 20, *[(6, None)] * 980), V1, "run")
    for tier in ("support_needed", "at_risk"):
        ranks = drawn.filter(pl.col("tier") == tier)["rank"].sort().to_list()
        assert ranks == list(range(1, len(ranks) + 1))
