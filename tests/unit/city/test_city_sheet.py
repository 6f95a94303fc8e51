"""Lines of a sheet: every row knows its physical line."""

import numpy as np

from sukoyaka.city.sheet import Sheet


def sheet() -> Sheet:
    return Sheet("a.csv", "vaccination", {"x": np.array(["1", "2", "3"], dtype=object)}, np.array(["p", "q", "r"], dtype=object))


def test_rows_follow_the_header() -> None:
    assert sheet().lines() == (["x", "1", "2", "3"], [2, 3, 4])


def test_blank_lines_and_totals_move_the_count() -> None:
    dirty = sheet()
    dirty.between[1], dirty.between[3], dirty.suffix[2] = [""], ["合計"], ",余"
    assert dirty.lines() == (["x", "1", "", "2", "3,余", "合計"], [2, 4, 5])


def test_a_row_twice_names_the_second_as_dirt() -> None:
    dirty = sheet()
    dirty.repeat(np.array([1]))
    assert dirty.columns["x"].tolist() == ["1", "2", "2", "3"]
    assert dirty.owner.tolist() == ["p", "q", "q", "r"]
    assert dirty.planted.tolist() == ["", "", "duplicate row", ""]


def test_dirt_in_a_column_does_not_reach_the_owner() -> None:
    numbers = np.array(["p", "q"], dtype=object)
    dirty = Sheet("a.csv", "vaccination", {"宛名番号": numbers}, numbers)
    dirty.columns["宛名番号"][0] = "?"
    assert dirty.owner.tolist() == ["p", "q"]
