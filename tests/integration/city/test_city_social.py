"""Welfare, maternity, teeth, care and disability look like the city's: rates near the knobs, and consistent with its families."""

from collections import defaultdict
from datetime import date
from typing import Any

import polars as pl
import pytest

from sukoyaka.city.rates import RATES
from sukoyaka.city.social_rates import SOCIAL
from sukoyaka.governance import register

SOURCES = {
    "public_assistance": "被保護者_*.csv",
    "pregnancy_notice": "妊娠届_*.csv",
    "maternity": "妊婦健診_*.csv",
    "dental": "歯科健診_*.csv",
    "care_insurance": "介護認定_*.csv",
    "disability": "障害者手帳_*.csv",
}


@pytest.mark.parametrize("source", SOURCES)
def test_files_have_the_columns_of_the_register(source: str, city: Any) -> None:
    declared = [item.column for item in register.load().source(source).items]
    for text in city.text(SOURCES[source]).values():
        assert sorted(text.split("\r\n")[0].split(",")) == sorted(declared)


@pytest.mark.parametrize("source", SOURCES)
def test_codes_are_those_of_the_register_but_for_the_planted_ones(source: str, clean_city: Any) -> None:
    coded = {item.column: set(item.codes) for item in register.load().source(source).items if item.codes}
    rows = clean_city.rows(SOURCES[source])
    assert rows
    assert not [(c, row[c]) for row in rows for c, codes in coded.items() if row[c] and row[c] not in codes]


def test_as_many_are_on_public_assistance_as_in_the_city(city: Any) -> None:
    on = {row["宛名番号"] for row in city.rows("被保護者_*.csv") if not row["保護廃止日"]}
    assert len(on) / city.summary["residents"] == pytest.approx(SOCIAL.on_assistance, rel=0.25)


def test_members_are_on_assistance_while_they_live_in_the_household(clean_city: Any) -> None:
    lived = defaultdict(list)
    for person, _, _, _, begin, until in clean_city.truth("households").rows():
        lived[person].append((begin, until or date.max))
    for row in clean_city.rows("被保護者_*.csv"):
        digits = row["保護開始日"]
        start = date({"5": 2018, "4": 1988}[digits[0]] + int(digits[1:3]), int(digits[3:5]), int(digits[5:]))
        assert any(begin <= start < until for begin, until in lived[row["宛名番号"]])


def test_most_notices_come_by_eleven_weeks_and_few_very_late(city: Any) -> None:
    rows = city.rows("妊娠届_*.csv")
    in_time = sum(row["届出時期区分"] == "1" for row in rows) / len(rows)
    assert 0.90 < in_time < 0.97
    assert all((row["妊娠週数"] == "") == (row["届出時期区分"] == "5") for row in rows if row["届出時期区分"] != "9")


def test_notices_and_vouchers_are_about_women_and_some_lack_the_number(city: Any) -> None:
    women = set(city.truth("residents").filter(sex="female")["resident_number"])
    rows = city.truth("rows")
    assert set(rows.filter(source="pregnancy_notice")["resident_number"]) <= women
    assert set(rows.filter(source="maternity")["resident_number"]) <= women
    for pattern in ("妊娠届_*.csv", "妊婦健診_*.csv"):
        numbers = [row["宛名番号"] for row in city.rows(pattern)]
        assert 0.05 < sum(number == "" for number in numbers) / len(numbers) < 0.2


def test_mothers_of_children_born_here_are_those_who_gave_notice(city: Any) -> None:
    noticed = set(city.truth("rows").filter(source="pregnancy_notice")["resident_number"])
    births = city.truth("residents").filter(pl.col("birth_date").dt.year() == 2021).select("resident_number")
    mothers = births.join(city.truth("mothers"), on="resident_number")["mother_number"].to_list()
    assert len(mothers) > 30
    assert 0.5 < sum(mother in noticed for mother in mothers) / len(mothers) <= 1.0  # others moved in later


def test_no_voucher_is_used_after_the_birth_nor_before_the_notice(clean_city: Any) -> None:
    notices = {row["宛名番号"] for row in clean_city.rows("妊娠届_*.csv") if row["宛名番号"]}
    weeks = [int(row["妊娠週数"]) for row in clean_city.rows("妊婦健診_*.csv")]
    assert notices
    assert min(weeks) >= 8
    assert max(weeks) <= 41


def test_one_child_in_ten_has_decayed_teeth_at_three(city: Any) -> None:
    rows = [row for row in city.rows("歯科健診_*.csv") if row["健診種別"] == "3歳児歯科"]
    assert 0.05 < sum(row["う歯数"] != "0" for row in rows) / len(rows) < 0.16
    assert all(int(row["う歯数"]) == int(row["未処置歯数"]) + int(row["処置歯数"]) for row in rows)


def test_old_people_are_certified_for_care_and_terms_do_not_overlap(clean_city: Any) -> None:
    rows = clean_city.rows("介護認定_*.csv")
    born = dict(clean_city.truth("residents").select("resident_number", "birth_date").rows())
    assert all(born[row["宛名番号"]].year < 1985 for row in rows)
    people = {row["宛名番号"] for row in rows}
    assert 0.03 < len(people) / clean_city.summary["residents"] < 0.09
    starts = [(row["宛名番号"], row["認定有効期間開始日"]) for row in rows]
    assert len(set(starts)) == len(starts)


def test_certificates_are_as_many_as_in_the_nation(city: Any) -> None:
    rows = city.rows("障害者手帳_*.csv")
    share = len(rows) / (RATES.residents * 0.03)
    assert 0.035 < share < 0.065
    assert {row["等級"] for row in rows if row["手帳種別"] == "2"} <= {"A1", "A2", "B1", "B2", "C1"}  # C1 is planted


def test_decay_is_found_more_often_where_there_is_need(city: Any) -> None:
    decayed = {row["宛名番号"] for row in city.rows("歯科健診_*.csv") if row["う歯数"] != "0"}
    needy = city.truth("children").sort("need_probability", descending=True)["resident_number"].to_list()
    half = len(needy) // 2
    assert sum(number in decayed for number in needy[:half]) > sum(number in decayed for number in needy[half:])
