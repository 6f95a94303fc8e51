"""The city looks like the city: rates near the knobs, need that can be seen but not read off."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from sukoyaka.city.rates import RATES


def auc(score: Any, label: Any) -> float:
    rank = pl.Series(score).rank().to_numpy()
    label = np.asarray(label)
    positives, negatives = label.sum(), (~label).sum()
    return float((rank[label].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def test_as_many_residents_as_asked_for(city: Any) -> None:
    assert abs(city.summary["residents"] / (RATES.residents * 0.03) - 1) < 0.005


def test_as_many_children_as_the_city_has(city: Any) -> None:
    assert 0.027 < city.summary["children"] / city.summary["residents"] < 0.038


def test_households_have_their_usual_size(city: Any) -> None:
    assert 2.05 < city.summary["residents"] / city.summary["households"] < 2.4


def test_births_are_as_many_as_the_statistics_say(city: Any) -> None:
    births = [r["異動日"] for r in city.rows("住民基本台帳_*.csv") if r["異動事由"] == "出生"]
    assert len(births) / 6 / 0.03 == pytest.approx(1_950, rel=0.12)


def test_need_is_rare_and_the_oracle_good_but_not_sure(city: Any) -> None:
    children = city.truth("children")
    assert 0.02 < children["needs_support"].mean() < 0.065
    assert 0.75 < auc(children["need_probability"], children["needs_support"].to_numpy()) < 0.95


def test_families_in_need_miss_checkups_more_often(city: Any) -> None:
    events = city.truth("events").join(city.truth("children"), on="resident_number")
    rates = (
        events.filter(pl.col("kind").str.starts_with("checkup"))
        .group_by("needs_support")
        .agg(missed=(pl.col("kind") == "checkup missed").mean())
    )
    missed = dict(rates.rows())
    assert 0.01 < missed[False] < 0.07
    assert missed[True] > 1.5 * missed[False]


def test_some_consultations_do_not_say_whose_they_are(city: Any) -> None:
    rows = city.rows("家庭児童相談_*.csv")
    assert 0.15 < sum(r["宛名番号"] == "" for r in rows) / len(rows) < 0.45
    assert all(r["児童氏名"] and r["児童氏名カナ"] and r["児童生年月日"] and r["性別"] for r in rows)


def test_people_who_came_back_under_a_second_number_are_the_same(city: Any) -> None:
    pairs = city.truth("renumbered")
    people = {r["resident_number"]: r for r in city.truth("residents").to_dicts()}
    assert len(pairs) > 5
    for first, second in pairs.rows():
        assert first != second
        assert people[first]["birth_date"] == people[second]["birth_date"]


def test_relations_of_patched_families_are_written(city: Any) -> None:
    words = {r["続柄"] for r in city.rows("住民基本台帳_*.csv")}
    assert {"世帯主", "妻", "子", "妻（未届）", "妻の子", "父", "母", "子の子"} <= words


def test_twins_are_born(city: Any) -> None:
    people = city.truth("households").join(city.truth("residents").select("resident_number", "birth_date"), on="resident_number")
    together = people.unique(["household_number", "resident_number"]).group_by("household_number", "birth_date").len()
    assert len(together.filter((pl.col("len") > 1) & (pl.col("birth_date").dt.year() >= 2012))) >= 3


def test_hardly_any_children_live_without_an_adult(city: Any) -> None:
    now = city.truth("households").filter(pl.col("until_on").is_null())
    people = now.join(city.truth("residents").select("resident_number", "birth_date"), on="resident_number")
    eldest = people.group_by("household_number").agg(year=pl.col("birth_date").dt.year().min())
    assert len(eldest.filter(pl.col("year") > 2008)) <= 2


def test_one_child_in_ten_is_born_light(city: Any) -> None:
    grams = [int(r["出生体重"]) for r in city.rows("小児健診_*.csv") if r["出生体重"].isdigit()]
    assert 0.05 < sum(g < 2500 for g in grams) / len(grams) < 0.14


def test_a_child_of_three_weighs_what_children_of_three_weigh(city: Any) -> None:
    grams = sorted(float(r["体重"]) for r in city.rows("小児健診_*.csv") if r["健診種別"] == "3歳児")
    assert 13_000 < grams[len(grams) // 2] < 15_000


def test_a_share_of_the_children_is_insured_by_the_city(city: Any) -> None:
    insured = {r["宛名番号"] for r in city.rows("国保資格_*.csv") if not r["資格喪失日"]}
    children = city.truth("children")["resident_number"]
    assert 0.04 < sum(number in insured for number in children) / len(children) < 0.14
