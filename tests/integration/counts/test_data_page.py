"""`hub data-page`: what the steward sees of the data, and that nobody is on the page."""

import json
import re
from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest
from click.testing import CliRunner

from sukoyaka.governance import register as registers
from sukoyaka.hub.commands import group
from sukoyaka.hub.counts import data_page
from sukoyaka.hub.store.errors import NoSnapshot

AS_OF = "2024-04-01"


@pytest.fixture(scope="module")
def written(city, tmp_path_factory):
    page = tmp_path_factory.mktemp("page") / "data.html"
    arguments = ["data-page", "--as-of", AS_OF, "--home", str(city.home), "--out", str(page), "--json"]
    done = CliRunner().invoke(group, arguments, catch_exceptions=False)
    return json.loads(done.stdout), page.read_text(encoding="utf-8")


def delivery(root, name, day, rows, weights):
    """A delivery of checkups as it lies in the home: how many rows, and their weights."""
    directory = root / name
    directory.mkdir()
    pl.DataFrame({"resident": ["x"] * len(weights), "weight": weights, "line": [1] * len(weights)}).write_parquet(
        directory / "checkup_child.parquet"
    )
    told = {"source": ["checkup_child"], "known_through": [day], "rows_read": [rows], "rows_quarantined": [0], "rows_delivered": [rows]}
    return SimpleNamespace(directory=directory, sources=lambda: pl.DataFrame(told))


def test_a_source_stands_beside_its_delivery_before(tmp_path):
    register = registers.load()
    older = delivery(tmp_path, "older", date(2024, 2, 29), 100, [1.0, None])
    newer = delivery(tmp_path, "newer", date(2024, 3, 31), 80, [None, None])
    pair = data_page._pairs([older, newer], register)["checkup_child"]
    line = data_page._source(register, "checkup_child", date(2024, 4, 10), *pair)
    assert (line["days_old"], line["rows_delivered"], line["rows_before"]) == (10, 80, 100)
    assert line["change"] == pytest.approx(-0.2)
    assert line["marked"]
    fields = {one["item"]: one for one in data_page._nulls(register, "checkup_child", *pair)}
    assert (fields["weight"]["share"], fields["weight"]["before"], fields["weight"]["marked"]) == (1.0, 0.5, True)
    assert not fields["resident"]["marked"]
    assert "line" not in fields


def test_a_first_delivery_has_nothing_beside_it(tmp_path):
    register = registers.load()
    only = delivery(tmp_path, "only", date(2024, 2, 29), 100, [1.0, None])
    pair = data_page._pairs([only], register)["checkup_child"]
    line = data_page._source(register, "checkup_child", date(2024, 4, 10), *pair)
    assert (line["rows_before"], line["change"], line["marked"]) == (None, None, False)


def test_coverage_is_told_by_age_and_district_without_small_counts(written):
    coverage = written[0]["coverage"]
    assert coverage["checkup_child"]["district"][-1]["見える"] > 300
    assert coverage["claims_nhi"]["age"][-1]["見える"] == 0
    cells = [cell for of in coverage.values() for lines in of.values() for line in lines for cell in line.values() if isinstance(cell, int)]
    assert not [cell for cell in cells if 0 < cell < 10]


def test_the_dictionary_of_codes_is_there(written):
    assert "CHECKUP/18M/DONE" in {code["code"] for code in written[0]["codes"]}


def test_nobody_is_on_the_page_and_it_stands_alone(city, written):
    document, text = written
    persons = {f"{number:032x}" for number in city.people["number"]}
    ids = {str(i) for purpose in ("screening", "casework", "planning") for i in city.ids(purpose)["subject_id"]}
    for said in (text, json.dumps(document)):
        assert not (persons | ids) & set(re.findall(r"[0-9a-f]{7,}", said))
    assert not re.search(r"https?://|<script|src=|href=", text)
    assert "見えないことは、何もなかったことを意味しません" in text


def test_before_anything_is_built_there_is_no_page(tmp_path):
    with pytest.raises(NoSnapshot):
        CliRunner().invoke(
            group,
            ["data-page", "--as-of", AS_OF, "--home", str(tmp_path), "--out", str(tmp_path / "p.html")],
            catch_exceptions=False,
        )
