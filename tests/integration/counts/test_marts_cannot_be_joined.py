"""Somebody who holds two marts of one snapshot tries ids, order, days and rare values; what remains is stated in `mart.json`."""

import itertools
import json

import polars as pl
import pytest
from integration.counts.conftest import DAY

from sukoyaka.hub import flow
from sukoyaka.hub.marts import anonymity, meds, open_mart
from sukoyaka.records.errors import NotPermitted
from sukoyaka.records.purpose import Purpose

PURPOSES = [definition.purpose.value for definition in flow.MARTS]
PAIRS = list(itertools.combinations(PURPOSES, 2))
KNOWN = ["birth_month", "sex", "town"]


def people_of(city, purpose):
    return anonymity.with_town(city.mart(purpose, "people"), city.mart(purpose, "household_spells"))


def right(city, one, other, links):
    """How many of the links between subjects of two marts are of one person."""
    named = links.join(city.ids(one), left_on="one", right_on="subject_id").join(city.ids(other), left_on="other", right_on="subject_id")
    return named.filter(pl.col("number") == pl.col("number_right")).height


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_no_id_is_the_same(city, one, other):
    for table, column in (("people", "subject_id"), ("household_spells", "household_id"), ("household_spells", "dwelling_id")):
        ids = [set(city.mart(purpose, table)[column].drop_nulls()) for purpose in (one, other)]
        assert not ids[0] & ids[1], (table, column)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_order_of_rows_leads_nowhere(city, one, other):
    first, second = (city.mart(purpose, "people")["subject_id"] for purpose in (one, other))
    links = pl.DataFrame({"one": first, "other": second})
    assert right(city, one, other, links) <= 8  # of 400; by chance one


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_rare_values_link_no_more_people_than_is_stated(city, one, other):
    """The attack that remains: whoever is alone with birth month, sex and town in both. The report says how many that can be."""
    frames = {purpose: people_of(city, purpose) for purpose in (one, other)}
    alone = [frames[p].filter(pl.len().over(KNOWN) == 1).select("subject_id", *KNOWN) for p in (one, other)]
    links = alone[0].join(alone[1], on=KNOWN).select(one="subject_id", other="subject_id_right")
    for purpose in (one, other):
        stated = json.loads((city.home / "marts" / purpose / city.snapshot / "mart.json").read_text())["reidentification"]
        assert links.height <= stated["_".join(KNOWN)]["unique_people"]
        assert stated["people"] == 400


@pytest.mark.parametrize("other", [purpose for purpose in PURPOSES if purpose != "planning"])
def test_days_do_not_lead_into_the_planning_mart(city, other):
    """Days and codes together are a fingerprint; the planning mart has none but firsts of months."""
    columns = ["code", "time"]
    days = [city.mart(p, "events").select("subject_id", *columns) for p in ("planning", other)]
    assert set(days[0]["time"].dt.day()) == {1}
    fingerprints = [frame.filter(pl.col("time").dt.day() > 1).filter(pl.len().over(columns) == 1) for frame in days]
    assert fingerprints[1].height > 0
    assert fingerprints[0].join(fingerprints[1], on=columns).is_empty()
    assert set(city.mart("planning", "household_spells")["town"].str.tail(3)) == {"000"}


def test_the_planning_mart_knows_nothing_earlier_than_it_was_known(city):
    known = [
        city.mart(p, "events").join(city.ids(p), on="subject_id").select("number", "code", "known_on") for p in ("planning", "screening")
    ]
    both = known[0].join(known[1], on=["number", "code"])
    assert both.height == known[0].height
    assert both.filter(pl.col("known_on") < pl.col("known_on_right")).is_empty()


def test_the_report_of_a_mart_is_that_of_its_people(city):
    document = json.loads((city.home / "marts" / "screening" / city.snapshot / "mart.json").read_text())["reidentification"]
    sizes = city.people.group_by(KNOWN).len()["len"]
    assert document["birth_month_sex_town"] == {
        "smallest_class": sizes.min(),
        "unique_people": (sizes == 1).sum(),
        "unique_share": round((sizes == 1).sum() / 400, 6),
    }


# -- the gate of what is handed on -------------------------------------------------------------------------------------


def test_a_data_set_in_which_many_are_alone_is_not_handed_on(make_city, tmp_path):
    few = make_city(count=60)
    with pytest.raises(NotPermitted, match="of the people are alone with their birth_month and sex"):
        meds.export(open_mart(few.home, Purpose.SCREENING), tmp_path / "out", DAY)
    assert not (tmp_path / "out").exists()


def test_one_in_which_few_are_alone_is(make_city, tmp_path):
    many = make_city(count=1500)
    done = meds.export(open_mart(many.home, Purpose.SCREENING), tmp_path / "out", DAY)
    assert done["reidentification"]["birth_month_sex"]["unique_share"] <= anonymity.MOST_UNIQUE


@pytest.mark.parametrize("purpose", ["casework", "planning"])
def test_a_mart_that_is_not_made_for_it_is_not_handed_on(city, tmp_path, purpose):
    with pytest.raises(NotPermitted, match=r"for display|as tables only"):
        flow.export_meds(purpose, tmp_path / "out", city.home, None, DAY)


def test_the_gate_generalises_before_it_suppresses():
    people = pl.DataFrame({"district": ["a"] * 30 + ["b"] * 3, "age": [str(n % 6) for n in range(33)]})
    kept, gate = anonymity.gate(people, (("district", "age"), ("district",)))
    assert gate.by == ("district",)
    assert (gate.k, gate.suppressed, kept.height) == (30, 3, 30)
    assert gate.document()["rows_suppressed"] == 10  # rounded up: an exact sum may tell its parts
    assert gate.unique_share_before == pytest.approx(3 / 33)
