"""Welfare, maternity, teeth, care and disability: what each hand-made line becomes, and what stays on the terminal."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import social_inbox
from social_inbox import DAY, KEYRING, REGISTER, SOURCES

from sukoyaka.governance.permit import Permit, leaves_terminal
from sukoyaka.records.errors import NotPermitted
from sukoyaka.records.purpose import Purpose
from sukoyaka.terminal.mask import reveal


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    place = tmp_path_factory.mktemp("social")
    return social_inbox.masked(social_inbox.write(place / "inbox"), place / "out")


# source, columns, and the rows that leave: whose (last two digits of the number), then the values in words
MASKED = {
    "public_assistance": (
        ("household_type", "from_on", "living", "housing", "medical", "until_on", "known_on"),
        [
            ("21", "mother and children", date(2022, 3, 1), "granted", "granted", "granted", None, date(2022, 4, 30)),
            ("22", "mother and children", date(2022, 3, 1), "granted", "granted", "not granted", None, date(2022, 4, 30)),
            ("11", "other", date(2020, 4, 1), "granted", "not granted", "granted", date(2021, 3, 31), date(2020, 5, 31)),
        ],
    ),
    "pregnancy_notice": (
        ("notified_on", "weeks", "period", "multiple", "feeling", "helper", "money_worry", "known_on"),
        [  # of helper 2 is the bad answer, of money_worry 1
            ("11", date(2020, 10, 1), 9, "by 11 weeks", "single", "glad", "yes", "no", date(2020, 10, 31)),
            ("21", date(2021, 12, 20), 32, "28 weeks or later", "twins", "troubled", "no", "yes", date(2021, 12, 31)),
        ],
    ),
    "maternity": (
        ("round", "date", "weeks", "known_on"),
        [
            ("11", "01", date(2020, 10, 15), 11, date(2020, 12, 31)),  # vouchers come in the second month after
            ("11", "02", date(2020, 11, 12), 15, date(2021, 1, 31)),
        ],
    ),
    "dental": (
        ("round", "date", "decayed", "untreated", "type", "plaque", "judgement", "finishing"),
        [
            ("12", "18M", date(2022, 12, 1), 3, 2, "A", "much", "treatment needed", "never"),
            ("22", "18M", date(2023, 8, 1), 0, 0, None, "clean", "no findings", "every day"),  # type D is no type
        ],
    ),
    "care_insurance": (
        ("from_on", "until_on", "level", "service", "known_on"),
        [("13", date(2023, 7, 1), date(2025, 6, 30), "care 3", "at home", date(2023, 7, 20))],  # known from the decision
    ),
    "disability": (
        ("kind", "grade", "granted_on", "returned_on", "support_level", "service"),
        [
            ("21", "MENTAL", "2", date(2021, 4, 1), None, None, "none"),
            ("11", "PHYSICAL", "4", date(2016, 4, 1), date(2022, 3, 31), "3", "home help"),
        ],
    ),
}


@pytest.mark.parametrize("source", SOURCES)
def test_rows_take_their_registered_form(source: str, tables: dict[str, pl.DataFrame]) -> None:
    columns, rows = MASKED[source]
    table = tables[source].sort("line")
    whose = [reveal(person, KEYRING, "platform/person")[-2:] for person in table["resident"]]
    assert [(who, *row) for who, row in zip(whose, table.select(columns).rows(), strict=True)] == rows


@pytest.mark.parametrize("source", SOURCES)
def test_only_cleared_items_leave(source: str, tables: dict[str, pl.DataFrame]) -> None:
    cleared = {item.id for item in REGISTER.source(source).items if leaves_terminal(item, DAY)}
    assert set(tables[source].columns) == cleared | {"happened_on", "known_on", "file", "line"}


UNCLEARED = [
    ("public_assistance", "start_reason", "R5-法-052"),
    ("public_assistance", "work", "R5-法-053"),
    ("pregnancy_notice", "violence", "R5-法-017"),
    ("pregnancy_notice", "mental_history", "R5-法-017"),
    ("maternity", "hbs", "R5-法-018"),
    ("care_insurance", "dementia", "R5-法-062"),
    ("care_insurance", "income_stage", "R5-法-063"),
    ("disability", "name_of_disability", "R5-法-072"),
    ("dental", "remark", "R5-法-090"),
]


@pytest.mark.parametrize(("source", "item", "approval"), UNCLEARED)
def test_an_uncleared_item_names_the_step_that_is_missing(source: str, item: str, approval: str) -> None:
    registered = REGISTER.source(source).item(item)
    assert (registered.approval.id, registered.approval.status) == (approval, "not cleared")
    for purpose in Purpose:
        with pytest.raises(NotPermitted, match="登録されていない"):
            Permit(REGISTER, purpose, DAY).require(source, [item])


def test_what_people_wrote_and_names_stay_on_the_terminal(tables: dict[str, pl.DataFrame]) -> None:
    cells = {value for name in SOURCES for column in tables[name].iter_columns() if column.dtype == pl.String for value in column if value}
    for secret in ("夜に訪問", "涙ぐむ", "甘い物", "うつ病", "下肢", "花子", "ﾊﾅｺ", "0000000011", "30001", "N1", "J1", "T1"):
        assert not [cell for cell in cells if secret in cell], secret


def test_held_back_lines_say_why(tmp_path: Path) -> None:
    accounts = social_inbox.opened(social_inbox.write(tmp_path / "inbox")).accounts
    held = {a.source: a.quarantined.select("line", "item", "rule").rows() for a in accounts if a.source in SOURCES and len(a.quarantined)}
    assert held == {
        "public_assistance": [(6, "from_on", "C-DATE")],
        "maternity": [(4, "round", "L2-04")],  # there are fourteen vouchers
        "dental": [(4, "resident", "C-ID-WIDTH")],
    }


def test_a_notice_without_a_number_finds_its_woman_or_waits(tmp_path: Path) -> None:
    links = social_inbox.resolved(social_inbox.write(tmp_path / "inbox")).links()
    steps = links.filter(pl.col("source").is_in(["pregnancy_notice", "maternity"])).sort("source", "line")
    assert steps.select("source", "resident_number", "step").rows() == [
        ("maternity", "0000000011", "number"),
        ("maternity", "0000000011", "name+kana+birth+sex"),
        ("pregnancy_notice", "0000000011", "name+kana+birth+sex"),  # other kanji and full-width kana
        ("pregnancy_notice", "0000000021", "number"),
        ("pregnancy_notice", None, "no unique match"),
    ]


REFUSED = {
    "被保護者_20240402.csv": ("宛名番号,保護開始日,収入額\n0000000021,5040301,1", "C-TAX"),
    "妊娠届_20240402.csv": ("届出番号,届出日,宛名番号,個人番号\nN1,2021/1/1,0000000021,1", "C-MYNUMBER"),
    "妊婦健診_20240402.csv": ("宛名番号,受診回,受診日,胎児心拍\n0000000021,1,20210101,1", "C-UNDECLARED"),
    "歯科健診_20240402.csv": ("宛名番号,健診種別,受診日,指導内容\n0000000012,3歳児歯科,令和5年1月1日,x", "C-UNDECLARED"),
    "介護認定_20240402.csv": ("宛名番号,認定有効期間開始日,課税区分\n0000000013,R05.07.01,1", "C-TAX"),
    "障害者手帳_20240402.csv": ("宛名番号,手帳種別,交付日,診断名\n0000000021,3,R3/4/1,x", "C-UNDECLARED"),
}


@pytest.mark.parametrize("file", REFUSED)
def test_a_file_with_a_column_that_nobody_cleared_is_refused_whole(file: str, tmp_path: Path) -> None:
    text, rule = REFUSED[file]
    inbox = social_inbox.write(tmp_path / "inbox")
    social_inbox.put(inbox, file, text)
    refused = [account for account in social_inbox.opened(inbox).accounts if account.refusal]
    assert [(account.file, account.read, account.kept, account.refusal.rule) for account in refused] == [(file, 1, 0, rule)]
