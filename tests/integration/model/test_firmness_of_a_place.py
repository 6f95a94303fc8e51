"""How firm a place is: firm far above the cut, loose at it; told to the office in words, with what would settle it, never as a number."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from integration.hubback.conftest import Town, attended, build_hub, family

from sukoyaka.hub import flow
from sukoyaka.hub.screening import criteria
from sukoyaka.hub.screening.model.firmness import inside
from sukoyaka.parcel.open import open_parcel
from sukoyaka.records.findings import CHILDREN

DAY = date(2024, 4, 1)


def test_a_red_flag_is_inside_whatever_the_points():
    scored = np.array([[1.0, 1.0], [9.0, 9.0], [8.0, 8.0]])
    assert inside(scored, np.array([True, False, False]), 2, 5).tolist() == [1, 1, 0]


def test_no_draw_lists_more_than_the_places_nor_below_the_threshold():
    scored = np.random.default_rng(1).normal(5, 2, (100, 40))
    share = inside(scored, np.zeros(100, dtype=bool), 10, 0)
    assert share.sum() == pytest.approx(10)
    assert inside(scored, np.zeros(100, dtype=bool), 10, 1000).sum() == 0


def test_far_above_is_firm_and_at_the_cut_is_not():
    rng = np.random.default_rng(2)
    scored = np.concatenate([[20.0], np.full(20, 5.0)])[:, None] + rng.normal(0, 1, (21, 200))
    share = inside(scored, np.zeros(21, dtype=bool), 5, 0)
    assert share[0] == 1
    assert (share[1:] < 0.5).all()


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The children of a parcel, and the determination's own."""
    parts = [family(number, date(2021, 5, 1)) for number in range(1, 61)]
    people, homes, coverage = ([row for part in parts for row in part[kind]] for kind in range(3))
    events = [row for number in range(3, 61) for row in attended(number * 10 + 2, date(2021, 5, 1))]  # two missed everything
    hub = build_hub(Town(people, homes, coverage, events), tmp_path_factory.mktemp("hub"))
    both = flow.Marts(hub.screening, hub.casework, "snap")
    done = flow.screen(hub.home, both, hub.register, criteria.load("v1"), DAY, hub.home / "out", hub.keys, hub.office.public())
    open_parcel(done.parcel, hub.office, [hub.keys.public()], hub.home / "opened")
    return pl.read_parquet(hub.home / "opened" / "children.parquet"), done.run.children


def test_the_office_is_told_a_word_and_what_would_settle_it(told):
    children, _ = told
    by_score = children.filter(pl.col("selected_by") == "score")
    assert by_score.height > 0
    assert set(by_score["firmness"]) <= {"firm", "usual", "loose"}
    assert by_score["settled_by"].drop_nulls().str.contains("：").all()


def test_no_share_of_a_child_leaves_the_hub(told):
    children, own = told
    assert set(children.columns) == set(CHILDREN.column_names)
    assert own["inside"].is_between(0, 1).all()


def test_the_lot_and_red_flags_have_none(told):
    others = told[0].filter(pl.col("selected_by") != "score")
    assert others.height > 0
    assert others["firmness"].null_count() == others.height
