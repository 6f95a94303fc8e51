"""Equal rows have equal digests, wherever they were cut from; any other value, type or name gives another."""

from datetime import date

import polars as pl
import pytest

from sukoyaka.hub.events.pieces import content_digest

SCHEMA = {"number": pl.Int64, "flag": pl.Boolean, "text": pl.String, "day": pl.Date, "period": pl.String}
OLD, NEW = (1, True, None, date(2022, 1, 1), "2022"), (None, None, "x", None, "2024")


def cut(*rows: tuple) -> pl.DataFrame:
    """The rows of 2022, as they are cut out of a table."""
    parts = pl.DataFrame(list(rows), schema=SCHEMA, orient="row").partition_by("period", as_dict=True)
    return parts["2022",]


@pytest.mark.parametrize("rows", [(OLD, NEW), (NEW, OLD), (NEW, NEW, NEW, OLD)])
def test_rows_around_a_piece_leave_its_digest(rows: tuple) -> None:
    assert content_digest(cut(*rows)) == content_digest(cut(OLD))


@pytest.mark.parametrize(
    "other",
    [(2, *OLD[1:]), (None, *OLD[1:]), (1, False, *OLD[2:]), (1, None, *OLD[2:]), (1, True, "", *OLD[3:]), (1, True, None, None, "2022")],
)
def test_another_value_is_another_digest(other: tuple) -> None:
    assert content_digest(cut(other)) != content_digest(cut(OLD))


def test_another_type_or_name_is_another_digest() -> None:
    one = pl.DataFrame({"a": [1]})
    assert len({content_digest(one), content_digest(one.cast(pl.Int32)), content_digest(one.rename({"a": "b"}))}) == 3


def test_rows_in_another_order_are_another_digest() -> None:
    second = (2, *OLD[1:])
    assert content_digest(cut(OLD, second)) != content_digest(cut(second, OLD))
