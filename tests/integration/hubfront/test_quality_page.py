"""`hub quality`: each source before and after cleansing, rule by rule, against the build before; nobody is on it."""

import json
import pkgutil
import re
from datetime import date
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from hubfront_parcels import DAY, Hub, Terminal, checkup, family, lived, person

from sukoyaka.hub import cleanse
from sukoyaka.hub.cleanse.sheet import Rule
from sukoyaka.hub.commands import group
from sukoyaka.hub.counts.quality import BINS, shape
from sukoyaka.hub.counts.rule_words import WORDS
from sukoyaka.hub.people import persons
from sukoyaka.hub.screening.disclosure import Mark
from sukoyaka.hub.store.errors import NoSnapshot

MAY = date(2024, 5, 1)


def page(hub: Hub, out: Path, day: date = DAY) -> tuple[dict, str]:
    arguments = ["quality", "--as-of", day.isoformat(), "--home", str(hub.home), "--out", str(out), "--json"]
    done = CliRunner().invoke(group, arguments, catch_exceptions=False)
    return json.loads(done.stdout), out.read_text(encoding="utf-8")


@pytest.fixture
def told(hub: Hub, terminal: Terminal, medium: Path, tmp_path: Path) -> tuple[dict, str]:
    terminal.seal(family(), medium)
    hub.receive(medium)
    hub.build()
    return page(hub, tmp_path / "quality.html")


def test_rows_that_came_are_rows_kept_and_rows_set_aside(told: tuple[dict, str]) -> None:
    for one in told[0]["sources"]:
        assert one["rows_in"] == one["rows_kept"] + one["rows_set_aside"]
    checkups = next(one for one in told[0]["sources"] if one["source"] == "checkup_child")
    assert (checkups["rows_in"], checkups["rows_set_aside"], checkups["values_changed"]) == (3, 2, 1)
    assert checkups["values_per_row"] == pytest.approx(1 / 3, abs=1e-6)


def test_each_rule_says_what_it_did_with_an_example_that_is_nobodys(told: tuple[dict, str]) -> None:
    rules = {(one["source"], one["rule"]): one for one in told[0]["rules"]}
    mended = rules["checkup_child", "weight-in-kilograms"]
    assert (mended["rows"], mended["items"], mended["what"]) == (1, ["体重"], "changed")
    assert rules["checkup_child", "unknown-person"]["what"] == "set_aside"
    for one in told[0]["rules"]:
        assert one["does"] in told[1]
        assert one["example"] in told[1]


def test_nobody_is_on_the_page_and_it_needs_nothing_from_anywhere(told: tuple[dict, str]) -> None:
    document, text = told
    for number in (1, 2, 3, 99):
        assert person(number) not in text + json.dumps(document)
    assert not re.search(r"<script|src=|href=\"http", text)


def test_the_build_before_stands_beside_it(hub: Hub, terminal: Terminal, tmp_path: Path) -> None:
    terminal.seal(family(), tmp_path / "april", sequence=1)
    terminal.seal({"checkup_child": [checkup(2, weight=9_800.0), checkup(3)]}, tmp_path / "may", sequence=2, created_on=MAY)
    hub.receive(tmp_path / "april")
    april = hub.build()
    hub.receive(tmp_path / "may", on=MAY)
    hub.build(MAY)
    document, text = page(hub, tmp_path / "quality.html", MAY)
    assert document["before"] == april.name
    checkups = next(one for one in document["sources"] if one["source"] == "checkup_child")
    assert checkups["marked"], "two of three rows were set aside, now one of two"
    assert "▲ 小児健診" in text


def test_before_anything_is_built_there_is_no_page(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot):
        page(hub, tmp_path / "quality.html")


def test_a_slip_is_seen_in_the_shape_before_and_not_after() -> None:
    good = [9_000.0 + 10 * n for n in range(100)]
    found = shape(pl.Series([9.8] * 12 + good), pl.Series([9_800.0] * 12 + good))
    assert (found["before"][0], found["after"][0]) == (12, 0)
    assert len(found["before"]) == len(found["edges"]) == BINS + 1


def test_few_rows_of_a_step_are_a_mark() -> None:
    assert shape(pl.Series([1.0] * 9), pl.Series([1.0] * 9))["before"].count(Mark.SMALL) == 1


def test_more_came_than_there_are_is_explained_by_who_moved_away(hub: Hub, terminal: Terminal, medium: Path, tmp_path: Path) -> None:
    """Twenty children fell due in the year and came; ten of them moved away before its end."""
    born, came, left = date(2021, 5, 1), date(2022, 12, 10), date(2023, 2, 1)
    here = [lived(n, household=n, born=born) for n in range(10, 30)]
    gone = [
        lived(n, household=n, born=born, sequence=2) | {"reason": "MOVE_OUT", "moved_on": left, "happened_on": left} for n in range(10, 20)
    ]
    visits = [checkup(n, date=came, happened_on=came) for n in range(10, 30)]
    terminal.seal({"resident": [*here, *gone], "checkup_child": visits}, medium)
    hub.receive(medium)
    hub.build()
    lines = {line["round"]: line for line in page(hub, tmp_path / "quality.html")[0]["attendance"]}
    line = lines["2022年度 1歳6か月児健診"]
    assert (line["rate"], line["対象で受診"], line["年度末までに転出などで受診"]) == (2.0, 10, 10)


def test_every_rule_has_its_words() -> None:
    modules = [import_module(f"{cleanse.__name__}.{one.name}") for one in pkgutil.iter_modules(cleanse.__path__)]
    rules = {value.name for module in (*modules, persons) for value in vars(module).values() if isinstance(value, Rule)}
    assert rules == set(WORDS)
