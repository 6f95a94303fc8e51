"""Whatever a file holds: it is read, or refused with a reason; no other error, no row lost without a count."""

import csv
import io
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from sukoyaka.governance import register
from sukoyaka.governance.register import Source
from sukoyaka.terminal.check.rows import check_rows
from sukoyaka.terminal.describe.draft import draft
from sukoyaka.terminal.describe.flow import describe
from sukoyaka.terminal.read.refusals import FileRefused
from sukoyaka.terminal.read.table import LINE, RawTable, count_rows, read_table

SOURCE = register.load().source("child_allowance")
HEADER = ["認定番号", "受給者宛名番号", "児童宛名番号", "認定日", "支給区分", "喪失日"]
DAY = date(2024, 4, 1)

cells = st.text(alphabet='0123456789abア子〓,"\r\n\t　R.-/', max_size=8).filter(lambda text: not text.strip().endswith("計"))
rows = st.lists(st.lists(cells, min_size=6, max_size=6), max_size=12)
calm = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def filled(row: list[str]) -> bool:
    return any(cell.strip() for cell in row)


def read(content: bytes, source: Source = SOURCE, name: str = "x.csv") -> RawTable | FileRefused:
    with TemporaryDirectory() as directory:
        path = Path(directory) / name
        path.write_bytes(content)
        try:
            return read_table(path, source)
        except FileRefused as refusal:
            assert count_rows(path) >= 0
            return refusal


@calm
@given(rows)
def test_a_well_written_file_comes_back_cell_by_cell(written: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([HEADER, *written])
    table = read(text.getvalue().encode("cp932"))
    assert isinstance(table, RawTable)
    assert [list(row[1:]) for row in table.rows.rows()] == [row for row in written if filled(row)]


@calm
@given(rows)
def test_a_workbook_comes_back_cell_by_cell(written: list[list[str]]) -> None:
    book = Workbook()
    for row in [HEADER, *written]:
        book.active.append([cell.replace("\r", "") for cell in row])
    content = io.BytesIO()
    book.save(content)
    table = read(content.getvalue(), name="x.xlsx")
    assert isinstance(table, RawTable)
    assert table.rows_read == sum(filled(row) for row in written)


@calm
@given(st.lists(st.text(alphabet='01,"\tア計合\x1a', max_size=30), max_size=20))
@example(['"', '"', ""])
def test_every_line_that_is_not_blank_is_a_row_or_part_of_one(lines: list[str]) -> None:
    table = read("\r\n".join([",".join(HEADER), *lines]).encode("cp932"))
    assert isinstance(table, RawTable)
    held = check_rows(table, SOURCE, DAY)
    assert held.kept.height + held.quarantined.height == table.rows_read
    assert set(table.rows[LINE]).isdisjoint({*table.ragged, *table.totals, *table.damaged})


@calm
@given(st.binary(max_size=400), st.booleans())
def test_noise_is_read_or_refused(noise: bytes, headed: bool) -> None:
    table = read((",".join(HEADER) + "\r\n").encode("cp932") * headed + noise)
    assert isinstance(table, RawTable | FileRefused)


@calm
@given(st.binary(max_size=400), st.sampled_from(["x.csv", "x.xlsx", "x.txt"]))
def test_noise_is_described_or_refused(noise: bytes, name: str) -> None:
    with TemporaryDirectory() as directory:
        path = Path(directory) / name
        path.write_bytes(noise)
        try:
            layout, columns = describe(path)
        except FileRefused:
            return
        assert not columns or draft(layout, columns)
