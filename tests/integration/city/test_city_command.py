"""`sukoyaka city build` at the keyboard."""

import json
from pathlib import Path

from click.testing import CliRunner

from sukoyaka.city.commands import group
from sukoyaka.city.flow import OutputOccupied


def test_the_result_is_json_on_standard_output(tmp_path: Path) -> None:
    out = tmp_path / "city"
    result = CliRunner().invoke(group, ["build", "--scale", "0.003", "--seed", "2", "--as-of", "2024-04-01", "--out", str(out), "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json.loads((out / "city.json").read_text(encoding="utf-8"))
    assert "住民基本台帳_20240401.csv" in result.stderr


def test_a_scale_of_nothing_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(group, ["build", "--scale", "0", "--out", str(tmp_path / "city")])
    assert result.exit_code == 2
    assert not (tmp_path / "city").exists()


def test_a_directory_in_use_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    result = CliRunner().invoke(group, ["build", "--scale", "0.003", "--out", str(tmp_path)])
    assert isinstance(result.exception, OutputOccupied)
    assert "choose another --out" in str(result.exception)


def test_help_shows_an_example() -> None:
    assert "sukoyaka city build --scale" in CliRunner().invoke(group, ["build", "--help"]).output
