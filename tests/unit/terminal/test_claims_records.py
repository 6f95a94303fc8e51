"""Claims record by record: what a receipt says, what is skipped, what is cut."""

from datetime import date
from pathlib import Path

import pytest
from terminal_inbox import RECEIPT, STRANGER, act, claims

from sukoyaka.governance import register
from sukoyaka.terminal.check.claims import check_claims
from sukoyaka.terminal.read.refusals import FileRefused
from sukoyaka.terminal.read.uke import count_receipts, read_claims

SOURCE = register.load().source("claims_nhi")


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "RECEIPTC.UKE"
    path.write_bytes(text.encode("cp932"))
    return path


def test_a_receipt_has_its_card_its_month_and_its_days(tmp_path: Path) -> None:
    read = read_claims(write(tmp_path, claims([RECEIPT], 450)), SOURCE)
    row = read.receipts.row(0, named=True)
    assert (row["month"], row["insurer"], row["symbol"], row["branch"], row["line"]) == (date(2024, 1, 1), "00142018", "１２", "02", 2)
    assert read.days.rows() == [(2, date(2024, 1, 10), True), (2, date(2024, 1, 17), False)]
    assert (row["claimed"], row["summed"]) == (450, 450)
    assert read.skipped == {"ZZ": 1}


def test_suspected_diagnoses_stay_apart(tmp_path: Path) -> None:
    read = read_claims(write(tmp_path, claims([RECEIPT], 450)), SOURCE)
    checked = check_claims(read, SOURCE, {"8830001": "S52", "8830002": "F32"})
    rows = checked.tables["diagnosis"].select("diagnosis", "certainty").rows()
    assert rows == [("S52", "confirmed"), ("F32", "suspected"), ("UNCODED", "confirmed")]


def test_without_a_master_nothing_is_lost(tmp_path: Path) -> None:
    checked = check_claims(read_claims(write(tmp_path, claims([RECEIPT], 450)), SOURCE), SOURCE, {})
    assert checked.tables["diagnosis"]["diagnosis"].to_list() == ["UNKNOWN", "UNKNOWN", "UNCODED"]
    assert "C-MASTER" in checked.findings["rule"].to_list()


def test_a_wrong_sum_is_a_finding_and_the_receipt_stays(tmp_path: Path) -> None:
    wrong = [line.replace(",450,", ",999,") if line.startswith("HO") else line for line in RECEIPT]
    checked = check_claims(read_claims(write(tmp_path, claims([wrong], 999)), SOURCE), SOURCE, {})
    assert checked.findings.filter(checked.findings["rule"] == "C-POINTS").height == 1
    assert checked.tables["receipt"].height == 1


def test_an_era_month_and_dropped_trailing_fields(tmp_path: Path) -> None:
    old = ["RE,1,1114,50602", "HO,00142018,12,345,1,0", "SY,8830001,5060110", act("SI", "11", "111000110", 0, 1, [29])]
    read = read_claims(write(tmp_path, claims([old], 0)), SOURCE)
    assert read.receipts["month"].to_list() == [date(2024, 2, 1)]
    assert read.days["date"].to_list() == [date(2024, 2, 29)]


def test_a_day_that_the_month_does_not_have_is_no_visit(tmp_path: Path) -> None:
    odd = ["RE,1,1124,202402", "HO,00142018,12,345,1,0", act("SI", "11", "111000110", 0, 1, [28, 30])]
    assert read_claims(write(tmp_path, claims([odd], 0)), SOURCE).days["date"].to_list() == [date(2024, 2, 28)]


def test_public_assistance_claims_have_no_insurer(tmp_path: Path) -> None:
    alone = ["RE,4,1212,202401", "KO,12143210,0000000,,1,100", act("SI", "11", "111000110", 100, 1, [3])]
    assert read_claims(write(tmp_path, claims([alone], 0)), SOURCE).receipts["insurer"].to_list() == [""]


def test_a_file_of_several_institutions_has_a_closing_record_each(tmp_path: Path) -> None:
    both = claims([RECEIPT], 450) + claims([RECEIPT, STRANGER], 450)
    assert read_claims(write(tmp_path, both), SOURCE).receipts.height == 3


def test_points_of_public_assistance_may_stand_in_the_total_or_not(tmp_path: Path) -> None:
    alone = ["RE,4,1212,202401", "KO,12143210,0000000,,1,100", act("SI", "11", "111000110", 100, 1, [3])]
    for total in (450, 550):
        assert read_claims(write(tmp_path, claims([RECEIPT, alone], total)), SOURCE).receipts.height == 2


def test_an_impossible_day_is_a_finding_at_its_receipt(tmp_path: Path) -> None:
    odd = ["RE,1,1124,202402", "HO,00142018,12,345,1,0", "SY,8830001,20241340,1", act("SI", "11", "111000110", 0, 1, [28, 30])]
    checked = check_claims(read_claims(write(tmp_path, claims([odd], 0)), SOURCE), SOURCE, {})
    assert checked.findings.filter(checked.findings["rule"] == "C-DATE").rows() == [(2, "date", "C-DATE"), (2, "diagnosed_on", "C-DATE")]
    assert checked.tables["diagnosis"]["diagnosed_on"].to_list() == [None]


CUTS = {
    "points that disagree": lambda text: text.replace("GO,2,450", "GO,2,4500"),
    "within the second institution": lambda text: text + "IR,1,14,1,1410002\r\n",
    "within the closing record": lambda text: text[: text.index("GO,") + 4],
    "within a receipt": lambda text: text[: text.index("SY,")],
    "before the last record": lambda text: text[: text.index("GO,")],
    "a receipt missing": lambda text: text.replace("\r\n".join(STRANGER) + "\r\n", ""),
}


@pytest.mark.parametrize("where", CUTS)
def test_a_cut_file_is_refused_and_its_receipts_counted(where: str, tmp_path: Path) -> None:
    path = write(tmp_path, CUTS[where](claims([RECEIPT, STRANGER], 450)))
    with pytest.raises(FileRefused) as caught:
        read_claims(path, SOURCE)
    assert caught.value.rule == "C-UKE-CUT"
    assert count_receipts(path) in (1, 2)


def test_a_month_that_cannot_be_read_holds_the_receipt_back(tmp_path: Path) -> None:
    bad = [line.replace("202401,", "2024AA,") if line.startswith("RE") else line for line in RECEIPT]
    read = read_claims(write(tmp_path, claims([bad], 450)), SOURCE)
    assert (read.unreadable, read.receipts.height, read.days.height) == ((2,), 0, 0)
