"""What the office decided of lists and lot moves the points; the listed alone, or decisions not yet known, do not."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from integration.model.conftest import DAYS

from sukoyaka.engine.duck import Duck
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.evaluation import judged, labels, people, run
from sukoyaka.hub.evaluation.evaluate import Version
from sukoyaka.hub.features.view import open_view
from sukoyaka.hub.findings.people import open_crosswalks
from sukoyaka.hub.screening import criteria, determination
from sukoyaka.hub.store.tables import schema
from sukoyaka.records.feedback import OUTCOMES, VERDICTS
from sukoyaka.records.purpose import Purpose

V1, LABEL, DAY, KNOWN = criteria.load("v1"), labels.load("abuse_consultation"), date(2023, 6, 1), date(2023, 9, 1)
LOT = 60


@pytest.fixture(scope="module")
def listed(past_hub):
    """A determination of the town with a large lot, saved in the home."""
    with Duck() as engine:
        view = open_view(engine, past_hub.screening, Permit(past_hub.register, Purpose.SCREENING, DAY), DAY, "snap")
        made = determination.determine(view, V1, open_crosswalks(past_hub.home).screening)
    rest = made.children.filter(pl.col("selected_by").is_null() | (pl.col("selected_by") == "audit"))
    lot = rest.sort("person")["subject_id"].head(LOT).implode()
    drawn, off = pl.col("subject_id").is_in(lot), pl.col("selected_by").is_null() | (pl.col("selected_by") == "audit")
    children = made.children.with_columns(
        tier=pl.when(drawn).then(pl.lit("at_risk")).when(off).then(None).otherwise("tier"),
        selected_by=pl.when(drawn).then(pl.lit("audit")).when(off).then(None).otherwise("selected_by"),
        propensity=pl.when(off).then(LOT / rest.height).otherwise(1.0),
    )
    made = replace(made, children=children)
    determination.save(made, past_hub.home)
    return made


def decisions(made, *, lot=LOT):
    """People see what the data do not: every third child needs support."""
    rows = []
    chosen = made.children.filter(pl.col("tier").is_not_null()).sort("person")
    audits = 0
    for number, (person, by) in enumerate(chosen.select("person", "selected_by").iter_rows()):
        audits += by == "audit"
        if by == "audit" and audits > lot:
            continue
        decision = "support" if number % 3 == 0 else "none"
        channel = "audit" if by == "audit" else "listed"
        rows.append((person[::-1], made.run_id, channel, "meeting", decision, None, KNOWN, KNOWN))
    return pl.DataFrame(rows, schema=schema(OUTCOMES.columns), orient="row")


@contextmanager
def heard(outcomes):
    """As if the office had sent them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "received", lambda _: (pl.DataFrame(schema=schema(VERDICTS.columns)), outcomes))
        yield


@pytest.fixture(scope="module")
def model(past_hub, listed):
    with heard(decisions(listed)):
        return run.fit_model(past_hub.home, past_hub.register, V1, LABEL, DAYS)


@pytest.fixture
def told(past_hub, listed):
    """`told(outcomes)`: the decisions of the home, ready to be learned from."""

    def ready(outcomes):
        homes = pl.DataFrame(schema={"person": pl.String, "household": pl.Int64})
        cases = listed.children.select("person").with_columns(case=pl.col("person").str.reverse())
        with heard(outcomes):
            return judged.of_home(past_hub.home, cases, homes)

    return ready


def test_the_model_says_from_whom_it_learned(past_hub, listed, model):
    account = model.fitted_on["people"]
    assert account["used"]
    assert account["channels"]["audit"]["judged"] == LOT
    assert account["effective"] <= decisions(listed).height == model.fitted_on["rows"]
    assert model.points != run.fit_model(past_hub.home, past_hub.register, V1, LABEL, DAYS, heard=False).points


def test_an_evaluation_of_such_a_model_hears_people_too(past_hub, listed, model):
    asked = run.Asked([Version(V1, model)], LABEL, list(DAYS), 40, about="試験の町")
    with heard(decisions(listed)):
        _, found = run.run_evaluation(past_hub.home, past_hub.register, asked)
    assert found["close"] == "v1＋学習"


def test_without_enough_of_the_lot_the_listed_do_not_speak(told, listed):
    lesson, account = told(decisions(listed, lot=9)).lesson(V1, date(2024, 1, 1))
    assert lesson is None
    assert not account["used"]
    assert "fewer than 10 were judged" in account["why"]


def test_decisions_of_one_kind_teach_nothing(told, listed):
    same = decisions(listed).with_columns(decision=pl.lit("none"))
    assert told(same).lesson(V1, date(2024, 1, 1))[1]["why"] == "all decisions are of one kind"


def test_a_decision_counts_from_the_day_on_which_it_is_known(told, listed):
    found = told(decisions(listed))
    assert found.lesson(V1, KNOWN)[0] is None
    lesson, _ = found.lesson(V1, found.newest)
    assert lesson.days == (DAY,)
    assert np.isfinite(lesson.labels.weight).all()


def test_who_was_notified_is_counted_and_is_no_label(told, listed):
    channel = pl.when(pl.col("channel") == "listed").then(pl.lit("notified")).otherwise("channel")
    lesson, account = told(decisions(listed).with_columns(channel=channel)).lesson(V1, date(2024, 1, 1))
    assert account["channels"]["notified"] == {"judged": None, "support": None}  # a count from 1 to 9 is not told
    assert lesson.labels.positives + lesson.labels.negatives == LOT
