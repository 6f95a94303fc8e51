"""An evaluation looks at lists as they would have been, uses nothing from after the day, and writes the same bytes again."""

import json
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from integration.model.conftest import DAYS

from sukoyaka.hub.commands import group
from sukoyaka.hub.evaluation import labels, run
from sukoyaka.hub.evaluation.evaluate import Version
from sukoyaka.hub.screening import criteria
from sukoyaka.hub.screening.model.learner import LabelsUnusable

V1 = criteria.load("v1")
LABEL = labels.load("abuse_consultation")
POINTS = (Version(V1),)


def asked(days=DAYS, versions=POINTS):
    return run.Asked(list(versions), LABEL, list(days), 40, about="試験の町")


@pytest.fixture(scope="module")
def evaluated(past_hub):
    return run.run_evaluation(past_hub.home, past_hub.register, asked())


def test_every_day_has_its_figures_with_bounds_and_intervals(evaluated):
    _, found = evaluated
    assert [one["as_of"] for one in found["versions"]["v1"]] == [day.isoformat() for day in DAYS]
    for one in found["versions"]["v1"]:
        assert one["labelled"] < one["children"]  # those who turn six are not followed to the end
        assert one["precision"]["worst"] <= one["precision"]["value"] <= one["precision"]["best"]
        assert one["auc"]["interval"][0] < one["auc"]["value"] < one["auc"]["interval"][1]


def test_nothing_from_after_the_day_is_in_the_values(evaluated):
    assert not any(one["time_travel"]["alarm"] for one in evaluated[1]["alarms"])


def test_what_missed_checkups_are_worth_is_found(evaluated):
    sources = {one["source"]: one["auc"]["value"] for one in evaluated[1]["sources"]}
    assert min(sources, key=sources.get) in {"checkup_child", "vaccination"}


def test_the_same_inputs_give_the_same_bytes(evaluated, past_hub):
    directory, _ = evaluated
    before = {path.name: path.read_bytes() for path in directory.iterdir()}
    again, _ = run.run_evaluation(past_hub.home, past_hub.register, asked())
    assert again == directory
    assert {path.name: path.read_bytes() for path in again.iterdir()} == before


def test_the_report_stands_alone_and_says_on_which_data(evaluated):
    page = (evaluated[0] / "report.html").read_text()
    assert "試験の町" in page
    assert "一人のこどもの見込みを表すものではありません" in page
    assert "src=" not in page
    assert "<script" not in page
    for heading in ("対象と結果の定義", "較正", "公平性", "データの価値", "限界", "再現のしかた"):
        assert heading in page


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (DAYS[:2], "2 different days were named"),
        ((*DAYS[:2], DAYS[0]), "2 different days were named"),
        ((*DAYS, date(2023, 12, 1)), "what became of the children of 2023-12-01 is known from 2024-12-31 on"),
    ],
)
def test_days_that_cannot_be_judged_are_refused(past_hub, days, sentence):
    with pytest.raises(LabelsUnusable, match=sentence):
        run.run_evaluation(past_hub.home, past_hub.register, asked(days))


def test_an_item_taught_its_own_answer_is_refused(past_hub):
    history = next(item for item in V1.items if item.feature.name == "abuse_consultations")
    taught = replace(history, degrees=tuple(replace(degree, points=2) for degree in history.degrees))
    leaking = replace(V1, items=(*(item for item in V1.items if item is not history), taught))
    with pytest.raises(LabelsUnusable, match=r"reads what the label abuse_consultation is made of"):
        run.run_evaluation(past_hub.home, past_hub.register, asked(versions=[Version(leaking)]))


def test_a_label_that_was_never_recorded_is_refused(past_hub):
    nobody = replace(LABEL, codes=("CONSULTATION/NEVER",))
    with pytest.raises(LabelsUnusable, match=r"no event of the label .* was ever recorded"):
        run.run_evaluation(past_hub.home, past_hub.register, replace(asked(), definition=nobody))


def test_the_command_tells_in_json_and_copies_the_report(past_hub, tmp_path):
    days = [word for day in DAYS for word in ("--on", day.isoformat())]
    arguments = [
        "evaluate",
        "--criteria",
        "v1",
        *days,
        "--draws",
        "20",
        "--home",
        str(past_hub.home),
        "--out",
        str(tmp_path / "out"),
        "--json",
    ]
    done = CliRunner().invoke(group, arguments, catch_exceptions=False)
    assert json.loads(done.stdout)["close"] == "v1"
    assert (tmp_path / "out" / "report.html").exists()
