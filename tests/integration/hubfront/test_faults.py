"""Contradictions in the data and faults of the machine: what each leads to, and that nothing is left half done."""

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hubfront_parcels import Hub, Terminal, checkup, family, lived, person

from sukoyaka.hub.marts import open_mart
from sukoyaka.hub.store import files
from sukoyaka.hub.store.errors import StoreDamaged, StoreFull
from sukoyaka.records.purpose import Purpose


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


WRITES = (0, 1, 7, 20, 40, 60, 70, 80)  # tables that still fit; a build of a family writes about ninety


@pytest.fixture
def full_after(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """The disk is full from the n-th table on."""
    write = files.write

    def fail(number: int) -> None:
        left = iter(range(number))

        def fails(frame: pl.DataFrame, path: Path) -> None:
            if next(left, None) is None:
                path.write_bytes(b"PAR1")  # half of it is there already
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            write(frame, path)

        monkeypatch.setattr(files, "write", fails)

    return fail


def test_wherever_the_disk_is_full_the_next_run_gives_the_same(
    make_hub: Callable[[str], Hub], terminal: Terminal, medium: Path, full_after: Callable[[int], None]
) -> None:
    terminal.seal(family(), medium)
    hubs = [make_hub(name) for name in ("undisturbed", "full")]
    for hub in hubs:
        hub.receive(medium)
    hubs[0].build()
    for number in WRITES:
        for folder in ("work", "snapshots", "marts", "crosswalks"):
            shutil.rmtree(hubs[1].home / folder, ignore_errors=True)
        full_after(number)
        with pytest.raises(StoreFull, match="no room left"):
            hubs[1].build()
    full_after(10_000)
    hubs[1].build()
    kept = ("snapshots", "marts", "crosswalks")
    assert hubs[1].bytes(*kept) == hubs[0].bytes(*kept)
    assert not [path for path in hubs[1].home.rglob(".*") if path.name != ".lock"]


@pytest.mark.parametrize("harm", ["cut", "gone", "a bit"])
@pytest.mark.parametrize(
    "place", ["snapshots/*/events/2022.parquet", "marts/screening/*/events/2022.parquet", "marts/casework/*/people.parquet"]
)
def test_a_damaged_table_says_so_and_is_made_again(hub: Hub, terminal: Terminal, medium: Path, place: str, harm: str) -> None:
    terminal.seal(family(), medium)
    hub.receive(medium)
    hub.build()
    kept = ("snapshots", "marts", "crosswalks")
    before = hub.bytes(*kept)
    (path,) = hub.home.glob(place)
    content = path.read_bytes()
    path.unlink() if harm == "gone" else path.write_bytes(content[:-20] if harm == "cut" else bytes([content[0] ^ 1]) + content[1:])
    with pytest.raises(StoreDamaged, match=f"{path.stem} of the .* is not what was written") as caught:
        used(hub, place)
    assert "run `sukoyaka hub build" in caught.value.next_step
    shutil.rmtree(path.parents[1] if path.parent.name == "events" else path.parent)
    hub.build()
    assert hub.bytes(*kept) == before


def used(hub: Hub, place: str) -> None:
    """Opens the part that a place belongs to."""
    folder, purpose, *_ = place.split("/")
    hub.build() if folder == "snapshots" else open_mart(hub.home, Purpose(purpose))


def test_a_damaged_delivery_says_so_and_can_be_received_again(hub: Hub, terminal: Terminal, medium: Path) -> None:
    terminal.seal(family(), medium)
    hub.receive(medium)
    (path,) = hub.home.glob("received/*/checkup_child.parquet")
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(StoreDamaged, match="is not what was received") as caught:
        hub.build()
    assert "receive the parcel again" in caught.value.next_step
    shutil.rmtree(path.parent)
    assert hub.receive(medium) == [("accepted", 0)]
    assert hub.build().exists()


def test_a_code_that_was_never_registered_becomes_no_event(hub: Hub, terminal: Terminal, medium: Path) -> None:
    tables = built(hub, terminal, medium, resident=[lived(2)], checkup_child=[checkup(2), checkup(2, round="99X")])
    assert tables["set_aside"]["rule"].to_list() == ["never-registered"]
    assert not tables["codes"]["code"].str.contains("99X").any()


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 3, 1), (1, 1, 2, 3, 3)])
def test_parcels_in_any_order_and_twice_build_the_same(
    make_hub: Callable[[str], Hub], terminal: Terminal, tmp_path: Path, order: tuple[int, ...]
) -> None:
    media = {number: tmp_path / f"medium{number}" for number in (1, 2, 3)}
    terminal.seal(family(), media[1], sequence=1)
    terminal.seal({"checkup_child": [checkup(2, height=80.0)]}, media[2], sequence=2)
    terminal.seal({"checkup_child": [checkup(2, height=81.0)]}, media[3], sequence=3)
    hub, other = make_hub("hub"), make_hub("other")
    for number in order:
        hub.receive(media[number])
    for number in (1, 2, 3):
        other.receive(media[number])
    hub.build(), other.build()
    assert hub.bytes("snapshots", "marts", "crosswalks") == other.bytes("snapshots", "marts", "crosswalks")
