"""Sheets as data: what a sheet must be, and what is refused."""

from pathlib import Path

import pytest

from sukoyaka.office.casework.assessment.sheet import SHEETS, Level, SheetInvalid, newest, read, sheets

SMALL = """
id = "small"
version = "v1"
title = "t"
purpose = "p"
source = "s"
[under_four]
months = 48
from = "mild"
raises = 1
why = "w"
[[head]]
id = "1"
title = "h"
[[head.item]]
id = "A"
asks = "a"
level = "mild"
"""


def written(place: Path, text: str, name: str = "small_v1.toml") -> Path:
    path = place / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_sheet_of_the_house_can_be_obeyed() -> None:
    assert {read(path).name for path in SHEETS.glob("*.toml")} == set(sheets())
    assert {sheet.id for sheet in newest()} == {"emergency", "home"}


def test_the_urgency_sheet_has_its_eight_heads() -> None:
    assert [head.id for head in sheets()["emergency_v1"].heads] == list("12345678")


def test_a_small_sheet(tmp_path: Path) -> None:
    sheet = read(written(tmp_path, SMALL))
    assert (sheet.name, [item.id for item in sheet.items], sheet.under_four.from_level) == ("small_v1", ["A"], Level.MILD)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('level = "mild"', 'level = "dreadful"', "dreadful"),
        ('level = "mild"', "", "a risk has one"),
        ('level = "mild"', 'level = "mild"\nkind = "strength"', "others have none"),
        ('asks = "a"', 'asks = "a"\npoints = 3', "points"),
        ('title = "h"', "", "title"),
        ("months = 48", "", "months"),
        ('id = "small"', 'id = "other"', "other_v1"),
        ('[[head]]\nid = "1"', '[[route]]\nid = "Z"\ntitle = "z"\nany = ["9"]\n[[head]]\nid = "1"', "unknown heads 9"),
        ('[[head]]\nid = "1"', '[[route]]\nid = "Z"\ntitle = "z"\n[[head]]\nid = "1"', "either any or all"),
        ("id =", "id", "is not TOML"),
    ],
)
def test_a_sheet_that_cannot_be_obeyed_is_refused(before: str, after: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(SheetInvalid, match=says) as refused:
        read(written(tmp_path, SMALL.replace(before, after, 1)))
    assert "small_v1.toml" in str(refused.value)


def test_an_item_twice_is_refused(tmp_path: Path) -> None:
    twice = SMALL + '[[head.item]]\nid = "A"\nasks = "b"\nlevel = "mild"\n'
    with pytest.raises(SheetInvalid, match="A twice"):
        read(written(tmp_path, twice))


def test_the_newest_version_is_offered(tmp_path: Path) -> None:
    written(tmp_path, SMALL)
    written(tmp_path, SMALL.replace('"v1"', '"v10"'), "small_v10.toml")
    written(tmp_path, SMALL.replace('"v1"', '"v9"'), "small_v9.toml")
    assert set(sheets(tmp_path)) == {"small_v1", "small_v9", "small_v10"}


@pytest.mark.parametrize(("code", "about"), [("CHECKUP/18M/WEIGHT", True), ("CHECKUP/18M/HEIGHT", True), ("VACCINE/MR/1", False)])
def test_which_facts_may_be_evidence(code: str, about: bool) -> None:
    item = next(item for item in sheets()["home_v1"].items if item.id == "C06")
    assert item.is_about(code) is about
