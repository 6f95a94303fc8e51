"""Welfare, maternity, teeth, care and disability: which events each hand-made line becomes on the hub."""

from pathlib import Path

import polars as pl
import pytest
import social_inbox
from social_inbox import DAY, KEYRING, REGISTER, SOURCES

from sukoyaka.hub.cleanse.clean import clean
from sukoyaka.hub.cleanse.sheet import Sheet
from sukoyaka.hub.events.codes import code_row
from sukoyaka.hub.events.emit import emit, used_values
from sukoyaka.hub.events.plan import emissions
from sukoyaka.hub.events.table import Teller, told_by
from sukoyaka.hub.people.persons import persons
from sukoyaka.hub.store.standing import PART
from sukoyaka.terminal.mask import reveal

EVENTS = {  # who (last two digits of the number), when, what, value, known on
    "public_assistance": """
        11 2020-04-01 PUBLIC_ASSISTANCE/AID/HOUSING not_granted 2020-05-31
        11 2020-04-01 PUBLIC_ASSISTANCE/AID/LIVING granted 2020-05-31
        11 2020-04-01 PUBLIC_ASSISTANCE/AID/MEDICAL granted 2020-05-31
        11 2020-04-01 PUBLIC_ASSISTANCE/HOUSEHOLD_TYPE other 2020-05-31
        11 2020-04-01 PUBLIC_ASSISTANCE/START - 2020-05-31
        11 2021-03-31 PUBLIC_ASSISTANCE/END - 2021-04-30
        21 2022-03-01 PUBLIC_ASSISTANCE/AID/HOUSING granted 2022-04-30
        21 2022-03-01 PUBLIC_ASSISTANCE/AID/LIVING granted 2022-04-30
        21 2022-03-01 PUBLIC_ASSISTANCE/AID/MEDICAL granted 2022-04-30
        21 2022-03-01 PUBLIC_ASSISTANCE/HOUSEHOLD_TYPE mother_and_children 2022-04-30
        21 2022-03-01 PUBLIC_ASSISTANCE/START - 2022-04-30
        22 2022-03-01 PUBLIC_ASSISTANCE/AID/HOUSING granted 2022-04-30
        22 2022-03-01 PUBLIC_ASSISTANCE/AID/LIVING granted 2022-04-30
        22 2022-03-01 PUBLIC_ASSISTANCE/AID/MEDICAL not_granted 2022-04-30
        22 2022-03-01 PUBLIC_ASSISTANCE/HOUSEHOLD_TYPE mother_and_children 2022-04-30
        22 2022-03-01 PUBLIC_ASSISTANCE/START - 2022-04-30
    """,
    "pregnancy_notice": """
        11 2020-10-01 PREGNANCY/MULTIPLE single 2020-10-31
        11 2020-10-01 PREGNANCY/NOTICE - 2020-10-31
        11 2020-10-01 PREGNANCY/NOTICE/PERIOD by_11_weeks 2020-10-31
        11 2020-10-01 PREGNANCY/NOTICE/WEEKS 9 2020-10-31
        11 2020-10-01 PREGNANCY/PARITY first 2020-10-31
        11 2020-10-01 PREGNANCY/Q/FEELING glad 2020-10-31
        11 2020-10-01 PREGNANCY/Q/HELPER yes 2020-10-31
        11 2020-10-01 PREGNANCY/Q/MONEY_WORRY no 2020-10-31
        21 2021-12-20 PREGNANCY/MULTIPLE twins 2021-12-31
        21 2021-12-20 PREGNANCY/NOTICE - 2021-12-31
        21 2021-12-20 PREGNANCY/NOTICE/PERIOD 28_weeks_or_later 2021-12-31
        21 2021-12-20 PREGNANCY/NOTICE/WEEKS 32 2021-12-31
        21 2021-12-20 PREGNANCY/PARITY first 2021-12-31
        21 2021-12-20 PREGNANCY/Q/FEELING troubled 2021-12-31
        21 2021-12-20 PREGNANCY/Q/HELPER no 2021-12-31
        21 2021-12-20 PREGNANCY/Q/MONEY_WORRY yes 2021-12-31
    """,
    "maternity": """
        11 2020-10-15 PREGNANCY/CHECKUP/01 - 2020-12-31
        11 2020-10-15 PREGNANCY/CHECKUP/01/WEEKS 11 2020-12-31
        11 2020-11-12 PREGNANCY/CHECKUP/02 - 2021-01-31
        11 2020-11-12 PREGNANCY/CHECKUP/02/WEEKS 15 2021-01-31
    """,
    "dental": """
        12 2022-12-01 DENTAL/18M/DECAYED 3 2023-01-31
        12 2022-12-01 DENTAL/18M/DONE - 2023-01-31
        12 2022-12-01 DENTAL/18M/JUDGEMENT treatment_needed 2023-01-31
        12 2022-12-01 DENTAL/18M/PLAQUE much 2023-01-31
        12 2022-12-01 DENTAL/18M/Q/FINISHING never 2023-01-31
        12 2022-12-01 DENTAL/18M/TEETH 12 2023-01-31
        12 2022-12-01 DENTAL/18M/TYPE A 2023-01-31
        12 2022-12-01 DENTAL/18M/UNTREATED 2 2023-01-31
        22 2023-08-01 DENTAL/18M/DECAYED 0 2023-09-30
        22 2023-08-01 DENTAL/18M/DONE - 2023-09-30
        22 2023-08-01 DENTAL/18M/JUDGEMENT no_findings 2023-09-30
        22 2023-08-01 DENTAL/18M/PLAQUE clean 2023-09-30
        22 2023-08-01 DENTAL/18M/Q/FINISHING every_day 2023-09-30
        22 2023-08-01 DENTAL/18M/TEETH 12 2023-09-30
        22 2023-08-01 DENTAL/18M/UNTREATED 0 2023-09-30
    """,
    "care_insurance": """
        13 2023-07-01 CARE/CERTIFIED/START - 2023-07-20
        13 2023-07-01 CARE/LEVEL care_3 2023-07-20
        13 2023-07-01 CARE/SERVICE at_home 2023-07-20
        13 2025-06-30 CARE/CERTIFIED/END - 2023-07-20
    """,
    "disability": """
        11 2016-04-01 DISABILITY/PHYSICAL/GRADE 4 2016-04-30
        11 2016-04-01 DISABILITY/PHYSICAL/START - 2016-04-30
        11 2016-04-01 DISABILITY/SERVICE home_help 2016-04-30
        11 2016-04-01 DISABILITY/SUPPORT_LEVEL 3 2016-04-30
        11 2022-03-31 DISABILITY/PHYSICAL/END - 2022-03-31
        21 2021-04-01 DISABILITY/MENTAL/GRADE 2 2021-04-30
        21 2021-04-01 DISABILITY/MENTAL/START - 2021-04-30
        21 2021-04-01 DISABILITY/SERVICE none 2021-04-30
    """,
}
LABELS = {
    "public_assistance": {"生活保護 開始", "生活保護 終了", "住宅扶助"},
    "pregnancy_notice": {"妊娠届", "届出時の妊娠週数", "単胎・多胎"},
    "maternity": {"妊婦健診 1回目", "妊婦健診 2回目"},
    "dental": {"1歳6か月児歯科健診 受診", "1歳6か月児歯科健診 未処置のう歯"},
    "care_insurance": {"介護保険 開始", "要介護状態区分"},
    "disability": {"精神障害者保健福祉手帳 開始", "身体障害者手帳 終了", "身体障害者手帳 等級"},
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    place = tmp_path_factory.mktemp("social-events")
    return social_inbox.masked(social_inbox.write(place / "inbox"), place / "out")


def kept(source: str, tables: dict[str, pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cleansed rows, and the people."""
    people = persons(tables["resident"], REGISTER.source("resident")).people
    rows = tables[source]
    outcome = clean(rows, Sheet(REGISTER.source(source), source, frozenset(rows.columns)), people)
    assert outcome.set_aside.is_empty()
    return outcome.rows, people


def told(source: str, tables: dict[str, pl.DataFrame]) -> list[str]:
    rows, people = kept(source, tables)
    rows = rows.with_columns(pl.lit(0, pl.Int32).alias(PART))
    ids = people.select("person", "subject_id")
    emitted = pl.concat([emit(rows, one, ids) for one in emissions(REGISTER, source)])
    events = told_by(emitted, {source: [Teller((1, "p"), "p", DAY)]}).join(ids, on="subject_id")
    lines = []
    for event in events.to_dicts():
        value = event["text_value"] or ("-" if event["numeric_value"] is None else f"{event['numeric_value']:g}")
        who = reveal(event["person"], KEYRING, "platform/person")[-2:]
        lines.append(f"{who} {event['time']:%Y-%m-%d} {event['code']} {value.replace(' ', '_')} {event['known_on']}")
    return sorted(lines)


@pytest.mark.parametrize("source", SOURCES)
def test_each_line_becomes_its_events(source: str, tables: dict[str, pl.DataFrame]) -> None:
    assert told(source, tables) == sorted(line.strip() for line in EVENTS[source].strip().splitlines())


@pytest.mark.parametrize("source", SOURCES)
def test_codes_have_japanese_words(source: str, tables: dict[str, pl.DataFrame]) -> None:
    rows, _ = kept(source, tables)
    words = {code_row(one, values)["label"] for one in emissions(REGISTER, source) for values in used_values(rows, one)}
    assert words >= LABELS[source]


def test_a_day_that_is_no_day_leaves_no_event(tmp_path: Path) -> None:
    inbox = social_inbox.write(tmp_path / "inbox")
    social_inbox.put(inbox, "介護認定_20240401.csv", "宛名番号,認定日,要介護状態区分,認定有効期間開始日\n0000000013,R05.07.20,23,R05.02.30")
    assert told("care_insurance", social_inbox.masked(inbox, tmp_path / "out")) == []
