"""A month's build uses again what did not change, and comes out as a build from nothing would."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hubfront_parcels import DAY, PASSPHRASE, Hub, Terminal, allowance, at, checkup, family, lived, person

from sukoyaka.hub import flow
from sukoyaka.hub.events import pieces

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
        told = flow.build(hub.home, None, day, PASSPHRASE)["work"]
    return {what: sorted(told[what]) for what in ("reused", "made")}


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
    for path in hub.home.glob("work/kept/*/*.parquet"):
        content = path.read_bytes()
        path.unlink()  # the snapshot has the same file: only what is kept is harmed
        if harm != "gone":
            path.write_bytes(content[:-9] if harm == "cut" else content[::-1])
    shutil.rmtree(snapshot)
    again = flow.build(hub.home, None, DAY, PASSPHRASE)
    assert again["work"]["reused"] == {}
    assert hub.bytes(f"snapshots/{snapshot.name}") == before


@pytest.fixture
def extracts(terminal: Terminal, tmp_path: Path) -> tuple[Path, Path]:
    """The whole extract of April, and that of May: a newcomer in the first lines, a visit of March more, an allowance that ended."""
    known = family() | {"vaccination": [], "child_allowance": [allowance(1, 2) | {"until_on": None}]}
    terminal.seal(known, tmp_path / "april", sequence=1)
    newcomer = lived(4, born=date(2020, 1, 9), on=date(2024, 4, 8))
    visit = at(date(2024, 3, 7), MAY, card=person(2), date=date(2024, 3, 7), setting="outpatient", out_of_hours=False)
    later = known | {"resident": [newcomer, *known["resident"]], "child_allowance": [allowance(1, 2)]}
    later |= {"claims_nhi.visit": [visit, *known["claims_nhi.visit"]]}
    terminal.seal(later, tmp_path / "may", sequence=2, created_on=MAY)
    return tmp_path / "april", tmp_path / "may"


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are cut however small they are."""
    monkeypatch.setattr(pieces, "WORTH_CUTTING", 0)


@pytest.mark.usefixtures("cut")
def test_of_a_whole_extract_only_the_periods_that_changed_are_written(hub: Hub, extracts: tuple[Path, Path]) -> None:
    hub.receive(extracts[0])
    april = hub.build()
    hub.receive(extracts[1], on=MAY)
    told = flow.build(hub.home, None, MAY, PASSPHRASE)
    assert told["work"]["periods_made"] == ["2023Q2", "2024Q1", "2024Q2"]  # the end of the allowance, the visit, the newcomer
    may = hub.home / "snapshots" / told["snapshot"]
    same = {path.name for path in (april / "events").iterdir() if path.samefile(may / "events" / path.name)}
    assert same == {path.name for path in (may / "events").iterdir()} - {"2023Q2.parquet", "2024Q1.parquet", "2024Q2.parquet"}
    assert told["work"]["made"]["claims_nhi.visit"] == 1


def test_a_fact_told_again_keeps_the_parcel_that_told_it_first(hub: Hub, extracts: tuple[Path, Path]) -> None:
    for medium, day in zip(extracts, (DAY, MAY), strict=True):
        hub.receive(medium, on=day)
    snapshot = hub.build(MAY)
    events = pl.read_parquet(snapshot / "events" / "*.parquet")
    first = {parcel.name.split("-")[-1].removesuffix(".parcel") for parcel in extracts[0].glob("*.parcel")}
    new = events.filter(~pl.col("parcel").str.contains_any(list(first)))
    assert sorted(new["code"]) == ["ALLOWANCE/CHILD_REARING/END"] * 2 + ["CLAIM/VISIT/outpatient", "RESIDENCE/MOVE_IN"]


@pytest.mark.parametrize("kept", ["kept", "removed"])
def test_month_by_month_or_at_once_whole_or_cut_it_is_the_same(
    make_hub: Callable[[str], Hub], extracts: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    at_once, by_month = make_hub("one"), make_hub("other")
    for medium, day in zip(extracts, (DAY, MAY), strict=True):
        at_once.receive(medium, on=day)
        by_month.receive(medium, on=day)
        monkeypatch.setattr(pieces, "WORTH_CUTTING", 0)
        by_month.build(day)
        if kept == "removed":
            shutil.rmtree(by_month.home / "work")
    monkeypatch.setattr(pieces, "WORTH_CUTTING", 20_000)
    newest = at_once.build(MAY)
    assert at_once.bytes(f"snapshots/{newest.name}", "crosswalks/screening") == {
        name: content for name, content in by_month.bytes("snapshots", "crosswalks/screening").items() if newest.name in name
    }
    for purpose in ("screening", "casework", "health-study", "planning"):
        mart = f"marts/{purpose}/{newest.name}"
        assert at_once.bytes(mart) == by_month.bytes(mart)
