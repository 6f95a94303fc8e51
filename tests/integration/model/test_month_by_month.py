"""The lists of a home in the order of their days, with their overlap; small counts are not told."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from sukoyaka.engine.duck import Duck
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.evaluation.months import months
from sukoyaka.hub.features.view import open_view
from sukoyaka.hub.findings.people import open_crosswalks
from sukoyaka.hub.screening import criteria, determination
from sukoyaka.records.purpose import Purpose


@pytest.fixture(scope="module")
def home(past_hub, tmp_path_factory):
    """Two determinations: the second has the same lists but for one child."""
    place, day = tmp_path_factory.mktemp("months"), date(2023, 6, 1)
    with Duck() as engine:
        view = open_view(engine, past_hub.screening, Permit(past_hub.register, Purpose.SCREENING, day), day, "snap")
        made = determination.determine(view, criteria.load("v1"), open_crosswalks(past_hub.home).screening)
    determination.save(made, place)
    gone = made.listed["subject_id"][0]
    left = made.children.with_columns(tier=pl.when(pl.col("subject_id") != gone).then("tier"))
    determination.save(replace(made, run_id="f" * 16, as_of=date(2023, 7, 1), children=left), place)
    return place, made


def test_a_row_a_determination_in_the_order_of_their_days(home):
    rows = months(home[0], pl.DataFrame(schema={"case": pl.String, "person": pl.String}))
    assert [row["as_of"] for row in rows] == ["2023-06-01", "2023-07-01"]
    assert rows[0]["overlap"] is None
    listed = home[1].listed.height
    assert rows[1]["overlap"] == pytest.approx((listed - 1) / listed, abs=1e-4)


def test_a_count_from_one_to_nine_is_not_told(home):
    row = months(home[0], pl.DataFrame(schema={"case": pl.String, "person": pl.String}))[0]
    assert 0 < determination.summary(home[1])["lists"]["at_risk"] < 10
    assert row["at_risk"] is None
    assert row["population"] == home[1].children.height
    assert row["judged"] == 0
