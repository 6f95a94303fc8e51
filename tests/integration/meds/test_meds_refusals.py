"""`hub export-meds` refuses with a sentence, and leaves nothing behind."""

import shutil
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from sukoyaka.governance import register as registers
from sukoyaka.hub.commands import group
from sukoyaka.hub.marts import meds
from sukoyaka.hub.store.errors import DirectoryOccupied, NoSnapshot, NothingReceived, StoreDamaged
from sukoyaka.records.errors import ExitCode, NotPermitted


@pytest.fixture
def out(tmp_path):
    return tmp_path / "somewhere" / "out"


@pytest.mark.parametrize(
    ("purpose", "sentence"),
    [("casework", "for display"), ("planning", "leaves as tables only"), ("curiosity", "'curiosity'"), ("", "''")],
)
def test_a_purpose_without_data_for_analysts(city, out, purpose, sentence):
    with pytest.raises(NotPermitted, match=sentence) as refusal:
        city.export(out, purpose)
    assert refusal.value.allowed == "health-study, screening"
    assert not out.parent.exists()


def test_a_directory_that_holds_something_else(city, out):
    out.mkdir(parents=True)
    (out / "thesis.txt").write_text("years of work")
    with pytest.raises(DirectoryOccupied, match="out/ holds something"):
        city.export(out)
    assert [path.name for path in out.parent.rglob("*")] == ["out", "thesis.txt"]
    assert DirectoryOccupied.exit_code is ExitCode.USAGE


@pytest.mark.parametrize("document", ['{"etl_name": "of somebody else"}', "{", "[]", '"text"'])
def test_a_data_set_of_somebody_else(city, out, document):
    for name in ("data", "metadata"):
        (out / name).mkdir(parents=True)
    (out / "metadata" / "dataset.json").write_text(document)
    with pytest.raises(DirectoryOccupied):
        city.export(out)
    assert (out / "metadata" / "dataset.json").read_text() == document


def test_something_beside_an_earlier_export(city, out):
    city.export(out)
    (out / "notes.txt").write_text("mine")
    with pytest.raises(DirectoryOccupied):
        city.export(out)
    assert (out / "notes.txt").read_text() == "mine"


def test_an_empty_directory_is_taken(city, out):
    out.mkdir(parents=True)
    city.export(out)
    assert (out / "metadata" / "dataset.json").exists()


def test_a_file_is_no_directory(city, tmp_path):
    (tmp_path / "file").write_text("")
    done = CliRunner().invoke(group, ["export-meds", "screening", str(tmp_path / "file"), "--home", str(city.home)])
    assert done.exit_code == ExitCode.USAGE


def test_a_failure_halfway_leaves_the_earlier_export(city, out, monkeypatch):
    city.export(out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    monkeypatch.setattr(meds, "_document", lambda *_: {1: "a", "b": object})  # cannot be sorted, so not written
    with pytest.raises(TypeError):
        city.export(out)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_hidden_neighbours_are_left_alone(city, out):
    out.parent.mkdir()
    for name in (".out", ".secrets"):
        (out.parent / name).write_text("not ours")
    city.export(out)
    assert {path.name for path in out.parent.iterdir()} == {"out", ".out", ".secrets"}


def test_nothing_built(tmp_path, out, city):
    with pytest.raises(NoSnapshot):
        replace(city, home=tmp_path / "elsewhere").export(out)
    assert not (tmp_path / "elsewhere").exists()


def test_a_mart_of_nobody(make_city, out):
    with pytest.raises(NothingReceived, match="holds nobody"):
        make_city("empty", numbers=()).export(out)


def test_a_day_without_legal_footing(city, out):
    with pytest.raises(NotPermitted, match="not cleared for screening on 2029-04-01"):
        city.export(out, as_of=date(2029, 4, 1))  # every approval ends on 2029-03-31
    assert not out.parent.exists()


def test_a_mart_made_under_another_register(city, out, tmp_path):
    register = shutil.copytree(registers.default_directory(), tmp_path / "register")
    path = register / "consultation.toml"
    path.write_text(path.read_text().replace("[item.severity]\n", '[item.severity]\npurposes = ["casework"]\n'))
    with pytest.raises(NotPermitted, match="was made under register"):
        city.export(out, register=register)


def test_a_mart_that_has_changed(city, out):
    path = city.mart.directory / "events" / "2023.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(StoreDamaged, match="events/2023 of the mart of screening"):
        city.export(out)
    assert not out.parent.exists()
