"""A month's build uses again what did not change, and comes out as a build from nothing would."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hubfront_parcels import DAY, PASSPHRASE, Hub, Terminal, checkup, family, lived

from sukoyaka.hub import flow

MAY = date(2024, 5, 1)
FOLDERS = ("snapshots", "marts", "crosswalks")


@pytest.fixture
def media(terminal: Terminal, tmp_path: Path) -> tuple[Path, Path]:
    """April: everything. May: checkups only, and a resident register in which somebody died."""
    terminal.seal(family(), tmp_path / "april", sequence=1)
    died = lived(2, sequence=2) | {"reason": "DEATH", "moved_on": date(2024, 4, 20), "happened_on": date(2024, 4, 20)}
    residents = [*family()["resident"], died]
    later = {"resident": residents, "checkup_child": [checkup(2), checkup(3, height=80.0)]}
    terminal.seal(later, tmp_path / "may", sequence=2, created_on=MAY)
    return tmp_path / "april", tmp_path / "may"


def walk(hub: Hub, media: tuple[Path, Path]) -> dict[str, list[str]]:
    """Receives and builds month by month; which tables the second build used again, and which it made."""
    for medium, day in zip(media, (DAY, MAY), strict=True):
        hub.receive(medium, on=day)
        told = flow.build(hub.home, None, day, PASSPHRASE)["cleansed"]
    return {what: sorted(name.partition("/")[2] for name in names) for what, names in told.items()}


def test_what_was_not_delivered_again_is_used_again(hub: Hub, media: tuple[Path, Path]) -> None:
    told = walk(hub, media)
    assert set(told["made"]) == {"resident", "checkup_child"}
    assert {"vaccination", "consultation", "claims_nhi.visit", "resident"} <= set(told["reused"])  # April's residents too


def test_the_result_is_that_of_a_build_from_nothing(make_hub: Callable[[str], Hub], media: tuple[Path, Path]) -> None:
    by_month, at_once = make_hub("one"), make_hub("other")
    walk(by_month, media)
    for medium, day in zip(media, (DAY, MAY), strict=True):
        at_once.receive(medium, on=day)
    newest = at_once.build(MAY).name
    shutil.rmtree(at_once.home / "work")
    at_once.build(DAY)
    assert by_month.bytes(*FOLDERS) == at_once.bytes(*FOLDERS)
    assert (by_month.home / "snapshots" / "current").read_text().strip() == newest


@pytest.mark.parametrize("harm", ["cut", "gone", "other"])
def test_a_harmed_shelf_is_made_anew(hub: Hub, media: tuple[Path, Path], harm: str) -> None:
    hub.receive(media[0])
    snapshot = hub.build()
    before = hub.bytes(f"snapshots/{snapshot.name}")
    for path in hub.home.glob("work/cleansed/*/rows.parquet"):
        if harm == "gone":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-9] if harm == "cut" else path.read_bytes()[::-1])
    shutil.rmtree(snapshot)
    again = flow.build(hub.home, None, DAY, PASSPHRASE)
    assert again["cleansed"]["reused"] == {}
    assert hub.bytes(f"snapshots/{snapshot.name}") == before
