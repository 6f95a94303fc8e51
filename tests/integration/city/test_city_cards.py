"""Cards: one subsidy a child at a time, and every claim under a card that was its owner's in that month."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import polars as pl
import pytest

from sukoyaka.governance import register
from sukoyaka.terminal.read.wareki import parse

SHEETS = {"小児医療証": "child_card", "ひとり親医療証": "single_parent_card", "生保医療券": "assistance_card"}
FOLDERS = {"小児医療証": "小児医療レセプト", "ひとり親医療証": "ひとり親医療レセプト", "生保医療券": "生保医療レセプト"}
REGISTER = register.load()


def day(text: str) -> date:
    found = parse(text)
    assert isinstance(found, date)
    return found


def spans(city: Any, sheet: str) -> dict[str, list[tuple[str, date, date]]]:
    """宛名番号 → recipient number, first and last day."""
    found: dict[str, list[tuple[str, date, date]]] = defaultdict(list)
    for row in city.rows(f"{sheet}_*.csv"):
        last = day(row["有効期間終了日"]) if row["有効期間終了日"] else date.max
        found[row["宛名番号"]].append((row["受給者番号"], day(row["有効期間開始日"]), last))
    return found


def test_a_child_has_one_card_at_a_time(clean_city: Any) -> None:
    every = [(who, *span[1:]) for sheet in SHEETS for who, found in spans(clean_city, sheet).items() for span in found]
    by_person = defaultdict(list)
    for who, first, last in every:
        by_person[who].append((first, last))
    for found in by_person.values():
        ordered = sorted(found)
        assert all(a[1] < b[0] for a, b in pairwise(ordered))


def test_the_childrens_card_ends_before_school(clean_city: Any) -> None:
    births = dict(clean_city.truth("residents").select("resident_number", "birth_date").iter_rows())
    for who, found in spans(clean_city, "小児医療証").items():
        for _, first, last in found:
            assert first >= births[who]
            if last != date.max:
                assert last < births[who].replace(year=births[who].year + 8, day=1)


def test_numbers_of_assistance_are_given_anew_every_fiscal_year(city: Any) -> None:
    holders: dict[str, set[str]] = defaultdict(set)
    for who, found in spans(city, "生保医療券").items():
        for number, first, last in found:
            holders[number].add(who)
            if last != date.max:
                assert last < date(first.year + (first.month >= 4), 4, 1)
    assert max(len(people) for people in holders.values()) > 1


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_claim_is_under_a_card_of_its_owner_in_that_month(clean_city: Any, sheet: str) -> None:
    cards, found = spans(clean_city, sheet), 0
    truth = {(f, n): who for f, n, who in clean_city.truth("rows").select("file", "line", "resident_number").iter_rows()}
    payer = next(iter(clean_city.rows(f"{sheet}_*.csv")))["公費負担者番号"]
    for file, text in clean_city.text(f"{FOLDERS[sheet]}_*/RECEIPTC.UKE").items():
        who, month = "", date.max
        for number, line in enumerate(text.split("\r\n"), 1):
            fields = line.split(",")
            if fields[0] == "RE":
                who, month = truth[file, number], day(f"{fields[3]}01")
            if fields[0] == "KO" and fields[1] == payer:
                following = (month + timedelta(days=31)).replace(day=1)
                assert any(own == fields[2] and first < following and last >= month for own, first, last in cards[who])
                found += 1
    assert found > 0


def test_assistance_pays_alone_and_a_subsidy_beside_an_insurance(clean_city: Any) -> None:
    for folder, insured in (("生保医療レセプト", False), ("小児医療レセプト", True), ("ひとり親医療レセプト", True)):
        for text in clean_city.text(f"{folder}_*/RECEIPTC.UKE").values():
            lines = text.split("\r\n")
            receipts, insurers = (sum(line.startswith(name) for line in lines) for name in ("RE,", "HO,"))
            assert insurers == (receipts if insured else 0)


def test_a_visit_of_a_child_insured_by_the_city_is_in_both_files(clean_city: Any) -> None:
    def numbers(folder: str) -> set[str]:
        texts = clean_city.text(f"{folder}_*/RECEIPTC.UKE").values()
        return {line.split(",")[18] for text in texts for line in text.split("\r\n") if line.startswith("RE,")}

    assert numbers("国保レセプト") & numbers("小児医療レセプト")
    assert not numbers("国保レセプト") & numbers("生保医療レセプト")


def test_nobody_on_assistance_is_insured_by_the_city(clean_city: Any) -> None:
    assisted = spans(clean_city, "生保医療券")
    for row in clean_city.rows("国保資格_*.csv"):
        first = day(row["資格取得日"])
        lost = day(row["資格喪失日"]) if row["資格喪失日"] else date.max
        assert not any(first <= last and begin < lost for _, begin, last in assisted.get(row["宛名番号"], []))


def test_the_truth_knows_every_receipt(city: Any) -> None:
    truth = city.truth("rows")
    for source, folder in (("claims_child", "小児医療レセプト"), ("claims_elderly", "後期高齢者医療レセプト")):
        lines = {
            (file, n)
            for file, text in city.text(f"{folder}_*/RECEIPTC.UKE").items()
            for n, line in enumerate(text.split("\r\n"), 1)
            if line.startswith("RE,")
        }
        assert lines == set(truth.filter(pl.col("source") == source).select("file", "line").iter_rows())
    assert "claimed again later" in truth["planted"].to_list()
