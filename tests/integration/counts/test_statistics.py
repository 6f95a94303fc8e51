"""`hub statistics`: what planning may be told, and never a count from 1 to 9 nor one from which such a count follows."""

import csv
import json
import re
import shutil
from datetime import date

import polars as pl
import pytest
from click.testing import CliRunner

from sukoyaka.governance import register as registers
from sukoyaka.hub import flow
from sukoyaka.hub.commands import group
from sukoyaka.hub.counts import planning
from sukoyaka.hub.counts.crossed import ALL, crossed
from sukoyaka.hub.screening import criteria
from sukoyaka.hub.screening.disclosure import Mark
from sukoyaka.records.errors import NotPermitted

AS_OF = "2024-04-01"


def told(home, out):
    arguments = ["statistics", "--as-of", AS_OF, "--home", str(home), "--out", str(out), "--json"]
    done = CliRunner().invoke(group, arguments, catch_exceptions=False)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def written(city, tmp_path_factory):
    out = tmp_path_factory.mktemp("statistics")
    return told(city.home, out), out


def children(city):
    return city.people.filter(pl.col("birth_month") > pl.date(2018, 4, 1)).with_columns(district=pl.col("town").str.head(3) + "000")


def test_children_by_district_are_those_who_live_there(city, written):
    lines = {line["district"]: line for line in written[0]["tables"]["children"]}
    truth = dict(children(city).group_by("district").len().iter_rows())
    assert {name: line[ALL] for name, line in lines.items() if name != ALL} == truth
    assert lines[ALL][ALL] == sum(truth.values())


def test_no_count_from_one_to_nine_is_told(written):
    document, out = written
    cells = [cell for lines in document["tables"].values() for line in lines for name, cell in line.items() if name != "district"]
    assert not [cell for cell in cells if isinstance(cell, int) and 0 < cell < 10]
    assert {cell for cell in cells if isinstance(cell, str)} <= set(Mark)
    for path in out.glob("*.csv"):
        with path.open(encoding="utf-8-sig") as file:
            for line in csv.DictReader(file):
                numbers = [int(cell) for name, cell in line.items() if name not in ("地区", "割合") and cell.isdigit()]
                assert not [number for number in numbers if 0 < number < 10], path.name


def test_the_share_who_came_to_a_round_is_that_of_the_city(city, written):
    line = written[0]["tables"]["checkup_18M"][-1]
    assert line["district"] == ALL
    due = [born for born in children(city)["birth_month"] if born.year < 2022]
    assert line[ALL] >= 10
    assert line[ALL] <= len(children(city))
    assert line["受けた"] / line[ALL] == pytest.approx(0.9, abs=0.04), len(due)


def test_lists_by_district_are_those_of_the_latest_determination(city, tmp_path):
    home = tmp_path / "hub"
    shutil.copytree(city.home, home)
    assert "lists" not in told(home, tmp_path / "before")["tables"]
    run, _ = flow.screen_on_trial(home, registers.load(), criteria.load("v1"), date(2024, 4, 1))
    (home / "trials").rename(home / "runs")
    document = told(home, tmp_path / "after")
    lines = {line["district"]: line for line in document["tables"]["lists"]}
    assert document["lists_of"]["run"] == run.run_id
    assert lines[ALL][ALL] == run.children.height
    assert set(lines) == {*children(city)["district"], ALL}
    assert not [cell for line in lines.values() for cell in line.values() if isinstance(cell, int) and 0 < cell < 10]
    assert (tmp_path / "after" / "lists.csv").exists()


def test_a_round_nobody_could_be_known_to_have_come_to_has_no_attendance(written):
    assert written[0]["tables"]["checkup_36M"][-1]["受けた"] == 0


def test_the_page_stands_alone_and_says_how_small_the_smallest_class_is(written):
    document, out = written
    text = (out / "statistics.html").read_text(encoding="utf-8")
    assert not re.search(r"https?://|<script|src=|href=", text)
    assert document["anonymity"]["k"] >= 10
    assert f"<td>{document['anonymity']['k']}</td>" in text
    assert "養育の良し悪しを示しません" in text


def test_the_home_is_left_as_it_is_and_the_tables_are_the_same_again(city, written, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in city.home.rglob("*") if path.is_file()}
    told(city.home, tmp_path / "again")
    assert before == {path: path.stat().st_mtime_ns for path in city.home.rglob("*") if path.is_file()}
    for path in written[1].iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_under_a_register_from_which_the_purpose_was_taken_nothing_is_counted(city, tmp_path):
    register = tmp_path / "register"
    shutil.copytree(registers.default_directory(), register)
    for path in register.glob("*.toml"):
        path.write_text(path.read_text(encoding="utf-8").replace(', "planning"]', "]"), encoding="utf-8")
    with pytest.raises(NotPermitted, match="施策の統計"):
        CliRunner().invoke(
            group,
            ["statistics", "--as-of", AS_OF, "--home", str(city.home), "--out", str(tmp_path / "o"), "--register", str(register)],
            catch_exceptions=False,
        )
    assert not (tmp_path / "o").exists()


def test_after_the_approvals_have_ended_nothing_is_counted(city, tmp_path):
    with pytest.raises(NotPermitted):
        planning.statistics(city.home, registers.load(), date(2029, 4, 1), None)


def test_a_small_cell_cannot_be_had_by_subtraction():
    people = pl.DataFrame({"district": ["a"] * 43 + ["b"] * 40, "came": ["yes"] * 40 + ["no"] * 3 + ["yes"] * 40})
    table = crossed(people, "district", "came", ("yes", "no"))
    assert table.cells["a", "no"] is Mark.SMALL
    assert table.cells[ALL, "no"] is Mark.SMALL
    assert isinstance(table.cells["a", "yes"], Mark) or isinstance(table.cells["a", ALL], Mark)
    assert table.share("a", "yes") is None


def test_a_table_of_nobody_is_empty():
    table = crossed(pl.DataFrame(schema={"district": pl.String, "came": pl.String}), "district", "came", ("yes", "no"))
    assert [row for row, _ in table.lines()] == [ALL]
    assert dict(table.lines())[ALL] == {"yes": 0, "no": 0, ALL: 0}


def test_the_schedule_names_a_dose_before_it_is_counted():
    assert all(here < due for _, here, due in planning.DOSES.values())
