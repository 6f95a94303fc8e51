"""Same seed, same bytes; another seed, another city; and what is no city is not overwritten."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from sukoyaka.city import flow


def fingerprint(path: Path) -> dict[str, str]:
    return {p.relative_to(path).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(path.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("first")
    flow.build(flow.Request(0.004, 5, date(2024, 4, 1)), path)
    return path


def test_same_seed_same_bytes(first: Path, tmp_path: Path) -> None:
    flow.build(flow.Request(0.004, 5, date(2024, 4, 1)), tmp_path / "again")
    assert fingerprint(first) == fingerprint(tmp_path / "again")


def test_a_city_replaces_a_city(first: Path) -> None:
    before = fingerprint(first)
    flow.build(flow.Request(0.004, 5, date(2024, 4, 1)), first)
    assert fingerprint(first) == before


def test_another_seed_is_another_city(first: Path, tmp_path: Path) -> None:
    flow.build(flow.Request(0.004, 6, date(2024, 4, 1)), tmp_path)
    assert fingerprint(first)["truth/residents.parquet"] != fingerprint(tmp_path)["truth/residents.parquet"]


def test_dirt_does_not_move_the_truth(first: Path, tmp_path: Path) -> None:
    flow.build(flow.Request(0.004, 5, date(2024, 4, 1), dirt=0.0), tmp_path)
    for name in ("residents", "households", "children", "events"):
        assert fingerprint(first)[f"truth/{name}.parquet"] == fingerprint(tmp_path)[f"truth/{name}.parquet"]


def test_another_as_of_day_works(tmp_path: Path) -> None:
    summary = flow.build(flow.Request(0.004, 5, date(2023, 8, 17)), tmp_path)
    assert summary["children"] > 20


def test_a_directory_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(flow.OutputOccupied):
        flow.build(flow.Request(0.004, 5, date(2024, 4, 1)), tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"
