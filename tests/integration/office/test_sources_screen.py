"""Data freshness: the steward sees all sources, a holder its own."""

from collections.abc import Callable

from django.test import Client
from stage.office_parcels import SOURCES, City


def test_the_steward_sees_all(city: City, enter: Callable[[str], Client]) -> None:
    text = enter("steward").get("/sources/").content.decode()
    assert all(name in text for name, _, _ in SOURCES.values())
    assert "(2023-12-31)" in text
    assert "101日" in text
    assert "30 (1.5%)" in text


def test_a_holder_sees_its_own(city: City, enter: Callable[[str], Client]) -> None:
    text = enter("holder").get("/sources/").content.decode()
    assert "小児健診" in text
    assert not [name for name, holder, _ in SOURCES.values() if holder != "健康増進課" and name in text]


def test_small_counts_are_suppressed_for_those_without_cases(city: City, enter: Callable[[str], Client]) -> None:
    text = enter("analyst").get("/").content.decode()
    assert "10未満" in text
    assert "10未満" not in enter("steward").get("/").content.decode()
