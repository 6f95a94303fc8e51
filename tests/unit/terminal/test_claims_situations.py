"""Claims by hand, a situation each: what is kept, what is held back, and the finding expected."""

from datetime import date
from pathlib import Path

import pytest
from terminal_inbox import RECEIPT, act, claims

from sukoyaka.governance import register
from sukoyaka.terminal.check.claims import CheckedClaims, check_claims
from sukoyaka.terminal.read.refusals import FileRefused
from sukoyaka.terminal.read.uke import Claims, read_claims

REGISTER = register.load()
NHI, ASSISTANCE, CHILD = (REGISTER.source(name) for name in ("claims_nhi", "claims_assistance", "claims_child"))
ALONE = ["RE,4,1212,202401", "KO,12143210,0012345,,1,288", act("SI", "11", "111000110", 288, 1, [3])]


def read(tmp_path: Path, *receipts: list[str], points: int = 0, source: register.Source = NHI) -> Claims:
    path = tmp_path / "RECEIPTC.UKE"
    path.write_bytes(claims(list(receipts), points).encode("cp932"))
    return read_claims(path, source)


def check(tmp_path: Path, *receipts: list[str], points: int = 0, source: register.Source = NHI) -> CheckedClaims:
    return check_claims(read(tmp_path, *receipts, points=points, source=source), source, {"8830001": "S52", "8830002": "F32"})


def test_assistance_alone_is_known_by_its_payer_and_checked_by_its_points(tmp_path: Path) -> None:
    checked = check(tmp_path, ALONE, points=288, source=ASSISTANCE)
    row = checked.tables["receipt"].row(0, named=True)
    assert (row["insured"], row["insurer"], row["claimed"], row["summed"]) == (False, "", 288, 288)
    assert row["publics"] == [{"payer": "12143210", "recipient": "0012345"}]
    assert "C-POINTS" not in checked.findings["rule"].to_list()
    wrong = [ALONE[0], ALONE[1].replace("288", "300"), ALONE[2]]
    assert check(tmp_path, wrong, points=300, source=ASSISTANCE).findings["rule"].to_list() == ["C-POINTS"]


def test_every_public_payer_is_kept_in_its_order(tmp_path: Path) -> None:
    both = [*RECEIPT[:2], "KO,80149990,0000017,,2,450", "KO,54149990,0000099,,2,450", *RECEIPT[2:]]
    publics = read(tmp_path, both, points=450).publics.rows()
    assert publics == [(2, "80149990", "0000017"), (2, "54149990", "0000099")]


def test_a_qualification_of_a_public_payer_is_not_taken_for_the_insurance(tmp_path: Path) -> None:
    claim = read(tmp_path, [*ALONE, "SN,2,01,12143210,,,,0012345,"], points=288)
    assert claim.receipts.select("insurer", "number", "branch").row(0) == ("", "", "")
    assert claim.publics.rows() == [(2, "12143210", "0012345")]


def test_the_count_may_be_of_payers(tmp_path: Path) -> None:
    both = [*RECEIPT[:2], "KO,80149990,0000017,,2,450", *RECEIPT[2:]]
    path = tmp_path / "RECEIPTC.UKE"
    path.write_bytes(claims([both], 450).replace("GO,1,", "GO,2,").encode("cp932"))
    assert read_claims(path, NHI).receipts.height == 1
    path.write_bytes(claims([both], 450).replace("GO,1,", "GO,3,").encode("cp932"))
    with pytest.raises(FileRefused):
        read_claims(path, NHI)


def test_points_stand_on_the_last_record_and_the_kind_on_the_first(tmp_path: Path) -> None:
    unit = [
        "RE,1,1124,202401",
        "HO,00142018,12,345,1,49",
        act("SI", "60", "160008010", "", 1, [5]),
        act("SI", "", "160019410", 49, 1, [5]),
    ]
    assert check(tmp_path, unit, points=49).findings.is_empty()


def test_meals_and_what_the_insurer_does_not_pay_are_not_in_the_sum(tmp_path: Path) -> None:
    acts = [
        act("SI", "90", "190117710", 1459, 2, [5, 6]),
        act("SI", "97", "197000110", 670, 6, [5, 6]),
        act("SI", "", "197000310", 76, 6, [5, 6]),  # inherits 97
        act("SI", "60", "160008010", 21, 1, [5]).replace("SI,60,1,", "SI,60,5,"),
    ]
    stay = ["RE,1,1113,202401", "HO,00142018,12,345,2,2918", *acts]
    assert check(tmp_path, stay, points=2918).findings.is_empty()


