"""Of one receipt in several files the last word counts; what gives way is held back and every file still adds up."""

from datetime import date
from pathlib import Path

from terminal_inbox import RECEIPT, claims, write

from sukoyaka.governance import register
from sukoyaka.terminal.check.inbox import FileAccount
from sukoyaka.terminal.flow import read_inbox

REGISTER = register.load()
DAY = date(2024, 4, 1)
SEARCH = "20240100000001"


def numbered(receipt: list[str], search: str) -> list[str]:
    fields = (receipt[0].split(",") + [""] * 38)[:38]
    fields[18] = search
    return [",".join(fields), *receipt[1:]]


def deliver(tmp_path: Path, files: dict[str, list[list[str]]]) -> tuple[list[FileAccount], list[int]]:
    """Files by month of claim; gives their accounts and the lines kept."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, receipts in files.items():
        month = name[-11:-5] if name.endswith("/R") else name[:6]
        folder = inbox / f"国保レセプト_{month}"
        folder.mkdir(exist_ok=True)
        text = claims(receipts, 450 * len(receipts)).replace(",202402,", f",{month},", 1)
        (folder / f"RECEIPTC.{'HEN' if name.endswith('HEN') else 'UKE'}").write_bytes(text.encode("cp932"))
    read = read_inbox(inbox, REGISTER, DAY)
    table = read.table("claims_nhi.receipt")
    assert table is not None
    assert all(account.read == account.kept + account.quarantined.height for account in read.accounts)
    return read.accounts, table["file"].to_list()


def rules(account: FileAccount) -> list[str]:
    return account.quarantined["rule"].to_list()


def test_a_corrected_receipt_takes_the_place_of_the_first(tmp_path: Path) -> None:
    one = numbered(RECEIPT, SEARCH)
    accounts, kept = deliver(tmp_path, {"202402": [one, numbered(RECEIPT, "20240100000002")], "202403": [one]})
    assert [rules(a) for a in accounts] == [["C-UKE-CORRECTED"], []]
    assert kept == [0, 1]


def test_a_returned_receipt_takes_the_first_out_until_it_comes_again(tmp_path: Path) -> None:
    one = numbered(RECEIPT, SEARCH)
    back = [*one, "HR,1,資格"]
    accounts, kept = deliver(tmp_path, {"202402": [one], "202403HEN": [back]})
    assert [rules(a) for a in accounts] == [["C-UKE-RETURNED"], ["C-UKE-RETURNED"]]
    assert kept == []


def test_claimed_again_after_it_was_returned(tmp_path: Path) -> None:
    one = numbered(RECEIPT, SEARCH)
    accounts, kept = deliver(tmp_path, {"202402": [one], "202403HEN": [[*one, "HR,1,資格"]], "202404": [one]})
    assert [rules(a) for a in accounts] == [["C-UKE-CORRECTED"], ["C-UKE-RETURNED"], []]
    assert kept == [2]


def test_a_number_that_many_receipts_of_a_file_share_names_none(tmp_path: Path) -> None:
    one = numbered(RECEIPT, "00000000000000")
    accounts, kept = deliver(tmp_path, {"202402": [one, one], "202403": [one, one]})
    assert [rules(a) for a in accounts] == [[], []]
    assert kept == [0, 0, 1, 1]


def test_receipts_without_a_number_stand_by_themselves(tmp_path: Path) -> None:
    _, kept = deliver(tmp_path, {"202402": [RECEIPT], "202403": [RECEIPT]})
    assert kept == [0, 1]


def test_diagnoses_and_days_go_with_their_receipt(tmp_path: Path) -> None:
    inbox = write(tmp_path / "inbox")
    for month in ("202402", "202403"):
        folder = inbox / f"国保レセプト_{month}"
        folder.mkdir()
        text = claims([numbered(RECEIPT, SEARCH)], 450).replace(",202402,", f",{month},", 1)
        (folder / "RECEIPTC.UKE").write_bytes(text.encode("cp932"))
    read = read_inbox(inbox, REGISTER, DAY)
    for name in ("claims_nhi.receipt", "claims_nhi.diagnosis", "claims_nhi.visit"):
        table = read.table(name)
        assert table is not None
        assert len(set(table["file"].to_list())) == 2  # the one of January as it came, and the last one
