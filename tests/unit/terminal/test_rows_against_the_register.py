"""Rows against the register: which fault holds a row back, which costs a value, which is only told."""

from datetime import date
from pathlib import Path

import pytest

from sukoyaka.governance import register
from sukoyaka.terminal.check.rows import check_rows
from sukoyaka.terminal.read.table import read_table

ALLOWANCE, CHECKUP, RESIDENT = (register.load().source(name) for name in ("child_allowance", "checkup_child", "resident"))
DAY = date(2024, 4, 1)
A = "認定番号,受給者宛名番号,児童宛名番号,認定日,支給区分,喪失日"
C = "宛名番号,健診種別,受診日,体重,判定"
R = "宛名番号,履歴番号,世帯番号,氏名,生年月日,性別,異動事由,異動日,届出日"

# what                                source, header, row                                                          rule, kept
CASES = {
    "in order": (ALLOWANCE, A, "S,0000000001,0000000002,R4/2/1,1,", None, True),
    "a term that lies ahead": (ALLOWANCE, A, "S,0000000001,0000000002,R4/2/1,1,R8/3/31", None, True),
    "a fact after the delivery": (ALLOWANCE, A, "S,0000000001,0000000002,R6/5/1,1,", "C-FUTURE", False),
    "a required number missing": (ALLOWANCE, A, "S,,0000000002,R4/2/1,1,", "C-REQUIRED", False),
    "leading zeros lost": (ALLOWANCE, A, "S,1,0000000002,R4/2/1,1,", "C-ID-WIDTH", False),
    "a spreadsheet's exponent": (ALLOWANCE, A, "S,1.23E+09,0000000002,R4/2/1,1,", "C-ID-EXCEL", False),
    "letters in a number": (ALLOWANCE, A, "S,00000A0001,0000000002,R4/2/1,1,", "C-ID", False),
    "an impossible day that is required": (ALLOWANCE, A, "S,0000000001,0000000002,R4/2/30,1,", "C-DATE", False),
    "an impossible day that is not": (ALLOWANCE, A, "S,0000000001,0000000002,R4/2/1,1,R4/13/1", "C-DATE", True),
    "a code outside the table": (ALLOWANCE, A, "S,0000000001,0000000002,R4/2/1,7,", "L2-04", True),
    "a required code outside the table": (CHECKUP, C, "0000000002,5歳児,令和5年4月1日,12000,1", "L2-04", False),
    "an unlisted change of residence": (
        RESIDENT,
        R,
        "0000000002,1,0000000009,見本　花,R02.01.02,2,帰化,R03.01.02,R03.01.02",
        "L2-04",
        True,
    ),
    "kilograms for grams": (CHECKUP, C, "0000000002,3歳児,令和5年4月1日,12.5,1", "C-UNIT", True),
    "a weight that cannot be": (CHECKUP, C, "0000000002,3歳児,令和5年4月1日,900000,1", "C-RANGE", True),
    "no number": (CHECKUP, C, "0000000002,3歳児,令和5年4月1日,12kg,1", "L2-01", True),
    "a substituted character": (RESIDENT, R, "0000000002,1,0000000009,見本　〓,R02.01.02,2,出生,R02.01.02,R02.01.02", "L1-08", True),
}


@pytest.mark.parametrize("what", CASES)
def test_a_row(what: str, tmp_path: Path) -> None:
    source, header, row, rule, kept = CASES[what]
    (tmp_path / "x.csv").write_bytes(f"{header}\r\n{row}\r\n".encode("cp932"))
    checked = check_rows(read_table(tmp_path / "x.csv", source), source, DAY)
    assert checked.findings["rule"].to_list() == ([rule] if rule else [])
    assert checked.kept.height == kept
    assert checked.quarantined.height == (not kept)


def test_a_person_does_not_vanish_for_an_unlisted_word(tmp_path: Path) -> None:
    row = CASES["an unlisted change of residence"][2]
    (tmp_path / "x.csv").write_bytes(f"{R}\r\n{row}\r\n".encode("cp932"))
    checked = check_rows(read_table(tmp_path / "x.csv", RESIDENT), RESIDENT, DAY)
    assert checked.kept["reason"].to_list() == ["UNSPECIFIED"]


def test_a_copy_is_held_back_once(tmp_path: Path) -> None:
    row = CASES["in order"][2]
    (tmp_path / "x.csv").write_bytes(f"{A}\r\n{row}\r\n{row}\r\n".encode("cp932"))
    checked = check_rows(read_table(tmp_path / "x.csv", ALLOWANCE), ALLOWANCE, DAY)
    assert (checked.kept["line"].to_list(), checked.quarantined["line"].to_list()) == ([2], [3])


@pytest.mark.parametrize(
    ("lot", "kept"), [("控123456789018番", None), ("控123456789012番", "控123456789012番"), ("1123456789018", "1123456789018")]
)
def test_a_my_number_in_a_text_costs_the_text(lot: str, kept: str | None, tmp_path: Path) -> None:
    source = register.load().source("vaccination")
    (tmp_path / "x.csv").write_bytes(f"宛名番号,接種種別,回数,接種日,ロット番号\r\n0000000012,BCG,1,20211110,{lot}\r\n".encode("cp932"))
    checked = check_rows(read_table(tmp_path / "x.csv", source), source, DAY)
    assert checked.kept["lot"].to_list() == [kept]
    assert checked.findings["rule"].to_list() == ([] if kept else ["C-MYNUMBER"])
