"""A number is a block of the cipher: full-width digits are the same number, and nothing longer gets as far as the key."""

from datetime import date

import polars as pl
import pytest

from sukoyaka.governance import register
from sukoyaka.terminal.check.rows import check_rows
from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.mask import pseudonyms, reveal
from sukoyaka.terminal.read.table import RawTable

KEYRING = Keyring(bytes(32))


def checked(number: str) -> tuple[list[str | None], list[str]]:
    rows = pl.DataFrame(
        {"line": pl.Series([2], dtype=pl.Int32), "resident": [number], "vaccine": ["BCG"], "dose": ["1"], "date": ["20211110"]}
    )
    result = check_rows(RawTable(rows, (), (), (), 0, 0), register.load().source("vaccination"), date(2024, 4, 1))
    return result.kept["resident"].to_list(), result.quarantined["rule"].to_list()


@pytest.mark.parametrize(
    ("written", "number", "held"),
    [
        ("0000000012", ["0000000012"], []),
        ("００００００００１２", ["0000000012"], []),
        ("\u0661" * 10, [], ["C-ID"]),
        ("12", [], ["C-ID-WIDTH"]),
        ("1.2E+10", [], ["C-ID-EXCEL"]),
    ],
)
def test_a_number_as_written(written: str, number: list[str], held: list[str]) -> None:
    assert checked(written) == (number, held)


def test_a_longer_one_never_shifts_the_blocks_behind_it() -> None:
    with pytest.raises(ValueError, match="longer than a block"):
        pseudonyms(pl.Series(["0000000011", "０" * 10, "0000000012"]), KEYRING, "platform/person")


def test_each_opens_to_itself() -> None:
    numbers = pl.Series(["0000000011", None, "1", "0" * 16, "0000000011"])
    made = pseudonyms(numbers, KEYRING, "platform/person")
    assert [name and reveal(name, KEYRING, "platform/person") for name in made] == numbers.to_list()
