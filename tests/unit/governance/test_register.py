"""The register is obeyed to the letter, and a file that cannot be obeyed is refused with its place."""

from datetime import date
from pathlib import Path

import pytest

from sukoyaka.governance import register as registers
from sukoyaka.governance.permit import Permit, goes_to_vault, leaves_terminal
from sukoyaka.governance.register import Masking
from sukoyaka.records.errors import NotPermitted, RegisterInvalid
from sukoyaka.records.purpose import Purpose

DAY = date(2024, 4, 1)
SOURCE = """
[source]
name = "試験"
english = "Trial"
holder = "試験課"
files = ["試験_*.csv"]
format = "csv"
encoding = "cp932"
subject = "resident"
time = "date"
known = "date"
strand = "life"

[default]
purposes = ["screening"]
approval = "A1"
sensitivity = "personal"
cost = { yen_per_year = 0, ease = "on file" }

[approval.A1]
article = "個人情報保護法61条"
scope = "試験"
status = "cleared"
until = 2024-12-31

[item.resident]
column = "宛名番号"
meaning = "Person number"
type = "resident_number"
masking = "pseudonym"
reason = "試験"

[item.date]
column = "日付"
meaning = "Day"
type = "date"
masking = "as is"
reason = "試験"
"""


def write(directory: Path, text: str) -> Path:
    (directory / "trial.toml").write_text(text, encoding="utf-8")
    return directory


def test_it_reads_a_source(tmp_path: Path) -> None:
    source = registers.load(write(tmp_path, SOURCE)).source("trial")
    assert source.by_column["宛名番号"].masking is Masking.PSEUDONYM
    assert source.item("date").approval.article == "個人情報保護法61条"
    assert source.tables == ("trial",)


def test_its_version_names_exactly_these_files(tmp_path: Path) -> None:
    before = registers.load(write(tmp_path, SOURCE)).version
    assert registers.load(tmp_path).version == before
    assert registers.load(write(tmp_path, SOURCE + "# a comment\n")).version != before


FAULTS = {
    "an unknown key of an item": ('meaning = "Day"', 'meaning = "Day"\ncolour = "red"', "unknown key colour"),
    "an unknown masking": ('masking = "as is"', 'masking = "hash it"', "hash it"),
    "an unknown purpose": ('["screening"]', '["marketing"]', "marketing"),
    "an approval that is not there": ('approval = "A1"', 'approval = "A2"', "names the approval 'A2'"),
    "an unknown key of the file": ("[default]", "[defaults]", "unknown key defaults"),
    "a subject that is no item": ('subject = "resident"', 'subject = "person"', "no item person"),
    "a source without holder": ('holder = "試験課"\n', "", "holder"),
    "not TOML": ("[source]", "[source", "not TOML"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_refused_with_its_place(what: str, tmp_path: Path) -> None:
    good, bad, says = FAULTS[what]
    with pytest.raises(RegisterInvalid, match=says) as caught:
        registers.load(write(tmp_path, SOURCE.replace(good, bad, 1)))
    assert "trial" in str(caught.value)


def test_an_empty_directory_is_no_register(tmp_path: Path) -> None:
    with pytest.raises(RegisterInvalid, match="no register"):
        registers.load(tmp_path)


def test_the_gate_is_closed_by_default(tmp_path: Path) -> None:
    register = registers.load(write(tmp_path, SOURCE))
    allowed = Permit(register, Purpose.SCREENING, DAY)
    other = Permit(register, Purpose.HEALTH_STUDY, DAY)
    late = Permit(register, Purpose.SCREENING, date(2025, 1, 1))
    assert [item.id for item in allowed.items(register.source("trial"))] == ["resident", "date"]
    assert other.items(register.source("trial")) == ()
    assert late.items(register.source("trial")) == ()


def test_a_refusal_names_the_missing_step_and_whom_to_ask(tmp_path: Path) -> None:
    register = registers.load(write(tmp_path, SOURCE))
    with pytest.raises(NotPermitted, match=r"利用目的.*ask 試験課"):
        Permit(register, Purpose.HEALTH_STUDY, DAY).require("trial", ["date"])
    with pytest.raises(NotPermitted, match="法的整理「A1」"):
        Permit(register, Purpose.SCREENING, date(2025, 1, 1)).require("trial", ["date"])
    Permit(register, Purpose.SCREENING, DAY).require("trial", ["date"])


def test_the_citys_own_register_lets_no_name_and_no_uncleared_item_leave() -> None:
    register = registers.load()
    leaving = {f"{item.source}.{item.id}" for item in register.items() if leaves_terminal(item, DAY)}
    assert not {"resident.name", "resident.kana", "resident.postal_code", "consultation.remark", "child_allowance.cause"} & leaving
    assert {"resident.resident", "resident.birth_date", "checkup_child.weight"} <= leaving
    vault = {f"{item.source}.{item.id}" for item in register.items() if goes_to_vault(item, DAY)}
    assert vault >= {"resident.name", "resident.kana", "resident.birth_date", "resident.address", "resident.support_measure"}
    assert not any(name.startswith(("claims", "consultation", "checkup")) for name in vault)


LIKE = SOURCE.replace('files = ["試験_*.csv"]', 'files = ["別_*.csv"]\nlike = "trial"').partition("[item.resident]")[0]


def test_a_source_like_another_has_its_items_under_its_own_footing(tmp_path: Path) -> None:
    other = (
        LIKE.replace("A1", "B1")
        + '[item.date]\ncolumn = "年月日"\n[item.more]\ncolumn = "別"\nmeaning = "More"\ntype = "text"\nmasking = "drop"\nreason = "試験"\n'
    )
    (tmp_path / "second.toml").write_text(other, encoding="utf-8")
    source = registers.load(write(tmp_path, SOURCE)).source("second")
    assert [(item.id, item.column, item.approval.id, item.source) for item in source.items] == [
        ("resident", "宛名番号", "B1", "second"),
        ("date", "年月日", "B1", "second"),
        ("more", "別", "B1", "second"),
    ]


@pytest.mark.parametrize("like", ["nobody", "second"])
def test_a_source_is_like_one_that_has_items_of_its_own(tmp_path: Path, like: str) -> None:
    (tmp_path / "second.toml").write_text(LIKE.replace('like = "trial"', f'like = "{like}"'), encoding="utf-8")
    with pytest.raises(RegisterInvalid, match="items of its own"):
        registers.load(write(tmp_path, SOURCE))


def test_a_crosswalk_names_its_own_items(tmp_path: Path) -> None:
    crossed = SOURCE.replace(
        'strand = "life"', 'strand = "life"\ncrosswalk = { to = "claims", on = ["card"], from = "date", until = "date" }'
    )
    with pytest.raises(RegisterInvalid, match="no item card"):
        registers.load(write(tmp_path, crossed))


def test_a_crosswalk_says_until_when_a_card_holds(tmp_path: Path) -> None:
    endless = SOURCE.replace('strand = "life"', 'strand = "life"\ncrosswalk = { to = "claims", on = ["resident"], from = "date" }')
    with pytest.raises(RegisterInvalid, match="does not say until"):
        registers.load(write(tmp_path, endless))
