"""Whatever stands in a file of claims: it is read or refused with a reason, and no receipt goes without a count."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from terminal_inbox import MASTER, RECEIPT, act, claims

from sukoyaka.governance import register
from sukoyaka.terminal.check.corrections import settle
from sukoyaka.terminal.check.inbox import Inbox, open_file
from sukoyaka.terminal.read.refusals import FileRefused

REGISTER = register.load()
SOURCE = REGISTER.source("claims_child")
CELL = st.text(alphabet="0123456789０１ABア山 -.", max_size=9)
NAME = st.sampled_from(["IR", "RE", "HO", "KO", "SN", "JD", "SY", "SI", "IY", "TO", "CO", "SJ", "HR", "HI", "HG", "GO", "MN", "", "Z"])
LINE = st.builds(lambda name, cells: ",".join([name, *cells]), NAME, st.lists(CELL, max_size=48))
RECORD = st.one_of(st.sampled_from(RECEIPT[2:]), LINE.filter(lambda line: line[:2] not in ("IR", "RE", "GO", "HI", "HG", "HO", "KO")))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "傷病名マスター").mkdir()
    (tmp_path / "傷病名マスター" / "b_20231201.txt").write_bytes(MASTER.encode("cp932"))
    return tmp_path


def opened(inbox: Path, content: bytes, count: int) -> Inbox:
    path = inbox / "小児医療レセプト_202401" / "RECEIPTC.UKE"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    read = Inbox()
    open_file(inbox, path, SOURCE, date(2024, 4, 1), read)
    settle(read, REGISTER)
    account = read.accounts[0]
    receipts = read.table("claims_child.receipt")
    assert receipts is not None
    assert account.read == count
    assert account.kept == receipts.height
    if account.refusal is None:
        assert account.read == account.kept + account.quarantined["line"].n_unique()
    else:
        assert isinstance(account.refusal, FileRefused)
    return read


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINE, max_size=25))
def test_any_lines_at_all(inbox: Path, lines: list[str]) -> None:
    content = "\r\n".join(lines).encode("cp932")
    opened(inbox, content, sum(line.partition(",")[0] == "RE" for line in lines))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(receipts=st.lists(st.tuples(CELL, st.lists(RECORD, max_size=12)), min_size=1, max_size=5))
def test_receipts_with_anything_in_them_are_read(inbox: Path, receipts: list[tuple[str, list[str]]]) -> None:
    whole = [[f"RE,{n},1124,{month}", "HO,00142018,12,345,1,0", *records] for n, (month, records) in enumerate(receipts)]
    read = opened(inbox, claims(whole, 0).encode("cp932"), len(receipts))
    assert read.accounts[0].refusal is None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.sets(st.integers(1, 31)), month=st.sampled_from(["202402", "202401", "202304", "50602"]))
def test_every_day_that_the_month_has_is_a_visit(inbox: Path, days: set[int], month: str) -> None:
    length = {"202402": 29, "50602": 29, "202401": 31, "202304": 30}[month]
    receipt = [f"RE,1,1124,{month}", "HO,00142018,12,345,0,0", act("SI", "11", "111000110", 0, 1, sorted(days))]
    read = opened(inbox, claims([receipt], 0).encode("cp932"), 1)
    visits = read.table("claims_child.visit")
    assert visits is not None
    assert {day.day for day in visits["date"]} == {day for day in days if day <= length}
    assert ("C-DATE" in read.accounts[0].findings["rule"].to_list()) == any(day > length for day in days)
