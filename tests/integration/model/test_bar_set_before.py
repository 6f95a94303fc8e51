"""The line is drawn before the figures are known; crossing the stop rule holds the lists until a person releases them."""

import json
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from integration.model.conftest import DAYS

from sukoyaka.engine.duck import Duck
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.commands import group
from sukoyaka.hub.evaluation import bar, hold, labels, run
from sukoyaka.hub.evaluation.evaluate import Version
from sukoyaka.hub.evaluation.report.pages import page
from sukoyaka.hub.features.view import open_view
from sukoyaka.hub.findings.people import open_crosswalks
from sukoyaka.hub.screening import criteria
from sukoyaka.hub.screening.criteria import CriteriaInvalid
from sukoyaka.hub.screening.determination import determine
from sukoyaka.hub.store.files import to_json
from sukoyaka.hub.store.home import write_whole
from sukoyaka.records.purpose import Purpose

V1 = criteria.load("v1")
FIRST = bar.load("first_year")
NEVER = bar.Line("stop.never", "順番は完全ではない", "auc", "value", None, 1.0, "試験のため")


@pytest.fixture(scope="module")
def evaluated(past_hub):
    """The document of one evaluation, and its directory."""
    asked = run.Asked([Version(V1)], labels.load("abuse_consultation"), list(DAYS), 40, about="試験の町", bar=FIRST)
    return run.run_evaluation(past_hub.home, past_hub.register, asked)


def report(document, judged):
    return page(document | {"bar": judged})


def test_each_condition_is_judged_on_each_day(evaluated):
    directory, found = evaluated
    judged = found["bar"]
    assert len(judged["must"][0]["days"]) == len(DAYS)
    assert {one["verdict"] for one in judged["must"]} <= {"met", "not met", "cannot be said"}
    assert judged["passed"] == all(one["verdict"] == "met" for one in judged["must"])
    assert "先に決めた合格線" in (directory / "report.html").read_text()


def test_a_bar_that_nobody_registered_is_called_so(evaluated):
    directory, found = evaluated
    assert not found["bar"]["before_results"]
    assert "登録されていない線です" in (directory / "report.html").read_text()


@pytest.mark.parametrize(("on", "before"), [(date(2023, 1, 1), True), (date(2024, 6, 1), False)])
def test_a_bar_counts_as_set_before_only_if_it_was(evaluated, tmp_path, on, before):
    bar.register(FIRST, tmp_path, "総括管理主体", on)
    judged = bar.judged(FIRST, evaluated[1], tmp_path)
    assert judged["before_results"] is before
    assert ("先に決めた線とは言えません" in report(evaluated[1], judged)) is not before


def test_a_figure_that_cannot_be_said_is_no_success(evaluated, tmp_path):
    unsaid = evaluated[1] | {"churn": [{"from": "", "to": "", "jaccard": None}]}
    judged = bar.judged(FIRST, unsaid, tmp_path)
    assert next(one for one in judged["must"] if one["id"] == "must.churn")["verdict"] == "cannot be said"
    assert not judged["passed"]


def test_the_same_lines_are_registered_once_and_by_somebody(tmp_path):
    words = ["bar", "register", "first_year", "--by", "総括管理主体", "--on", "2023-01-01", "--home", str(tmp_path), "--json"]
    assert json.loads(CliRunner().invoke(group, words).stdout)["sha256"] == FIRST.digest
    with pytest.raises(CriteriaInvalid, match="registered already"):
        bar.register(FIRST, tmp_path, "総括管理主体", date(2023, 2, 1))
    with pytest.raises(CriteriaInvalid, match="--by NAME"):
        bar.register(replace(FIRST, digest="0"), tmp_path, " ", date(2023, 2, 1))


@pytest.mark.parametrize("registered", [True, False])
def test_a_crossed_stop_rule_holds_the_lists_if_people_set_it(evaluated, past_hub, tmp_path, registered):
    line = replace(FIRST, stop=(NEVER,))
    if registered:
        bar.register(line, tmp_path, "総括管理主体", date(2023, 1, 1))
    document = evaluated[1] | {"bar": bar.judged(line, evaluated[1], tmp_path)}
    write_whole(tmp_path / "evaluations" / "one" / "evaluation.json", to_json(document))
    day = date(2024, 4, 1)
    with Duck() as engine:
        view = open_view(engine, past_hub.screening, Permit(past_hub.register, Purpose.SCREENING, day), day, "snap")
        made = determine(view, V1, open_crosswalks(past_hub.home).screening)
        why = hold.stopped(tmp_path, made)
        assert set(why) <= set(hold.reasons(view, made, tmp_path))
    assert [one.endswith("crossed the stop rule first_year: 順番は完全ではない") for one in why] == [True] * registered
    assert hold.stopped(tmp_path, replace(made, criteria=criteria.load("v2"))) == []  # other criteria have their own evaluation


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('figure = "auc"', 'figure = "luck"', "names low of luck"),
        ("at_least = 0.60", 'at_least = "high"', "has a bound that is no number"),
        ("at_least = 0.60\n", "", "must.order has the keys"),
        ("since = 2024-04-01", 'since = "spring"', r"has no right \[bar\]"),
    ],
)
def test_a_fault_of_the_file_is_named(tmp_path, old, new, sentence):
    text = (criteria.default_directory() / "bars" / "first_year.toml").read_text()
    (tmp_path / "mine.toml").write_text(text.replace(old, new, 1))
    with pytest.raises(CriteriaInvalid, match=sentence):
        bar.load("mine", tmp_path)
