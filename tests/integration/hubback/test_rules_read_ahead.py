"""Reading facts ahead is a matter of speed: every rule says the same, whether its facts were read with the others' or alone."""

from datetime import date

import polars as pl
import pytest

from sukoyaka.engine.duck import Duck
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.features.catalogue import CATALOGUE, RULES
from sukoyaka.hub.features.model import codes_made_of
from sukoyaka.hub.features.view import View, open_view
from sukoyaka.records.purpose import Purpose

DAY = date(2024, 4, 1)


@pytest.fixture
def view(hub):
    with Duck() as engine:
        yield open_view(engine, hub.screening, Permit(hub.register, Purpose.SCREENING, DAY), DAY, "snap")


class Counting:
    """An engine that counts what it is asked."""

    def __init__(self, engine: Duck) -> None:
        self.engine, self.asked = engine, 0

    def compute(self, expression):
        self.asked += 1
        return self.engine.compute(expression)


def of_rules(view: View, *names: str) -> frozenset[str]:
    return codes_made_of([CATALOGUE[name] for name in names], view.permit.register, view.codes)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_rule_says_the_same(view, rule):
    alone, together = RULES[rule](view), RULES[rule](view.reading_ahead(of_rules(view, *RULES)))
    assert together.values.equals(alone.values)
    assert together.facts.equals(alone.facts)


def test_what_was_read_is_not_asked_again(view):
    counting = Counting(view.engine)
    object.__setattr__(view, "engine", counting)
    ahead = view.reading_ahead(of_rules(view, *RULES))
    before = counting.asked
    assert ahead.facts("CHECKUP/*/DONE").height > 0
    assert counting.asked == before


def test_the_rest_is_asked_of_the_engine(view):
    ahead = view.reading_ahead(frozenset(code for code in view.codes if code.startswith("CHECKUP/")))
    assert ahead.facts("*").equals(view.facts("*"))
    assert ahead.facts("CHECKUP", "CLAIM").equals(view.facts("CHECKUP", "CLAIM"))


def test_a_stranger_is_asked_of_the_engine(view):
    everyone = view.people["subject_id"]
    few = view.reading_ahead(of_rules(view, *RULES))
    assert few.facts("CHECKUP/*/DONE", subjects=everyone).equals(view.facts("CHECKUP/*/DONE", subjects=everyone))


def test_only_what_a_rule_may_read_is_read_ahead(view):
    assert of_rules(view, "missed_checkups") == {code for code in view.codes if code.startswith("CHECKUP/") and code.endswith("/DONE")}
    assert of_rules(view) == frozenset()


def test_a_path_may_leave_out_what_lies_below_it(view):
    codes = view.facts("CHECKUP/*", below=True)["code"].unique().to_list()
    assert any(code.count("/") > 1 for code in codes)
    assert view.facts("CHECKUP/*", below=False).is_empty()


def test_the_latest_of_each_child(view):
    every = view.facts("CHECKUP", "VACCINE", "CLAIM")
    found = view.latest("CHECKUP", "VACCINE", "CLAIM")
    for subject, day, source, known_on in found.iter_rows():
        rows = every.filter(pl.col("subject_id") == subject).select("day", "source", "known_on").rows()
        assert max(rows) == (day, source, known_on)
    assert found.height == every["subject_id"].n_unique()
