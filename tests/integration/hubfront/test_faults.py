"""Contradictions in the data and faults of the machine: what each leads to, and that nothing is left half done."""

import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hubfront_parcels import Hub, Terminal, checkup, family, lived, person

from sukoyaka.hub.store.errors import StoreFull


def built(hub: Hub, terminal: Terminal, medium: Path, **tables: list) -> dict[str, pl.DataFrame]:
    terminal.seal(tables, medium)
    assert hub.receive(medium) == [("accepted", 0)]
    directory = hub.build()
    return {path.stem: pl.read_parquet(path) for path in directory.glob("*.parquet")} | {"events": events(directory)}


def events(directory: Path) -> pl.DataFrame:
    return pl.read_parquet(directory / "events" / "*.parquet")


def test_a_person_in_two_households_on_a_day_lives_in_the_last(hub: Hub, terminal: Terminal, medium: Path) -> None:
    twice = [lived(2, household=1), lived(2, household=2, sequence=2)]
    spells = built(hub, terminal, medium, resident=twice)["household_spells"]
    assert spells.height == 1
    assert spells["household_id"].item() == int(person(702)[:16], 16) & (2**63 - 1)


def test_a_household_that_contains_itself_is_a_household(hub: Hub, terminal: Terminal, medium: Path) -> None:
    oneself = lived(2) | {"household": person(2)}
    tables = built(hub, terminal, medium, resident=[oneself])
    assert tables["household_spells"].height == tables["people"].height == 1


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (checkup(2, happened_on=date(2020, 1, 1)), "before-birth"),
        (checkup(2, happened_on=date(2023, 9, 1)), "after-death"),
    ],
)
def test_a_fact_outside_of_a_life_is_set_aside(hub: Hub, terminal: Terminal, medium: Path, row: dict, rule: str) -> None:
    day = date(2023, 8, 1)
    died = lived(2, sequence=2) | {"reason": "DEATH", "moved_on": day, "happened_on": day}
    tables = built(hub, terminal, medium, resident=[lived(2), died], checkup_child=[row])
    assert tables["set_aside"]["rule"].to_list() == [rule]
    assert not tables["events"]["code"].str.starts_with("CHECKUP").any()


def test_a_birth_after_a_death_is_the_later_word(hub: Hub, terminal: Terminal, medium: Path) -> None:
    died = lived(2, sequence=1) | {"reason": "DEATH", "moved_on": date(2021, 1, 1), "happened_on": date(2021, 1, 1)}
    people = built(hub, terminal, medium, resident=[died, lived(2, sequence=2)])["people"]
    assert people.select("birth_month", "died_on").row(0) == (date(2021, 5, 1), None)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Room for parcels and not for a snapshot."""
    place = tmp_path / "small"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(place)], capture_output=True, check=False).returncode:
        pytest.skip("a disk of its own cannot be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_says_so_and_the_next_run_goes_on(hub: Hub, terminal: Terminal, medium: Path, small_disk: Path) -> None:
    people = [lived(number, household=number // 3 + 10) for number in range(10, 900)]
    terminal.seal(family() | {"resident": people, "checkup_child": [checkup(number) for number in range(10, 900)]}, medium)
    hub.receive(medium)
    (hub.home / "snapshots").symlink_to(small_disk)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(560 * 1024))
    with pytest.raises(StoreFull, match="no room left"):
        hub.build()
    assert [path.name for path in small_disk.iterdir() if not path.name.startswith(".")] == ["filler"]
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,size=60m", str(small_disk)], check=True)
    assert hub.build().exists()
