"""An auditor from outside can check every step again and find nobody; small classes are left out, and the handover is recorded."""

import json
from datetime import date

import polars as pl
import pytest
from integration.hubback.conftest import attended, build_hub, family

from sukoyaka.engine.duck import Duck
from sukoyaka.governance import acts
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.evaluation import auditor
from sukoyaka.hub.features.view import open_view
from sukoyaka.hub.findings.people import open_crosswalks
from sukoyaka.hub.screening import criteria, determination
from sukoyaka.hub.store.errors import DataInconsistent
from sukoyaka.records.purpose import Purpose

DAY, V1 = date(2024, 3, 1), criteria.load("v1")
SOURCE = criteria.path_of("v1").read_bytes()
HANDOVER = auditor.Handover("第三者委員会", "総括管理主体", date(2024, 5, 1), "年次の検証")


def determined(hub):
    with Duck() as engine:
        view = open_view(engine, hub.screening, Permit(hub.register, Purpose.SCREENING, DAY), DAY, "snap")
        made = determination.determine(view, V1, open_crosswalks(hub.home).screening)
    determination.save(made, hub.home)
    return made


@pytest.fixture(scope="module")
def run(past_hub):
    return determined(past_hub)


@pytest.fixture
def exported(past_hub, run, tmp_path):
    done = auditor.export(past_hub.home, run.run_id, V1, SOURCE, tmp_path / "out", HANDOVER)
    return done, {path.stem: pl.read_csv(path) for path in (tmp_path / "out").glob("*.csv")}, tmp_path / "out"


def test_points_sum_to_the_score_and_nobody_is_missing_unsaid(exported, run):
    done, told, _ = exported
    sums = dict(told["reasons"].group_by("row").agg(pl.col("points").sum()).iter_rows())
    assert all(sums.get(row, 0) == score for row, score in told["children"].select("row", "score").iter_rows())
    assert done["reidentification"]["sums_to_score"]
    assert told["children"].height + done["reidentification"]["rows_suppressed"] >= run.children.height


def test_no_class_by_age_and_sex_is_smaller_than_ten(exported):
    done, told, _ = exported
    by = [name for name in ("age", "sex") if told["children"][name].null_count() < told["children"].height]
    assert told["children"].group_by(by).len()["len"].min() >= 10
    assert done["reidentification"]["k"] >= 10


def test_no_id_day_or_district_is_in_it(exported, run):
    _, told, out = exported
    text = "".join(path.read_text() for path in out.glob("*.csv"))
    assert not any(person in text for person in run.children["person"])
    assert set(told["children"].columns) == set(auditor.SHOWN)
    assert told["children"]["row"].to_list() == list(range(1, told["children"].height + 1))


def test_the_random_sample_can_be_checked(exported):
    children = exported[1]["children"]
    lot = children.filter(pl.col("selected_by") == "audit")
    assert lot.height > 0
    assert (lot["propensity"] < 1).all()


def test_the_handover_is_recorded_with_what_was_given(exported, past_hub):
    act = acts.recorded(past_hub.home / auditor.LEDGER)[-1]
    assert (act["to"], act["by"], act["on"]) == ("第三者委員会", "総括管理主体", "2024-05-01")
    assert set(act["files"]) == {"children.csv", "reasons.csv", "unknowns.csv", "criteria.toml", "export.json"}
    assert json.loads((exported[2] / "export.json").read_text())["reason"] == "年次の検証"


def test_criteria_that_the_run_was_not_made_under_are_refused(past_hub, run, tmp_path):
    with pytest.raises(DataInconsistent, match="was made under v1"):
        auditor.export(past_hub.home, run.run_id, criteria.load("v2"), SOURCE, tmp_path / "out", HANDOVER)
    assert not (tmp_path / "out").exists()


def test_a_town_in_which_children_stand_out_is_refused(small_town, tmp_path):
    people, homes, coverage, events = [], [], [], []
    for number in range(1, 31):
        born = date(2018 + number % 6, 4, 1)
        a, b, c = family(number, born)
        people, homes, coverage, events = people + a, homes + b, coverage + c, events + attended(number * 10 + 2, born)
    people = [(one[0], one[1], "male" if one[0] % 20 == 2 else one[2], one[3]) for one in people]
    hub = build_hub(type(small_town)(people, homes, coverage, events), tmp_path / "hub")
    (hub.home / "snapshots").mkdir()
    (hub.home / "snapshots" / "current").write_text("snap\n")
    document = f'{{"purpose": "screening", "snapshot": "snap", "register_version": "{hub.register.version}"}}'
    (hub.screening.directory / "mart.json").write_text(document)
    made = determined(hub)
    done = auditor.export(hub.home, made.run_id, V1, SOURCE, tmp_path / "out", HANDOVER)
    assert done["reidentification"]["told_apart_by"] == ["sex"]  # ages would single children out
    assert pl.read_csv(tmp_path / "out" / "children.csv")["age"].null_count() == done["children"]


@pytest.mark.parametrize("missing", ["to", "by", "reason"])
def test_somebody_answers_for_it(missing):
    said = {"to": "委員会", "by": "主体", "on": date(2024, 5, 1), "reason": "検証"} | {missing: " "}
    with pytest.raises(auditor.ExportRefused, match="--to, --by and --reason"):
        auditor.Handover(**said)
