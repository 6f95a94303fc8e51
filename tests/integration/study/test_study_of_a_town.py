"""`hub study` on a home: what is written, the same bytes again, and what is refused."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from integration.study.conftest import AS_OF, Rows, town, write

from sukoyaka.hub import commands
from sukoyaka.hub.marts import open_mart
from sukoyaka.hub.study import run
from sukoyaka.hub.study.table import NothingObservable
from sukoyaka.records.errors import NotPermitted
from sukoyaka.records.purpose import Purpose


@pytest.fixture
def study(register, protocol):
    def made(home: Path, about: str = "試験の町") -> tuple[Path, dict]:
        return run.run(home, open_mart(home, Purpose.HEALTH_STUDY), register, run.Asked(protocol, AS_OF, about))

    return made


def bytes_of(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


def test_the_same_inputs_give_the_same_bytes(home, study):
    first = bytes_of(study(home)[0])
    assert bytes_of(study(home)[0]) == first
    assert set(first) == {"study.json", "report.html"}


def test_what_was_planted_is_found_and_told(home, study):
    directory, found = study(home)
    result = next(one for one in found["results"] if (one["exposure"], one["outcome"]) == ("mood", "weight_sds"))
    assert result["per_month"]["interval"][0] <= -0.15 <= result["per_month"]["interval"][1]
    assert result["p_holm"] < 0.05
    assert [one["months"] for one in result["doses"]] == ["1-2", "3-5", "6-12"]
    page = (directory / "report.html").read_text(encoding="utf-8")
    assert "気分の不調" in page
    assert "<svg" in page
    assert found["control"]["found"] == []


def test_an_unknown_exposure_is_excluded_and_counted(home, study):
    _, found = study(home)
    flow = found["flow"]
    assert flow["not_observable"] > 0  # one mother in ten has no card that the city sees
    assert flow["came"] == flow["no_adult"] + flow["not_observable"] + flow["analysed"]
    care = next(one for one in found["results"] if (one["exposure"], one["outcome"]) == ("care", "weight_sds"))
    assert care["visits"] == 0  # nobody is covered by that source: unknown, not unexposed
    assert care["unknown"] > 0


def test_few_exposed_children_are_not_told(register, study, tmp_path):
    rows = town(3, 0.0)
    ill = sorted({row[0] for row in rows.events if row[2] == "CLAIM/DX/F32"})[:5]
    few = replace(rows, events=[row for row in rows.events if row[2] != "CLAIM/DX/F32" or row[0] in ill])
    write(few, tmp_path / "hub", register)
    mood = [one for one in study(tmp_path / "hub")[1]["results"] if one["exposure"] == "mood"]
    assert all(one["exposed"] is None and one["adjusted"] is None and one["rounds"] == [] for one in mood)


def test_no_child_that_could_be_looked_at(register, study, tmp_path):
    write(town(2, 0.0, families=30, covered=0.0), tmp_path / "hub", register)
    with pytest.raises(NothingObservable, match="none lived with an adult whose claims could be seen"):
        study(tmp_path / "hub")
    assert not (tmp_path / "hub" / "studies").exists()


def test_a_mart_of_another_purpose(register, protocol, tmp_path):
    mart = write(town(2, 0.0, families=30), tmp_path / "hub", register, Purpose.SCREENING)
    with pytest.raises(NotPermitted, match="a mart made for screening was asked for health-study"):
        run.run(tmp_path / "hub", mart, register, run.Asked(protocol, AS_OF))


def test_what_happened_later_changes_nothing(home, study, register, tmp_path):
    rows = town(1, -0.15)
    later = [(*row[:5], AS_OF, *row[6:]) for row in rows.events[:200]]  # told again, known too late
    write(Rows(rows.people, rows.homes, rows.coverage, [*rows.events, *later]), tmp_path / "late", register)
    assert study(tmp_path / "late")[1]["results"] == study(home)[1]["results"]


def test_the_command_shows_and_copies(home, tmp_path):
    arguments = ["study", "co_resident_health", "--as-of", "2024-04-01", "--home", str(home), "--out", str(tmp_path / "copy"), "--json"]
    done = CliRunner().invoke(commands.group, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert found["name"] == "co_resident_health"
    assert (tmp_path / "copy" / "report.html").is_file()
    shutil.rmtree(tmp_path / "copy")
