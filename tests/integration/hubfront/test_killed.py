"""kill -9 at any moment, then run again: the same home as if nothing had happened.

The moments are found by watching the home: nothing in the product waits for a test.
"""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hubfront_parcels import DAY, Hub, Terminal, checkup, family, lived

KEPT = ("received", "receipts", "snapshots", "marts", "crosswalks")
MANY = 3_000  # people: enough for each stage to take a moment


def town(terminal: Terminal, medium: Path) -> None:
    """Two parcels of a small town."""
    people = [lived(number, household=number // 3 + 10) for number in range(10, MANY)]
    terminal.seal(family() | {"resident": people}, medium, sequence=1)
    terminal.seal({"checkup_child": [checkup(number) for number in range(10, MANY)]}, medium, sequence=2)


def kill_when(hub: Hub, moment: Callable[[Path], bool], *arguments: str) -> bool:
    """Starts a command and kills it at the moment; whether it was still running."""
    running = hub.start(*arguments)
    while running.poll() is None and not moment(hub.home):
        time.sleep(0.0005)
    running.kill()
    running.communicate()
    return running.returncode == -9


def unfinished(folder: str) -> Callable[[Path], bool]:
    """Something hidden is being written there."""
    return lambda home: any(path.name.startswith(".") for path in (home / folder).glob("*"))


def exists(*patterns: str) -> Callable[[Path], bool]:
    return lambda home: all(any(home.glob(pattern)) for pattern in patterns)


RECEIVING = {
    "the ledger is new": exists("ledger.sqlite"),
    "a parcel is being opened": unfinished("received"),
    "the first parcel is in": exists("received/[0-9a-f]*"),
    "a receipt is being written": unfinished("receipts"),
    "the first receipt is out": exists("receipts/*.json"),
}
BUILDING = {
    "the first piece is kept": exists("work/kept/[0-9a-f]*"),
    "a period is put together": exists("work/kept/*/origins.parquet"),
    "the snapshot is being written": unfinished("snapshots"),
    "half of the snapshot is written": exists("snapshots/.*/household_spells.parquet"),
    "half of the periods are written": exists("snapshots/.*/origins/*.parquet"),
    "the snapshot is there": exists("snapshots/[0-9a-f]*"),
    "the first mart is being written": unfinished("marts/screening"),
    "the first crosswalk is there": exists("crosswalks/screening.parquet"),
    "the second mart is there": exists("marts/casework/[0-9a-f]*"),
}


@pytest.fixture
def undisturbed(make_hub: Callable[[str], Hub], terminal: Terminal, medium: Path) -> Hub:
    town(terminal, medium)
    hub = make_hub("undisturbed")
    hub.receive(medium)
    hub.build()
    return hub


def leftovers(home: Path) -> list[str]:
    return [str(path.relative_to(home)) for path in home.rglob(".*") if path.name != ".lock"]


def test_receive_and_build_survive_every_moment(undisturbed: Hub, make_hub: Callable[[str], Hub], medium: Path):
    wanted = undisturbed.bytes(*KEPT)
    hub = make_hub("disturbed")
    day = DAY.isoformat()
    hit = [name for name, moment in RECEIVING.items() if kill_when(hub, moment, "receive", str(medium), "--on", day)]
    hub.receive(medium)
    hit += [name for name, moment in BUILDING.items() if kill_when(hub, moment, "build", "--as-of", day)]
    hub.build()
    assert len(hit) >= 5, f"killed only when {hit}"
    assert hub.bytes(*KEPT) == wanted
    assert not leftovers(hub.home)


@pytest.mark.parametrize("seconds", [0.9, 1.2, 1.5, 1.8])
def test_build_survives_any_time(undisturbed: Hub, make_hub: Callable[[str], Hub], medium: Path, seconds: float):
    hub = make_hub("disturbed")
    hub.receive(medium)
    running = hub.start("build", "--as-of", DAY.isoformat())
    time.sleep(seconds)
    running.kill()
    running.communicate()
    hub.build()
    assert hub.bytes(*KEPT) == undisturbed.bytes(*KEPT)
    assert not leftovers(hub.home)
