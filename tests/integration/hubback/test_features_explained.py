"""`hub features explain CHILD`: each value with the events behind it, and why there is none."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from sukoyaka.engine.duck import Duck
from sukoyaka.engine.question import Aggregate
from sukoyaka.governance.permit import Permit
from sukoyaka.hub import flow
from sukoyaka.hub.commands import group
from sukoyaka.hub.features.catalogue import CATALOGUE
from sukoyaka.hub.features.measure import measure
from sukoyaka.hub.features.view import open_view
from sukoyaka.hub.findings import explained
from sukoyaka.records.errors import ExitCode
from sukoyaka.records.purpose import Purpose

DAY = date(2024, 4, 1)
CHILD = 1_000_012  # the child of `town` with hard facts, as the screening mart names it


@pytest.fixture
def mart_open(monkeypatch, hub):
    monkeypatch.setattr(flow, "open_mart", lambda home, purpose, snapshot=None: hub.screening)
    monkeypatch.setattr(flow, "snapshot_of", lambda home, register, as_of: None)
    return hub


def said(hub, *more: str) -> dict[str, dict]:
    command = ["features", "explain", str(CHILD), "--as-of", "2024-04-01", "--home", str(hub.home), "--json", *more]
    done = CliRunner().invoke(group, command, catch_exceptions=False)
    assert done.exit_code == 0
    return {one["feature"]: one for one in json.loads(done.stdout)["features"]}


def refused(hub, child: int, *more: str) -> explained.SukoyakaError:
    command = ["features", "explain", str(child), "--as-of", "2024-04-01", "--home", str(hub.home), *more]
    return CliRunner().invoke(group, command).exception


def test_a_value_comes_with_the_event_behind_it(mart_open):
    hit = said(mart_open)["hit_self_report"]
    assert (hit["value"], hit["state"], hit["why"]) == (1.0, "value", None)
    assert [(fact["whose"], fact["happened_on"], fact["known_on"]) for fact in hit["facts"]] == [("本人", "2023-06-10", "2023-07-31")]
    assert "はい" in hit["facts"][0]["found"]


def test_a_fact_of_somebody_else_says_whose_it_is(mart_open):
    assert [fact["whose"] for fact in said(mart_open)["recent_divorce"]["facts"]] == ["同居者（妻）"]


def test_what_is_unknown_says_why_and_has_no_facts(mart_open):
    mind = said(mart_open)["co_resident_mind_claims"]
    assert (mind["state"], mind["value"], mind["facts"]) == ("not observable", None, [])
    assert mind["says"].startswith("不明: ")


def test_every_feature_is_there_as_it_is_measured(mart_open):
    found = said(mart_open)
    with Duck() as engine:
        permit = Permit(mart_open.register, Purpose.SCREENING, DAY)
        values = measure(open_view(engine, mart_open.screening, permit, DAY, "snap"), [CATALOGUE[name] for name in sorted(CATALOGUE)])
    of_child = values.filter(values["subject_id"] == CHILD)
    assert {name: (one["value"], one["state"], one["why"]) for name, one in found.items()} == {
        row["feature"]: (row["value"], row["state"], row["why"]) for row in of_child.iter_rows(named=True)
    }


def test_there_are_as_many_facts_as_were_counted(mart_open):
    counted = 0
    for name, one in said(mart_open).items():
        question = CATALOGUE[name].question
        if question and question.aggregate is Aggregate.COUNT:
            assert len(one["facts"]) == (one["value"] or 0)
        if question and question.aggregate is Aggregate.COUNT_DAYS:
            assert len({fact["happened_on"] for fact in one["facts"]}) == (one["value"] or 0)
            counted += len(one["facts"])
    assert counted > 0


def test_one_feature_may_be_asked_for(mart_open):
    assert list(said(mart_open, "--feature", "birth_weight")) == ["birth_weight"]


def test_an_undeclared_feature_is_refused(mart_open):
    error = refused(mart_open, CHILD, "--feature", "wealth")
    assert isinstance(error, explained.NoSuchFeature)
    assert "hub features list" in error.sentence()


def test_a_stranger_is_refused_without_repeating_the_id(mart_open):
    error = refused(mart_open, 987_654_321)
    assert error.exit_code is ExitCode.NOTHING_TO_DO
    assert "987" not in error.sentence()
