"""The land of the city: every town has its place, the places cover the land once, the same seed gives the same bytes."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sukoyaka.city import land, places


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("geo")
    land.write(7, out)
    return out / "towns.geojson"


def features(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text())["features"]
    return found


def area(ring: list[list[float]]) -> float:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring)) / 2


def test_every_town_is_there_by_its_code(written: Path) -> None:
    assert [one["properties"]["code"] for one in features(written)] == [town.code for town in places.towns()]


def test_every_place_is_a_closed_ring_with_land(written: Path) -> None:
    rings = [one["geometry"]["coordinates"][0] for one in features(written)]
    assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in rings)
    assert all(area(ring) > 0 for ring in rings)


def test_no_town_is_a_hundred_times_another(written: Path) -> None:
    areas = [area(one["geometry"]["coordinates"][0]) for one in features(written)]
    assert max(areas) < 100 * min(areas)


def test_the_same_seed_has_the_same_bytes_and_another_has_not(written: Path, tmp_path: Path) -> None:
    land.write(7, tmp_path / "a")
    land.write(8, tmp_path / "b")
    assert (tmp_path / "a" / "towns.geojson").read_bytes() == written.read_bytes()
    assert (tmp_path / "b" / "towns.geojson").read_bytes() != written.read_bytes()
