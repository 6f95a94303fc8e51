"""A file of claims read in parts, side by side, says what it says when it is read whole: tables, lines, counts, refusals."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from terminal_inbox import RECEIPT, STRANGER, act, claims

from sukoyaka.governance import register
from sukoyaka.terminal.read import uke
from sukoyaka.terminal.read.refusals import FileRefused

SOURCE = register.load().source("claims_nhi")
WHOLE = 2**40
MEALS = ["RE,1,1114,202402", "HO,00142018,１２,345,1,0", act("SI", "97", "197000110", 640, 1, [3]), act("SI", "", "197000110", 640, 1, [4])]
PUBLIC = ["RE,4,1212,202401", "KO,12143210,0000000,,1,0", "SN,2,01,80140018,,,,1234567,", act("TO", "40", "710010101", 0, 1, [31])]
ODD = st.sampled_from(
    ["", "ZZ,1", "RE", "CO,97,1,810000001,昼　食", "JD,1,1,,1", "SY,0000999,20240101,1,,腰痛の疑い,01,", "GO,0,0,99", "x"]
)
RECEIPTS = st.lists(st.one_of(st.sampled_from([STRANGER, MEALS, PUBLIC]), st.builds(lambda odd: [*MEALS, odd], ODD)), max_size=4)
END = st.sampled_from(["\r\n", "\n"])


def read(path: Path) -> uke.Claims | str:
    try:
        return uke.read_claims(path, SOURCE)
    except FileRefused as refusal:
        return refusal.sentence()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(institutions=st.lists(RECEIPTS, max_size=5), end=END, tail=st.sampled_from(["", "IR,1,14,1,1410002", "\x1a", "ZZ,1"]))
def test_parts_say_what_the_whole_says(
    institutions: list[list[list[str]]], end: str, tail: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "RECEIPTC.UKE"
    text = "".join(claims(receipts, 0) for receipts in institutions).replace("\r\n", end) + tail
    path.write_bytes(text.encode("cp932"))
    found = []
    for size in (1, WHOLE):
        monkeypatch.setattr(uke, "_PART", size)
        found.append(read(path))
    assert same(*found)


def same(one: uke.Claims | str, other: uke.Claims | str) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    tables = all(getattr(one, name).equals(getattr(other, name)) for name in ("receipts", "publics", "diagnoses", "days"))
    return tables and all(getattr(one, name) == getattr(other, name) for name in ("skipped", "unreadable", "foreign", "impossible"))


def test_it_is_indeed_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = (claims([RECEIPT], 450) * 3).encode("cp932")
    monkeypatch.setattr(uke, "_PART", 1)
    assert len(list(uke._pieces(raw))) == 3
    assert b"".join(uke._pieces(raw)) == raw


def test_a_damaged_byte_in_a_late_part_is_named_by_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = (claims([RECEIPT], 450) * 3).encode("cp932")
    monkeypatch.setattr(uke, "_PART", 1)
    path = tmp_path / "RECEIPTC.UKE"
    path.write_bytes(raw[: raw.rindex(b"SY,")] + b"\xfd" + raw[raw.rindex(b"SY,") :])
    with pytest.raises(FileRefused, match=f"line {raw[: raw.rindex(b'SY,')].count(bytes([10])) + 1}"):
        uke.read_claims(path, SOURCE)
