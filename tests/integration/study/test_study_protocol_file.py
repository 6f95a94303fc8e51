"""The protocol as a file: the one that is shipped holds, and each fault is refused with its place."""

from pathlib import Path

import pytest

from sukoyaka.hub.study import protocol as protocols
from sukoyaka.hub.study.protocol import ProtocolInvalid, check_against, load
from sukoyaka.records.errors import ExitCode

TEXT = (protocols.default_directory() / "co_resident_health.toml").read_text(encoding="utf-8")


def written(folder: Path, old: str, new: str) -> Path:
    assert old in TEXT
    (folder / "changed.toml").write_text(TEXT.replace(old, new), encoding="utf-8")
    return folder


def test_the_shipped_protocol_holds(register):
    held = load("co_resident_health")
    check_against(held, register)
    assert held.main.first_day == 365
    assert "F53" in {one.name: one for one in held.exposures}["mood"].categories
    assert [one.name for one in held.outcomes if one.negative_control] == ["born_in_odd_month"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('codes = ["F10"]', 'codes = ["F1"]', "unknown code 'F1'"),
        ('codes = ["F40-F48"]', 'codes = ["F48-F40"]', "unknown code 'F48-F40'"),
        ('"siblings", "district"]', '"siblings", "income"]', "the unknown income"),
        ('"care_of_the_child > outcome"', '"care_of_the_child > assistance"', "assistance is adjusted for and is an effect"),
        ('"age > outcome"', '"outcome > age"', "go round|is an effect"),
        ('beside = ["anxiety", "alcohol"]', 'beside = ["mood"]', "stands beside mood"),
        ("last_day = 1\n", "last_day = 0\n", "windows are not in order"),
        ("main = false", "main = true", "windows are not in order"),
        ('measure = "head"', 'measure = "foot"', "unknown measure"),
        ("negative_control =", "because =", r"no right \[outcome.born_in_odd_month\]"),
        ("alpha = 0.05", "alpha = 1", "rules.alpha of another kind"),
        ("[rules]", "[rules]\n[rules]", "not TOML"),
        ("[rules]", "[more]\nx = 1\n[rules]", "unknown table more"),
    ],
)
def test_each_fault_has_its_sentence(tmp_path, old, new, said):
    with pytest.raises(ProtocolInvalid if "round" not in said else Exception, match=said) as caught:
        load("changed", written(tmp_path, old, new))
    assert caught.value.exit_code is ExitCode.CRITERIA_INVALID


def test_without_a_negative_control_there_is_no_study(tmp_path):
    start = TEXT.index("[outcome.born_in_odd_month]")
    (tmp_path / "bare.toml").write_text(TEXT[:start] + TEXT[TEXT.index("# ---- 調整する変数") :], encoding="utf-8")
    with pytest.raises(ProtocolInvalid, match="no negative control"):
        load("bare", tmp_path)


def test_an_event_code_that_no_source_emits(tmp_path, register):
    held = load("changed", written(tmp_path, "CARE/CERTIFIED/START", "CARE/SOMETHING/START"))
    with pytest.raises(ProtocolInvalid, match="unknown code CARE/SOMETHING/START"):
        check_against(held, register)


def test_a_name_that_is_not_there(tmp_path):
    with pytest.raises(ProtocolInvalid, match="no protocol nowhere"):
        load("nowhere", tmp_path)
