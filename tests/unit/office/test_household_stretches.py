"""Stretches that touch are one; a break, another relation or a separate household is told apart."""

from dataclasses import replace
from datetime import date

import pytest

from sukoyaka.office.casework.household import Together, unbroken

MOTHER = Together("m", "妻", date(1994, 5, 1), "female", True, date(2022, 1, 1), date(2022, 6, 1))


def test_touching_stretches_are_one() -> None:
    later = replace(MOTHER, from_on=date(2022, 6, 1), until_on=None)
    assert unbroken([later, MOTHER]) == [replace(MOTHER, until_on=None)]


def test_overlapping_stretches_are_one() -> None:
    within = replace(MOTHER, from_on=date(2022, 2, 1), until_on=date(2022, 3, 1))
    assert unbroken([MOTHER, within]) == [MOTHER]


@pytest.mark.parametrize("change", [{"from_on": date(2022, 6, 2)}, {"relation": "同居人"}, {"same_household": False}, {"member": "n"}])
def test_what_differs_stays_apart(change: dict[str, object]) -> None:
    later = replace(MOTHER, **{"from_on": date(2022, 6, 1), "until_on": None} | change)  # type: ignore[arg-type]  # fields of the class
    assert unbroken([MOTHER, later]) == [MOTHER, later]


@pytest.mark.parametrize(
    ("relation", "same", "called"),
    [
        ("世帯主", True, "世帯主"),
        ("母", True, "世帯主の母"),
        ("世帯主", False, "別世帯の世帯主"),
        ("妻（未届）の子", True, "世帯主の妻（未届）の子"),
        (None, True, "同居者"),
    ],
)
def test_a_relation_says_whose(relation: str | None, same: bool, called: str) -> None:
    assert replace(MOTHER, relation=relation, same_household=same).called == called
