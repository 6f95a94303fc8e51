"""A workbook with any byte changed or cut anywhere: it is read, or refused with a reason; no other error ends the run."""

import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from sukoyaka.governance import register
from sukoyaka.terminal.read.columns import columns_of
from sukoyaka.terminal.read.refusals import FileRefused
from sukoyaka.terminal.read.table import count_rows, read_table

SOURCE = register.load().source("vaccination")
ROWS = [["宛名番号", "接種種別", "回数", "接種日"], ["0000000012", "BCG", 1, "2021-11-10"]]
calm = settings(max_examples=150, deadline=None)


def book() -> bytes:
    workbook, content = Workbook(), BytesIO()
    sheet = workbook.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    workbook.save(content)
    return content.getvalue()


def repacked(member: str, change: bytes) -> bytes:
    """The workbook with other XML in one of its parts: the archive itself is sound."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(BOOK)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change if name == member else old.read(name))
    return out.getvalue()


BOOK = book()
MEMBERS = zipfile.ZipFile(BytesIO(BOOK)).namelist()


def survives(content: bytes) -> None:
    with TemporaryDirectory() as place:
        path = Path(place) / "x.xlsx"
        path.write_bytes(content)
        assert count_rows(path) >= 0
        assert isinstance(columns_of(path, SOURCE), tuple)
        try:
            table = read_table(path, SOURCE)
        except FileRefused:
            return
        assert table.rows_read >= 0


@calm
@given(st.integers(0, len(BOOK) - 1), st.integers(1, 255))
def test_any_byte_may_be_changed(at: int, by: int) -> None:
    spoiled = bytearray(BOOK)
    spoiled[at] ^= by
    survives(bytes(spoiled))


@calm
@given(st.integers(0, len(BOOK)))
def test_it_may_be_cut_anywhere(at: int) -> None:
    survives(BOOK[:at])


@calm
@given(st.sampled_from(MEMBERS), st.data())
def test_any_part_may_be_spoiled_inside(member: str, data: st.DataObject) -> None:
    old = bytearray(zipfile.ZipFile(BytesIO(BOOK)).read(member))
    for _ in range(data.draw(st.integers(1, 4))):
        old[data.draw(st.integers(0, len(old) - 1))] = data.draw(st.integers(0, 255))
    survives(repacked(member, bytes(old)))
