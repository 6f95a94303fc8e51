"""`terminal describe`: from a file nobody registered to a draft that loads, and lets nothing pass."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sukoyaka.governance import register
from sukoyaka.governance.permit import Permit
from sukoyaka.records.purpose import Purpose
from sukoyaka.terminal.commands import group
from sukoyaka.terminal.describe.flow import describe, write_draft
from sukoyaka.terminal.read.refusals import FileRefused
from sukoyaka.terminal.read.table import read_table

HEADER = "宛名番号,氏名,フリガナ,生年月日,歯科健診日,う歯数,判定,世帯所得,連絡先,備考"


def row(number: int) -> str:
    phone = f"046-{800 + number}-1234"
    day = number % 28 + 1
    return f"{number:010},見本　花{number},ミホン　ハナ,R02.01.{day:02},2023/4/{day},{number % 20},{number % 3},3000000,{phone},"


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "歯科健診_20240401.csv"
    lines = ["歯科健診台帳,,,,,,,,,", HEADER, *(row(number) for number in range(1, 101))]
    path.write_bytes("\r\n".join(lines).encode("cp932"))
    return path


def test_every_column_is_recognised(extract: Path) -> None:
    layout, columns = describe(extract)
    assert (layout.encoding, layout.delimiter, layout.titles, layout.rows.height) == ("cp932", ",", 1, 100)
    assert {column.name: column.type.value for column in columns if not column.forbidden} == {
        "宛名番号": "resident_number",
        "氏名": "name",
        "フリガナ": "kana",
        "生年月日": "date",
        "歯科健診日": "date",
        "う歯数": "integer",
        "判定": "code",
        "連絡先": "text",
        "備考": "text",
    }


def test_what_must_not_be_here_is_named(extract: Path) -> None:
    columns = {column.name: column for column in describe(extract)[1]}
    assert columns["世帯所得"].forbidden == "C-TAX"
    assert columns["連絡先"].warnings == ("電話番号らしい値があります",)
    assert columns["判定"].codes == ("0", "1", "2")
    assert not columns["氏名"].codes


def test_the_draft_is_a_register_that_lets_nothing_pass(extract: Path, tmp_path: Path) -> None:
    directory = tmp_path / "register"
    directory.mkdir()
    write_draft(*describe(extract), directory / "dental_trial.toml")
    drafted = register.load(directory)
    source = drafted.source("dental_trial")
    assert (source.subject, source.time) == ("resident", next(i.id for i in source.items if i.column == "歯科健診日"))
    for purpose in Purpose:
        permit = Permit(drafted, purpose, date(2024, 4, 1))
        assert not [item for item in source.items if permit.allows(item)]


def test_the_drafted_register_reads_the_file_without_its_forbidden_column(extract: Path, tmp_path: Path) -> None:
    directory = tmp_path / "register"
    directory.mkdir()
    write_draft(*describe(extract), directory / "dental_trial.toml")
    source = register.load(directory).source("dental_trial")
    with pytest.raises(FileRefused, match="世帯所得"):
        read_table(extract, source)
    text = extract.read_bytes().decode("cp932").replace(",世帯所得", "").replace(",3000000", "").replace("歯科健診台帳,", "歯科健診台帳")
    extract.write_bytes(text.encode("cp932"))
    assert read_table(extract, source).rows.height == 100


def run(*arguments: object) -> Result:
    return CliRunner().invoke(group, ["describe", *map(str, arguments)])


def test_the_command_never_repeats_a_name(extract: Path, tmp_path: Path) -> None:
    result = run(extract, "--out", tmp_path / "draft.toml", "--json")
    assert "見本" not in result.output + (tmp_path / "draft.toml").read_text(encoding="utf-8")
    assert json.loads(result.stdout)["rows"] == 100


def test_a_draft_is_not_written_over_another_file(extract: Path, tmp_path: Path) -> None:
    (tmp_path / "draft.toml").write_text("mine")
    assert "exists already" in str(run(extract, "--out", tmp_path / "draft.toml").exception)
    assert (tmp_path / "draft.toml").read_text() == "mine"


OTHER_FORMS: dict[str, tuple[Callable[[str], bytes], str, str]] = {
    "UTF-8 with a mark": (lambda text: text.encode("utf-8-sig"), "utf-8-sig", ","),
    "a spreadsheet's Unicode text": (lambda text: text.replace(",", "\t").encode("utf-16"), "utf-16", "\t"),
    "EUC-JP": (lambda text: text.encode("euc_jp"), "euc_jp", ","),
}


@pytest.mark.parametrize("form", OTHER_FORMS)
def test_other_forms(form: str, tmp_path: Path) -> None:
    encode, encoding, delimiter = OTHER_FORMS[form]
    path = tmp_path / "x.csv"
    path.write_bytes(encode("\r\n".join([HEADER, *(row(number) for number in range(1, 30))])))
    layout, _ = describe(path)
    assert (layout.encoding, layout.delimiter, layout.rows.height) == (encoding, delimiter, 29)


def test_claims_are_known_by_their_records(tmp_path: Path) -> None:
    path = tmp_path / "x.UKE"
    path.write_bytes("IR,2,14\r\nRE,1,1112\r\nHO,06140001\r\nSY,8830052\r\nSI,11\r\n".encode("cp932"))
    layout, columns = describe(path)
    assert (layout.format, layout.record_types, columns) == ("uke", {"HO": 1, "IR": 1, "RE": 1, "SI": 1, "SY": 1}, [])


REFUSED = {"nothing": b"", "numbers only": b"1,2\r\n3,4\r\n", "noise": bytes(range(128, 256)) * 20}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_described(what: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(REFUSED[what])
    with pytest.raises(FileRefused):
        describe(tmp_path / "x.csv")
