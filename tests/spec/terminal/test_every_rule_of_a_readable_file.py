"""Every rule of データの機械可読性ルール (2026), and what encodings, characters, dates and numbers do in extracts: a file, its finding."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from sukoyaka.governance import register
from sukoyaka.governance.register import ItemType, Source
from sukoyaka.terminal.check.inbox import FileAccount, Inbox, open_file
from sukoyaka.terminal.read.encoding import detect
from sukoyaka.terminal.report.comparison import sentences
from sukoyaka.terminal.report.trend import compared
from sukoyaka.terminal.resolve.fold import fold_address, fold_card, fold_kana, fold_kanji

REGISTER = register.load()
CHECKUP, DOSE, RESIDENT = (REGISTER.source(name) for name in ("checkup_child", "vaccination", "resident"))
DAY = date(2024, 4, 1)
C = "宛名番号,健診種別,受診日,体重,判定,備考"
V = "宛名番号,接種種別,回数,接種日,ロット番号"
R = "宛名番号,履歴番号,世帯番号,氏名,生年月日,性別,異動事由,異動日,届出日,住所"
C1 = "0000000012,3歳児,R05.04.01,12000,1,"
V1 = "0000000012,BCG,1,20211110,L-1"
R1 = "0000000012,1,0000000901,{},R02.01.02,2,出生,R02.01.02,R02.01.02,{}"


@dataclass(frozen=True)
class Case:
    """A file, and what must be said of it: of rows read so many kept; findings and notes by rule; or refused under a rule."""

    source: Source
    content: bytes
    kept: int
    read: int
    says: tuple[str, ...] = ()
    refused: str | None = None
    name: str = "x.csv"


def text(*lines: str, encoding: str = "cp932", end: str = "\r\n") -> bytes:
    return (end.join(lines) + end).encode(encoding)


def book(*rows: list[object], also: Callable[[Workbook], None] | None = None) -> bytes:
    workbook, content = Workbook(), BytesIO()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if also:
        also(workbook)
    workbook.save(content)
    return content.getvalue()


def cells(line: str) -> list[object]:
    return [cell or None for cell in line.split(",")]


def second_table(workbook: Workbook) -> None:
    sheet = workbook.create_sheet("二枚目")
    sheet.append(cells(V))


def decorated(workbook: Workbook) -> None:
    sheet = workbook.worksheets[0]
    sheet["A2"].comment = Comment("要確認", "担当")
    sheet.row_dimensions[3].hidden = True


def merged(workbook: Workbook) -> None:
    workbook.worksheets[0].merge_cells("A2:A3")


RULES = {
    "L1-01 a workbook under the name of a text": Case(DOSE, book(cells(V), cells(V1)), 0, 0, refused="L1-01"),
    "L1-01 a damaged workbook": Case(DOSE, b"PK\x03\x04no workbook", 0, 0, refused="L1-01", name="x.xlsx"),
    "L1-01 no table at all": Case(DOSE, b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", 0, 1, refused="L3-08"),
    "L1-02 two tables in one workbook": Case(DOSE, book(cells(V), cells(V1), also=second_table), 0, 2, refused="L1-02", name="x.xlsx"),
    "L1-03 empty lines": Case(DOSE, text(V, V1, "", ",,,,", V1.replace("L-1", "L-2")), 2, 2, ("L1-03",)),
    "L1-03 an empty column between": Case(
        DOSE, text(V.replace(",接種日", ",,接種日"), V1.replace(",2021", ",,2021")), 0, 1, refused="L1-05"
    ),
    "L1-04 title above, total below": Case(DOSE, text("予防接種台帳", V, V1, "合計,1,,,"), 1, 2, ("L1-04",)),
    "L1-05 a column without a name": Case(DOSE, text(V + ",", V1 + ",x"), 0, 1, refused="L1-05"),
    "L1-06 padded with blanks": Case(DOSE, text(V, V1.replace("BCG", " BCG　")), 1, 1, ("L1-06",)),
    "L1-07 two answers in a cell": Case(CHECKUP, text(C, C1.replace(",1,", ",1・2,")), 1, 1, ("L1-07",)),
    "L1-08 外字 in a name": Case(RESIDENT, text(R, R1.format("見本　\ue000", "見本町1")), 1, 1, ("L1-08",)),
    "L1-08 髙 and 﨑 in a name are allowed": Case(RESIDENT, text(R, R1.format("髙﨑　花", "見本町1")), 1, 1),
    "L1-08 ① and ㈱ in a text": Case(CHECKUP, text(C, C1 + "①㈱"), 1, 1, ("L1-08",)),
    "L1-09 a blank is no zero": Case(CHECKUP, text(C, C1.replace("12000", "")), 1, 1),
    "L1-09 a zero is a value": Case(CHECKUP, text(C, C1.replace("12000", "0")), 1, 1, ("C-RANGE",)),
    "L1-10, L1-11, L1-13 notes, colours and hidden rows change no row": Case(
        DOSE, book(cells(V), cells(V1), cells(V1.replace("L-1", "L-2")), also=decorated), 2, 2, name="x.xlsx"
    ),
    "L1-12 merged cells": Case(DOSE, book(cells(V), cells(V1), cells(V1), also=merged), 1, 2, ("C-REQUIRED",), name="x.xlsx"),
    "L1-14 a line break in a cell": Case(DOSE, text(V, V1.replace("L-1", '"L\r\n1"')), 1, 1, ("L1-14",)),
    "L1-15 a comma without quotes": Case(DOSE, text(V, V1, V1.replace("L-1", "L,1")), 1, 2, ("L1-15",)),
    "L2-01 a unit in a number": Case(CHECKUP, text(C, C1.replace("12000", "12000g")), 1, 1, ("L2-01",)),
    "L2-02 同上 for a value": Case(CHECKUP, text(C, C1, C1.replace("12000", "同上").replace("05.04.01", "05.04.02")), 2, 2, ("L2-02",)),
    "L2-02 〃 for a value that must be there": Case(DOSE, text(V, V1, V1.replace("20211110", "〃")), 1, 2, ("L2-02",)),
    "L2-03 one name for two columns": Case(DOSE, text(V + ",接種日", V1 + ",20211110"), 0, 1, refused="L2-03"),
    "L2-04 a word outside the code table": Case(CHECKUP, text(C, C1.replace(",1,", ",良,")), 1, 1, ("L2-04",)),
    "L2-05 その他 with its detail": Case(CHECKUP, text(C, C1.replace(",1,", ",その他（再検）,")), 1, 1, ("L2-05",)),
    "L2-06 a formula without its result": Case(
        DOSE, book(cells(V), ["0000000012", "BCG", 1, "=DATE(2021,11,10)", None]), 0, 1, ("C-REQUIRED",), name="x.xlsx"
    ),
    "L3-01 no header": Case(DOSE, text(V1, V1), 0, 1, refused="L3-01"),
    "L3-03 a mark for no value": Case(CHECKUP, text(C, C1.replace("12000", "-")), 1, 1, ("L2-01",)),
    "L3-05 two ways to write a day": Case(CHECKUP, text(C, C1, C1.replace("R05.04.01", "2023/05/01")), 2, 2, ("L3-05",)),
    "L3-08 another encoding": Case(DOSE, text(V, V1, encoding="utf-8"), 0, 1, refused="L3-08"),
    "L3-08 another encoding with BOM": Case(DOSE, text(V, V1, encoding="utf-8-sig"), 0, 1, refused="L3-08"),
    "L3-08 two encodings in one file": Case(
        RESIDENT, text(R) + text(R1.format("髙﨑　花子と長い名前", "見本町1丁目"), encoding="utf-8") * 3, 0, 3, refused="L3-08"
    ),
    "L3-09 a column a year": Case(CHECKUP, text(C + ",令和4年度,令和5年度", C1 + ",1,1"), 0, 1, refused="C-UNDECLARED"),
}
BEYOND = {
    "bytes that cp932 passes silently": Case(
        DOSE, text(V, V1) + V1.encode("cp932").replace(b"L-1", b"L\x80\xa0\xfd") + b"\r\n", 1, 2, ("C-CHARACTER",)
    ),
    "zeros taken off a number": Case(DOSE, text(V, V1.replace("0000000012", "12")), 0, 1, ("C-ID-WIDTH",)),
    "a number as 1.23E+11": Case(DOSE, text(V, V1.replace("0000000012", "1.23E+11")), 0, 1, ("C-ID-EXCEL",)),
    "a number in full width": Case(DOSE, text(V, V1.replace("0000000012", "００００００００１２")), 1, 1),
    "a day of 平成 after its end": Case(CHECKUP, text(C, C1.replace("R05.04.01", "H35.04.01")), 1, 1),
    "a day that is partly unknown": Case(DOSE, text(V, V1.replace("20211110", "H30.04.00")), 0, 1, ("C-DATE",)),
    "a day of zeros": Case(DOSE, text(V, V1.replace("20211110", "00000000")), 0, 1, ("C-REQUIRED",)),
    "a serial of a spreadsheet": Case(DOSE, text(V, V1.replace("20211110", "44510")), 1, 1),
    "a header twice": Case(DOSE, text(V, V1, V, V1.replace("L-1", "L-2")), 2, 3, ("C-DATE", "C-ID", "L2-01", "L2-04")),
    "separators beyond the last column": Case(DOSE, text(V, V1 + ",,,"), 1, 1),
    "lines of other widths": Case(DOSE, text(V, V1, "0000000012,BCG"), 1, 2, ("L1-15",)),
    "the same line again": Case(DOSE, text(V, V1, V1), 1, 2, ("C-DUPLICATE",)),
    "a day after the extract": Case(DOSE, text(V, V1.replace("20211110", "20250101")), 0, 1, ("C-FUTURE",)),
    "a title row of the resident register's own": Case(
        RESIDENT, text("住民基本台帳,,,", "", R, R1.format("見本　花", "見本町1")), 1, 1, ("L1-04",)
    ),
}


def opened(case: Case, tmp_path: Path) -> tuple[FileAccount, Inbox]:
    path, into = tmp_path / case.name, Inbox()
    path.write_bytes(case.content)
    return open_file(tmp_path, path, case.source, DAY, into), into


@pytest.mark.parametrize("what", [*RULES, *BEYOND])
def test_a_file_and_its_finding(what: str, tmp_path: Path) -> None:
    case = (RULES | BEYOND)[what]
    account, _ = opened(case, tmp_path)
    assert (account.refusal.rule if account.refusal else None) == case.refused
    assert {*account.findings["rule"], *account.notes} == set(case.says)
    assert (account.kept, account.read) == (case.kept, case.read)


def test_every_rule_that_a_file_can_break_is_in_the_table() -> None:
    said = {part for name in RULES for part in name.replace(",", "").split() if part[0] == "L" and part[2:3] == "-"}
    elsewhere = {"L3-02", "L3-04", "L3-06", "L3-07"}  # of the register and of the trend, below
    numbers = {1: range(1, 16), 2: range(1, 7), 3: range(1, 10)}
    assert said | elsewhere == {f"L{level}-{number:02d}" for level, rules in numbers.items() for number in rules}


def test_l3_02_every_code_that_leaves_has_its_table() -> None:
    open_codes = [
        f"{item.source}.{item.id}" for item in REGISTER.items() if item.type is ItemType.CODE and item.purposes and not item.codes
    ]
    assert open_codes == []


def test_l3_04_every_number_that_leaves_has_its_unit() -> None:
    numbers = [item for item in REGISTER.items() if item.type is ItemType.NUMBER and item.purposes]
    assert numbers
    assert [f"{item.source}.{item.id}" for item in numbers if not item.unit] == []


def test_l3_06_places_are_codes_of_the_register() -> None:
    places = [item for item in REGISTER.items() if item.type is ItemType.TOWN]
    assert [item.column for item in places] == ["町字コード"]


def test_l3_07_another_form_than_last_time_is_told() -> None:
    assert sentences(compared(("宛名番号", "体重"), ("体重", "宛名番号", "備考")))


KEPT = [  # characters that must come through as they are
    ("外字 of the vendor", b"\xf0\x40", "\ue000"),
    ("髙 as NEC wrote it", b"\xee\xe0", "髙"),
    ("髙 as IBM wrote it", b"\xfb\xfc", "髙"),
    ("﨑 as NEC wrote it", b"\xed\x95", "﨑"),
    ("﨑 as IBM wrote it", b"\xfa\xb1", "﨑"),
    ("a compatibility ideograph", b"\xee\x62", "\ufa19"),
]


@pytest.mark.parametrize(("what", "written", "means"), KEPT)
def test_a_name_keeps_its_characters(what: str, written: bytes, means: str, tmp_path: Path) -> None:
    row = R1.format("見本X", "見本町1").encode("cp932").replace(b"X", written)
    _, into = opened(Case(RESIDENT, text(R) + row + b"\r\n", 1, 1), tmp_path)
    table = into.table("resident")
    assert table is not None
    assert table["name"].to_list() == [f"見本{means}"], what


SAME = {  # two spellings, one key
    "kana": (
        fold_kana,
        [
            ("ｼﾖｳﾀ", "ショウタ"),
            ("しょうた", "ショウタ"),
            ("ﾊﾞﾊﾞ", "ババ"),
            ("ハ\u3099バ", "ババ"),
            ("オータ", "オ‐タ"),
            ("オｰタ", "オ－タ"),
            ("ヴ", "ブ"),
            ("ヲ", "オ"),
            ("ヂ", "ジ"),
            ("ヅ", "ズ"),
            ("タナカ　カイ", "タナカ・カイ"),
            ("ﾀﾅｶ ｶｲ", "タナカカイ"),
        ],
    ),
    "kanji": (fold_kanji, [("髙﨑", "高崎"), ("\ufa19", "神"), ("渡邊", "渡辺"), ("𠮷田", "吉田"), ("山 田", "山田")]),
    "address": (
        fold_address,
        [
            ("見本町１丁目２番地３", "見本町1-2-3"),
            ("見本町1～2", "見本町1〜2"),
            ("見本町1－2", "見本町1−2"),
            ("見本町三丁目12番5号", "見本町3-12-5"),
        ],
    ),
    "card": (fold_card, [("１２", "12"), ("0012", "12"), ("12-3", "123")]),
}


@pytest.mark.parametrize(("fold", "one", "other"), [(fold, *pair) for fold, pairs in SAME.values() for pair in pairs])
def test_two_spellings_have_one_key(fold: Callable[[pl.Series], pl.Series], one: str, other: str) -> None:
    assert fold(pl.Series([one])).to_list() == fold(pl.Series([other])).to_list()


ENCODINGS = [
    ("cp932", "cp932"),
    ("utf-8", "utf-8"),
    ("utf-8-sig", "utf-8-sig"),
    ("utf-16", "utf-16"),
    ("euc_jp", "euc_jp"),
    ("iso2022_jp", "iso2022_jp"),
]


@pytest.mark.parametrize(("written", "found"), ENCODINGS)
def test_an_encoding_is_named_and_shift_jis_never(written: str, found: str) -> None:
    assert detect((V + "\r\n" + R1.format("見本　花子", "見本町")).encode(written)) == found
