"""The table of journeys cannot rot: what it names exists, and each of the rows 14–19 has journeys with a refusal."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = re.compile(r"^\| (1[4-9]) \| `(\w+)` \| `(\w+)` \| (.+) \|$", re.MULTILINE)
ROWS = TABLE.findall((ROOT / "docs" / "journeys.md").read_text(encoding="utf-8"))
SOURCES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "functional" / "office").glob("test_*.py"))]
THERE = {name for source in SOURCES for name in re.findall(r"^def (test_\w+)\(", source, re.MULTILINE)}


def test_every_journey_and_every_refusal_named_exists() -> None:
    assert {name for _, journey, refusal, _ in ROWS for name in (journey, refusal)} - THERE == set()


def test_there_are_enough_and_none_is_counted_twice() -> None:
    journeys = [journey for _, journey, _, _ in ROWS]
    assert len(set(journeys)) == len(journeys) >= 25


def test_every_row_of_the_plan_is_walked() -> None:
    assert {row for row, *_ in ROWS} == {"14", "15", "16", "17", "18", "19"}
