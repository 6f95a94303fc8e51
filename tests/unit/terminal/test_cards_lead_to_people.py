"""Which card a receipt is looked up by is what the register says: of the insurance, or of any of its public payers."""

from datetime import date

import polars as pl
import pytest

from sukoyaka.governance import register
from sukoyaka.terminal.resolve.links import CROSSWALK, NO_CARD, by_crosswalks

REGISTER = register.load()
MONTH = date(2024, 1, 1)
PUBLIC = {"payer": pl.String, "recipient": pl.String}
RECEIPT = {
    "file": pl.Int32,
    "line": pl.Int32,
    "month": pl.Date,
    "insurer": pl.String,
    "symbol": pl.String,
    "number": pl.String,
    "branch": pl.String,
    "publics": pl.List(pl.Struct(PUBLIC)),
}


def receipt(insurance: tuple[str, str, str, str] = ("", "", "", ""), *publics: tuple[str, str], month: date = MONTH) -> pl.DataFrame:
    payers = [dict(zip(PUBLIC, public, strict=True)) for public in publics]
    return pl.DataFrame([(0, 2, month, *insurance, payers or None)], schema=RECEIPT, orient="row")


def cards(source: str, *rows: tuple[object, ...]) -> tuple[register.Source, pl.DataFrame]:
    """Rows of keys, holder, first day and end, as the crosswalk of the source names them."""
    found = REGISTER.source(source)
    cross = found.crosswalk or {}
    names = [*cross["on"], "resident_number", cross["from"], cross.get("until") or cross["last"]]
    dates = set(names[-2:])
    schema = {name: pl.Date if name in dates else pl.String for name in names}
    return found, pl.DataFrame(list(rows), schema=schema, orient="row")


def whose(asked: pl.DataFrame, *crosswalks: tuple[register.Source, pl.DataFrame]) -> str | None:
    row = by_crosswalks(asked, crosswalks).rows.row(0, named=True)
    assert row["step"] == (CROSSWALK if row["resident_number"] else NO_CARD)
    return row["resident_number"]


YEAR = (date(2023, 4, 1), date(2024, 3, 31))
CHILD = ("80149990", "0000017", "aoi", *YEAR)


def test_any_public_payer_of_the_receipt_may_be_the_card() -> None:
    second = receipt(("06149990", "1", "2", "03"), ("54149990", "0000099"), ("80149990", "０００００１７"))
    assert whose(second, cards("child_card", CHILD)) == "aoi"


def test_a_number_of_another_payer_is_another_card() -> None:
    assert whose(receipt(("", "", "", ""), ("81149990", "0000017")), cards("child_card", CHILD)) is None


@pytest.mark.parametrize(("month", "holder"), [(date(2024, 3, 1), "aoi"), (date(2024, 4, 1), None), (date(2023, 3, 1), None)])
def test_the_last_day_of_a_card_is_still_covered(month: date, holder: str | None) -> None:
    assert whose(receipt(("", "", "", ""), ("80149990", "0000017"), month=month), cards("child_card", CHILD)) == holder


def test_a_number_issued_anew_is_whose_it_was_in_the_month() -> None:
    numbers = cards(
        "assistance_card",
        ("12149990", "0000001", "last year's", date(2022, 4, 1), date(2023, 3, 31)),
        ("12149990", "0000001", "this year's", date(2023, 4, 1), None),
    )
    assert whose(receipt(("", "", "", ""), ("12149990", "0000001")), numbers) == "this year's"
    assert whose(receipt(("", "", "", ""), ("12149990", "0000001"), month=date(2022, 12, 1)), numbers) == "last year's"


def test_a_number_of_two_people_at_a_time_is_nobodys() -> None:
    assert whose(receipt(("", "", "", ""), ("80149990", "0000017")), cards("child_card", CHILD, ("80149990", "17", "sora", *YEAR))) is None


def test_zeros_are_nobodys_number() -> None:
    numbers = cards("assistance_card", ("12149990", "0000000", "nobody", *YEAR))
    assert whose(receipt(("", "", "", ""), ("12149990", "0000000")), numbers) is None


def test_the_late_elderly_are_known_by_insurer_and_number() -> None:
    elders = cards("elderly_qualification", ("39149990", "00000123", "grandmother", date(2020, 1, 1), None))
    assert whose(receipt(("39149990", "", "００００００１２３", "")), elders) == "grandmother"


def test_the_branch_decides_where_it_is_given_and_may_lack_where_one_person_is_meant() -> None:
    family = cards(
        "nhi_qualification",
        ("00149990", "12", "345", "01", "mother", date(2020, 1, 1), None),
        ("00149990", "12", "345", "02", "child", date(2021, 1, 1), None),
    )
    assert whose(receipt(("00149990", "12", "345", "02")), family) == "child"
    assert whose(receipt(("00149990", "12", "345", "")), family) is None
    assert whose(receipt(("00149990", "12", "345", ""), month=date(2020, 6, 1)), family) == "mother"


def test_without_a_crosswalk_the_receipt_waits() -> None:
    assert whose(receipt(("00149990", "12", "345", "02"))) is None


def test_two_crosswalks_that_lead_to_two_people_lead_to_nobody() -> None:
    other = cards("child_card", ("80149990", "0000017", "sora", *YEAR))
    asked = receipt(("", "", "", ""), ("80149990", "0000017"))
    assert whose(asked, cards("child_card", CHILD), other) is None
    assert whose(asked, cards("child_card", CHILD), cards("child_card", CHILD)) == "aoi"
