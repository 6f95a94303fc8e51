"""Who is found in the vault by a name: the whole name, or its beginning with a birth date or an age; never a crowd."""

from datetime import date

import pytest

from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.purposes import LookPurpose
from sukoyaka.office.casework.roles import Actor, Role
from sukoyaka.office.casework.searching import MOST, check_entered, check_search, fold, is_preschool, same, search
from sukoyaka.office.vault.sealing import Identity

TODAY = date(2024, 4, 10)
REASON = "保育所からの通告を受け付けるため"


def child(name: str = "佐藤 蓮", kana: str = "サトウ レン", birth: date = date(2021, 5, 3)) -> Identity:
    return Identity(name, kana, birth, "male", None, None, False, None, TODAY)


def wanted(name: str, birth: str = "", years: str = "", role: Role = Role.CASEWORKER, purpose: str = "emergency", reason: str = REASON):
    return check_search(Actor("a", "A", role, "課"), purpose, reason, {"name": name, "birth_date": birth, "years": years}, TODAY)


def shown(name: str, *identities: Identity, **asked: str) -> list[str]:
    found = search(((str(n), one) for n, one in enumerate(identities)), wanted(name, **asked), TODAY)
    return [one.case for one in found.shown]


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("ｻﾄｳ ﾚﾝ", "サトウレン"), ("さとう　れん", "サトウレン"), ("キョウコ", "キヨウコ"), ("ユーリ", "ユリ"), ("佐藤　蓮", "佐藤蓮")],
)
def test_a_name_is_compared_folded(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize("typed", ["佐藤蓮", "さとうれん", "ｻﾄｳ ﾚﾝ"])
def test_the_whole_name_finds_the_child(typed: str) -> None:
    assert shown(typed, child(), child("佐藤 湊", "サトウ ミナト")) == ["0"]


def test_a_family_name_alone_finds_nobody() -> None:
    assert shown("佐藤", child()) == []


def test_a_family_name_with_a_birth_date_or_an_age_does() -> None:
    assert shown("佐藤", child(), child(birth=date(2021, 5, 4)), birth="2021-05-03") == ["0"]
    assert shown("さとう", child(), child(birth=date(2018, 5, 4)), years="3") == ["0"]


def test_an_age_that_was_guessed_may_be_a_year_off() -> None:
    assert [shown("佐藤", child(), years=str(years)) for years in range(6)] == [[], ["0"], ["0"], ["0"], [], []]


def test_more_than_ten_are_counted_and_not_shown() -> None:
    found = search(((str(n), child()) for n in range(MOST + 1)), wanted("佐藤蓮"), TODAY)
    assert (found.shown, found.too_many) == ((), MOST + 1)


def test_parents_and_pupils_are_never_found() -> None:
    assert shown("佐藤蓮", child(birth=date(1990, 1, 1)), child(birth=date(2017, 4, 1)), child(birth=date(2018, 4, 2))) == ["2"]


@pytest.mark.parametrize(("birth", "until"), [(date(2018, 4, 1), date(2024, 4, 1)), (date(2018, 4, 2), date(2025, 4, 1))])
def test_school_begins_on_the_first_of_april(birth: date, until: date) -> None:
    assert is_preschool(birth, until.replace(month=3, day=31))
    assert not is_preschool(birth, until)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CASEWORKER, Role.CHIEF}])
def test_others_may_not_search(role: Role) -> None:
    with pytest.raises(Refused, match="認められていません"):
        wanted("佐藤蓮", role=role)


@pytest.mark.parametrize("purpose", [*sorted({*LookPurpose} - {LookPurpose.EMERGENCY, LookPurpose.INTAKE}), ""])
def test_other_purposes_do_not_search(purpose: str) -> None:
    with pytest.raises(Refused, match="利用目的"):
        wanted("佐藤蓮", purpose=purpose)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"name": "佐"}, "短すぎます"),
        ({"name": "佐藤蓮", "reason": "急ぎ"}, "理由が短すぎます"),
        ({"name": "佐藤蓮", "birth": "2024-04-11"}, "先の日付"),
        ({"name": "佐藤蓮", "birth": "R3.5.3"}, "読み取れません"),
        ({"name": "佐藤蓮", "years": "12"}, "年齢"),
    ],
)
def test_what_is_typed_wrong_is_said(asked: dict[str, str], why: str) -> None:
    with pytest.raises(Refused, match=why):
        wanted(**asked)


def test_one_child_has_one_birth_date_and_one_name_or_kana() -> None:
    assert same(child(), child(name="佐籐 蓮"))
    assert not same(child(), child(birth=date(2021, 5, 4)))
    assert not same(child(), child("鈴木 湊", "スズキ ミナト"))
    assert not same(child("", ""), child("", ""))


FORM = {"name": "山田 葵", "kana": "", "birth_date": "2022-01-01", "sex": "female", "address": "駅前の宿", "support_measure": ""}


def test_a_name_entered_by_hand() -> None:
    entered = check_entered(FORM, TODAY)
    assert (entered.name, entered.birth_date, entered.address, entered.as_of) == ("山田 葵", date(2022, 1, 1), "駅前の宿", TODAY)


def test_a_place_that_must_be_hidden_is_not_kept() -> None:
    entered = check_entered(FORM | {"support_measure": "1"}, TODAY)
    assert (entered.address, entered.support_measure) == (None, True)


@pytest.mark.parametrize("wrong", [{"name": ""}, {"birth_date": ""}, {"birth_date": "2015-01-01"}, {"sex": ""}])
def test_an_identity_that_is_not_whole_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(Refused):
        check_entered(FORM | wrong, TODAY)
