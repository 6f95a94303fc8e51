"""The truth names every row of every extract: whose it is, on which line, with which dirt."""

from typing import Any

NUMBERS = {
    "resident": "宛名番号",
    "checkup_child": "宛名番号",
    "vaccination": "宛名番号",
    "nhi_qualification": "宛名番号",
    "child_allowance": "児童宛名番号",
    "public_assistance": "宛名番号",
    "dental": "宛名番号",
    "care_insurance": "宛名番号",
    "disability": "宛名番号",
}


def test_each_clean_row_of_the_truth_is_the_line_of_that_person(city: Any) -> None:
    lines = {file: text.split("\r\n") for file, text in city.text("*.csv").items()}
    checked = 0
    for file, line, source, number, planted in city.truth("rows").rows():
        if source in NUMBERS and planted not in ("unknown number", "zeros stripped"):
            header = lines[file][0].split(",")
            assert lines[file][line - 1].split(",")[header.index(NUMBERS[source])] == number
            checked += 1
    assert checked > 10_000


def test_no_data_line_is_missing_from_the_truth(city: Any) -> None:
    known = set(city.truth("rows").select("file", "line").rows())
    for file, text in city.text("*.csv").items():
        for number, line in enumerate(text.split("\r\n")[1:], 2):
            assert line == "" or line.startswith("合計") or (file, number) in known


def test_a_clean_city_has_no_dirt(clean_city: Any) -> None:
    assert clean_city.truth("rows").filter(clean_city.truth("rows")["planted"] != "").is_empty()
    assert clean_city.summary["planted"] == {}
    assert not clean_city.text("児童扶養手当_所得付_*.csv")


def test_kinds_of_dirt_are_all_there(city: Any) -> None:
    assert {"duplicate row", "impossible date", "private character", "unknown card", "unknown code", "zeros stripped"} <= set(
        city.summary["planted"]
    )


def test_counts_of_the_summary_are_the_rows_of_the_truth(city: Any) -> None:
    assert city.summary["rows_total"] == len(city.truth("rows"))
    assert city.summary["children"] == len(city.truth("children"))


def test_zeros_are_stripped_in_one_file_alone(city: Any) -> None:
    rows = city.truth("rows").filter(planted="zeros stripped")
    assert rows["file"].n_unique() == 1
    assert all(len(r["宛名番号"]) < 10 for r in city.rows("予防接種_追加_*.csv"))


def test_owners_are_people_of_the_city_even_where_the_number_is_wrong(city: Any) -> None:
    people = set(city.truth("residents")["resident_number"])
    assert set(city.truth("rows")["resident_number"]) <= people
