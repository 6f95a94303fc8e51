"""A model is learned from what was known, judged on days it had not seen, and used only after a person adopted it."""

import json
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from integration.model.conftest import DAYS

from sukoyaka.engine.duck import Duck
from sukoyaka.governance.permit import Permit
from sukoyaka.hub import flow
from sukoyaka.hub.evaluation import labels, run
from sukoyaka.hub.evaluation.learning import verdict
from sukoyaka.hub.features.view import open_view
from sukoyaka.hub.findings.people import open_crosswalks
from sukoyaka.hub.screening import criteria
from sukoyaka.hub.screening.determination import determine
from sukoyaka.hub.screening.model import adoption, document
from sukoyaka.hub.screening.model.document import ModelUnusable
from sukoyaka.records.purpose import Purpose

V1 = criteria.load("v1")


@pytest.fixture(scope="module")
def learned(past_hub):
    return run.fit_model(past_hub.home, past_hub.register, V1, labels.load("abuse_consultation"), DAYS)


def test_a_model_says_what_it_was_fitted_on(learned):
    assert learned.fitted_on["snapshot"] == "snap"
    assert learned.fitted_on["label"] == "abuse_consultation"
    assert 0 < learned.fitted_on["positives"] < learned.fitted_on["rows"]
    assert all(day < "2023-04-01" for day in learned.fitted_on["days"])  # a year and a month before the end of what is known
    assert learned.sample["moved_by_labels"] < learned.sample["weights"]


def test_a_model_reads_back_as_written(learned, tmp_path):
    path = tmp_path / "model.json"
    path.write_bytes(learned.to_bytes())
    assert document.load(path).to_bytes() == learned.to_bytes()


def test_a_model_changed_by_hand_is_refused(learned, tmp_path):
    changed = json.loads(learned.to_bytes())
    changed["points"]["missed_checkups"] = [9, 9]
    (tmp_path / "model.json").write_text(json.dumps(changed))
    with pytest.raises(ModelUnusable, match="was changed after it was fitted"):
        document.load(tmp_path / "model.json")


def test_a_model_of_other_criteria_is_refused(learned):
    with pytest.raises(ModelUnusable, match="the very criteria that it was learned from"):
        document.applied(learned, replace(V1, digest="0" * 64))


def test_the_reasons_of_a_model_sum_to_the_score(learned, past_hub):
    applied = document.applied(learned, V1)
    day = date(2024, 3, 1)
    with Duck() as engine:
        view = open_view(engine, past_hub.screening, Permit(past_hub.register, Purpose.SCREENING, day), day, "snap")
        made = determine(
            view, applied, open_crosswalks(past_hub.home).screening, tie_break=lambda v, c: document.tie_break(learned, V1, v, c)
        )
    sums = made.reasons.group_by("subject_id").agg(total=pl.col("points").sum())
    both = made.children.join(sums, on="subject_id", how="left").with_columns(pl.col("total").fill_null(0))
    assert (both["score"] == both["total"]).all()
    assert applied.name.startswith("v1+")


def test_a_model_worse_than_the_points_is_not_promoted(learned, tmp_path):
    worse = [{"as_of": str(day), "regret": {"auc": 0.0, "recall": loss}} for day, loss in zip(DAYS, (0.0, 0.2, -0.1), strict=True)]
    refused = replace(learned, gate=verdict(worse))
    with pytest.raises(ModelUnusable, match=r"not promoted: on its worst day recall 0\.2000 worse than the points, allowed 0\.05"):
        adoption.adopt(refused, tmp_path, "総括管理主体", date(2024, 4, 1))
    assert not (tmp_path / "models").exists()


def test_two_days_are_too_few_to_promote():
    assert verdict([{"regret": {"auc": 0.0, "recall": 0.0}}] * 2)["why"] == "not promoted: tried on 2 days, the rule asks for 3"


def test_a_model_is_used_only_after_a_person_adopted_it(learned, tmp_path):
    good = replace(learned, gate=verdict([{"as_of": str(day), "regret": {"auc": 0.0, "recall": 0.0}} for day in DAYS]))
    path = tmp_path / "model.json"
    path.write_bytes(good.to_bytes())
    with pytest.raises(ModelUnusable, match="nobody adopted the model"):
        flow.with_model(tmp_path, V1, path)
    record = adoption.adopt(good, tmp_path, "総括管理主体", date(2024, 4, 1))
    assert json.loads(record.read_text())["by"] == "総括管理主体"
    rules, tie_break, spread = flow.with_model(tmp_path, V1, path)
    assert rules.name == good.name
    assert tie_break is not None
    assert spread is not None


def test_adopting_needs_a_name(learned, tmp_path):
    with pytest.raises(ModelUnusable, match="--by NAME"):
        adoption.adopt(learned, tmp_path, " ", date(2024, 4, 1))
