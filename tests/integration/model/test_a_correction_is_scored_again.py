"""A wrong entry that its holder takes back is gone from the score, the reasons and the list of the next determination, and said so."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from integration.hubback.conftest import Town, attended, build_hub, family

from sukoyaka.engine.duck import Duck
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.features.view import open_view
from sukoyaka.hub.findings.people import open_crosswalks
from sukoyaka.hub.screening import criteria
from sukoyaka.hub.screening.determination import determine
from sukoyaka.records.purpose import Purpose

DAY, CHILD = date(2024, 4, 1), 52
WRONG = [
    (CHILD, date(2023, 6, 10), "CHECKUP/18M/Q/HIT", None, "yes", date(2023, 7, 31), "checkup_child"),
    (CHILD, date(2023, 6, 10), "CHECKUP/18M/WEIGHT", 7000.0, None, date(2023, 7, 31), "checkup_child"),
]


def town() -> Town:
    parts = [family(number, date(2021, 5, 1)) for number in range(1, 41)]
    people, homes, coverage = ([row for part in parts for row in part[kind]] for kind in range(3))
    events = [row for number in range(1, 41) for row in attended(number * 10 + 2, date(2021, 5, 1))]
    return Town(people, homes, coverage, [*events, *WRONG])


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The determination before and after the correction."""
    made, before = [], town()
    for number, one in enumerate((before, replace(before, events=[event for event in before.events if event not in WRONG]))):
        hub = build_hub(one, tmp_path_factory.mktemp(f"hub{number}"))
        with Duck() as engine:
            view = open_view(engine, hub.screening, Permit(hub.register, Purpose.SCREENING, DAY), DAY, f"snap{number}")
            made.append(determine(view, criteria.load("v1"), open_crosswalks(hub.home).screening))
    return made


def of_child(run, table):
    return getattr(run, table).filter(getattr(run, table)["subject_id"] == 1_000_000 + CHILD)


def test_what_was_wrong_counted_before_and_counts_no_more(runs):
    before, after = (of_child(run, "children")["score"].item() for run in runs)
    gone = set(of_child(runs[0], "reasons")["item"]) - set(of_child(runs[1], "reasons")["item"])
    assert "hit" in gone
    assert before - after == of_child(runs[0], "reasons")["points"].sum() - of_child(runs[1], "reasons")["points"].sum() > 0


def test_the_child_leaves_the_place_that_the_error_gave_it(runs):
    places = [of_child(run, "children")["selected_by"].item() for run in runs]
    assert places[0] == "red_flag"
    assert places[1] not in {"red_flag", "score"}


def test_nobody_else_is_scored_otherwise(runs):
    first, second = (run.children.filter(run.children["subject_id"] != 1_000_000 + CHILD).select("subject_id", "score") for run in runs)
    assert first.equals(second)


def test_it_is_another_determination_under_another_name(runs):
    assert all(one.run_id != other.run_id for one, other in pairwise(runs))