def test_records_of_the_insurers_copy_are_skipped_and_counted(tmp_path: Path) -> None:
    copy = [*RECEIPT, "MN,123456789", "RC,1", "EX,1,2", "KH,x", "JY,1", "MF,00,,,", "QQQ,1"]
    assert read(tmp_path, copy, points=450).skipped == {"EX": 1, "JY": 1, "KH": 1, "MF": 1, "MN": 1, "QQ": 1, "RC": 1, "ZZ": 1}


def test_days_of_consultation_count_where_the_acts_say_none(tmp_path: Path) -> None:
    cells = ",".join({5: "1", 6: "2", 9: "1"}.get(day, "") for day in range(1, 32))
    visits = ["RE,1,1124,202401", "HO,00142018,12,345,2,0", f"JD,1,{cells}", "SI,11,1,111000110,,0,1"]
    checked = check(tmp_path, visits)
    assert checked.tables["visit"]["date"].to_list() == [date(2024, 1, 5), date(2024, 1, 9)]
    assert checked.findings.is_empty()


def test_days_that_are_said_but_not_named_are_a_finding(tmp_path: Path) -> None:
    visits = ["RE,1,1124,202401", "HO,00142018,12,345,2,288", "SI,11,1,111000110,,288,1"]
    checked = check(tmp_path, visits, points=288)
    assert checked.findings.rows() == [(2, "date", "C-DAYS")]
    assert checked.tables["receipt"]["happened_on"].to_list() == [date(2024, 1, 1)]


@pytest.mark.parametrize(("modifiers", "certainty"), [("8002", "suspected"), ("40568002", "suspected"), ("48002056", "confirmed")])
def test_suspected_is_a_whole_modifier(tmp_path: Path, modifiers: str, certainty: str) -> None:
    one = [*RECEIPT[:3], f"SY,8830001,20240110,1,{modifiers},,01,", *RECEIPT[7:]]
    assert check(tmp_path, one, points=450).tables["diagnosis"]["certainty"].to_list() == [certainty]


@pytest.mark.parametrize(("month", "first"), [("50601", date(2024, 1, 1)), ("43104", date(2019, 4, 1)), ("202401", date(2024, 1, 1))])
def test_era_and_western_months(tmp_path: Path, month: str, first: date) -> None:
    old = [f"RE,1,1124,{month}", "HO,00142018,12,345,0,0"]
    assert read(tmp_path, old).receipts["month"].to_list() == [first]


def test_other_than_medical_claims_are_held_back_and_the_others_go_on(tmp_path: Path) -> None:
    pharmacy = claims([["RE,1,4124,202401", "HO,00142018,12,345,1,100"]], 100).replace("IR,1,14,1,", "IR,1,14,4,")
    path = tmp_path / "RECEIPTC.UKE"
    path.write_bytes((claims([RECEIPT], 450) + pharmacy).encode("cp932"))
    checked = check_claims(read_claims(path, NHI), NHI, {})
    assert checked.tables["receipt"].height == 1
    assert checked.quarantined.rows() == [(14, "", "C-UKE-TABLE")]


def test_a_returned_receipt_is_marked(tmp_path: Path) -> None:
    sent_back = [*RECEIPT, "HR,1,資格喪失後の受診"]
    assert read(tmp_path, RECEIPT, sent_back, points=900).receipts["returned"].to_list() == [False, True]


def test_a_file_of_returned_claims_is_closed_by_its_own_record(tmp_path: Path) -> None:
    path = tmp_path / "RECEIPTC.HEN"
    lines = ["HI,1,14,1,1410001", *RECEIPT, "HR,1,資格", "HG,1,450,99"]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("cp932"))
    assert read_claims(path, NHI).receipts["returned"].to_list() == [True]
    path.write_bytes(("\r\n".join(lines[:-1]) + "\r\n").encode("cp932"))
    with pytest.raises(FileRefused):
        read_claims(path, NHI)


@pytest.mark.parametrize("ending", [b"", b"\x1a", b"\r\n\x1a\x1a"])
def test_the_mark_of_the_end_is_no_record(tmp_path: Path, ending: bytes) -> None:
    path = tmp_path / "RECEIPTC.UKE"
    path.write_bytes(claims([RECEIPT], 450).encode("cp932") + ending)
    assert read_claims(path, CHILD).receipts.height == 1
