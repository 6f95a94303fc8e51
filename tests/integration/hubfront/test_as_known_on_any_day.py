"""Deliveries over time as a table: what the platform believes on each day, whatever arrived since."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hubfront_parcels import PASSPHRASE, Hub, Terminal, checkup, consultation, lived, withdrawals

from sukoyaka.governance.register import load
from sukoyaka.hub import flow
from sukoyaka.hub.store import deliveries
from sukoyaka.hub.store.errors import NoSnapshot, NothingReceived
from sukoyaka.hub.store.home import Home

APRIL, MAY, JUNE = (date(2024, month, 1) for month in (4, 5, 6))
FULL, BY_KEY, ADDING = "full", "by key", "adding"
MODES = {FULL: "", BY_KEY: 'delivery = "increment"\nkeys = ["resident", "round"]\n', ADDING: 'delivery = "increment"\n'}


@pytest.fixture
def city(hub: Hub, terminal: Terminal, tmp_path: Path, registers_without: Callable[..., Path]) -> "Callable[[str], City]":
    def make(mode: str) -> City:
        directory = registers_without("nothing", "")
        path = directory / "checkup_child.toml"
        path.write_text(path.read_text().replace('subject = "resident"\n', f'subject = "resident"\n{MODES[mode]}'))
        return City(hub, replace(terminal, register=load(directory)), directory, tmp_path)

    return make


class City:
    """Delivers on a day, and asks what is believed on another."""

    def __init__(self, hub: Hub, terminal: Terminal, register: Path, place: Path) -> None:
        self.hub, self.terminal, self.register, self.place, self.number = hub, terminal, register, place, 0

    def deliver(self, on: date, **tables: object) -> None:
        self.number += 1
        medium = self.place / f"medium-{self.number}"
        self.terminal.seal({"resident": [lived(2)], **tables}, medium, sequence=self.number, created_on=on)
        assert self.hub.receive(medium, self.register, on=on) == [("accepted", 0)]

    def parcel(self, number: int) -> str:
        """Name of the n-th delivery."""
        return [delivery.parcel for delivery in deliveries.received(Home(self.hub.home))][number - 1]

    def believes(self, on: date, code: str = "CHECKUP/18M/WEIGHT") -> list[object]:
        """Values of a code, as believed on the day."""
        events = pl.read_parquet(self.hub.build(on, self.register) / "events" / "*.parquet")
        told = events.filter(pl.col("code") == code)
        return sorted(told["numeric_value"].to_list() if told["numeric_value"].null_count() == 0 else told["text_value"].to_list())


W10, W11, W36 = checkup(2, weight=10000.0), checkup(2, weight=11000.0), checkup(2, round="36M", weight=14000.0)


@pytest.mark.parametrize(
    ("mode", "second", "april", "may"),
    [
        # mode | second delivery | believed in April | believed in May
        (FULL, [W11], [10000.0], [11000.0]),  # the newer word on everything
        (FULL, [W36], [10000.0], []),  # what is not in it no longer stands
        (BY_KEY, [W11], [10000.0], [11000.0]),  # a correction of the same child and round
        (BY_KEY, [W36], [10000.0], [10000.0]),  # another round: added
        (BY_KEY, [], [10000.0], [10000.0]),
        (ADDING, [W11], [10000.0], [10000.0, 11000.0]),
        (ADDING, [W10], [10000.0], [10000.0]),  # the same row again is one fact
    ],
)
def test_a_second_delivery(city: Callable[[str], City], mode: str, second: list, april: list, may: list) -> None:
    here = city(mode)
    here.deliver(APRIL, checkup_child=[W10])
    before = here.believes(APRIL)
    here.deliver(MAY, checkup_child=second)
    assert (before, here.believes(MAY), here.believes(APRIL)) == (april, may, april)


def test_a_withdrawn_row_stands_until_it_is_withdrawn(city: Callable[[str], City]) -> None:
    here = city(FULL)
    here.deliver(APRIL, checkup_child=[W10, W36])
    here.deliver(MAY, withdrawals=withdrawals((here.parcel(1), "checkup_child", 0, 2)))
    assert here.believes(APRIL) == [10000.0]
    assert here.believes(MAY) == []
    assert here.believes(MAY, "CHECKUP/36M/WEIGHT") == [14000.0]


def test_a_withdrawn_parcel_is_built_from_no_more_and_the_snapshot_says_so(city: Callable[[str], City]) -> None:
    here = city(FULL)
    here.deliver(APRIL, checkup_child=[W10])
    here.deliver(MAY, checkup_child=[W11])
    here.deliver(JUNE, withdrawals=withdrawals((here.parcel(2), None, None, None)))
    assert [here.believes(day) for day in (APRIL, MAY, JUNE)] == [[10000.0], [11000.0], [10000.0]]
    document = flow.build(here.hub.home, here.register, JUNE, PASSPHRASE)
    assert document["withdrawn"] == {here.parcel(2): here.parcel(3)}


def test_nobody_withdraws_what_another_sent(city: Callable[[str], City]) -> None:
    here = city(FULL)
    here.deliver(APRIL, checkup_child=[W10])
    here.deliver(MAY, withdrawals=withdrawals(("0" * 32, None, None, None)))
    assert here.believes(MAY) == [10000.0]
    assert flow.build(here.hub.home, here.register, MAY, PASSPHRASE)["withdrawals_of_unknown_parcels"] == 1


def test_the_past_is_built_again_byte_by_byte_and_not_put_in_use(city: Callable[[str], City]) -> None:
    here = city(BY_KEY)
    here.deliver(APRIL, checkup_child=[W10])
    april = here.hub.build(APRIL, here.register)
    before = here.hub.bytes(f"snapshots/{april.name}", f"marts/screening/{april.name}")
    here.deliver(MAY, checkup_child=[W11], consultation=[consultation(2)])
    may = here.hub.build(MAY, here.register)
    shutil.rmtree(april)
    assert here.hub.build(APRIL, here.register) == april
    assert here.hub.bytes(f"snapshots/{april.name}", f"marts/screening/{april.name}") == before
    assert (here.hub.home / "snapshots" / "current").read_text().strip() == may.name


def test_a_fact_that_a_correction_leaves_as_it_was_is_not_newly_known(city: Callable[[str], City]) -> None:
    here = city(BY_KEY)
    here.deliver(APRIL, checkup_child=[W10])
    here.deliver(MAY, checkup_child=[W11 | {"known_on": date(2024, 4, 20)}])
    events = pl.read_parquet(here.hub.build(MAY, here.register) / "events" / "*.parquet")
    known = dict(events.filter(pl.col("code").str.starts_with("CHECKUP")).select("code", "known_on").iter_rows())
    assert known["CHECKUP/18M/DONE"] == date(2023, 1, 31)
    assert known["CHECKUP/18M/WEIGHT"] == date(2024, 4, 20)


def test_a_determination_of_a_day_past_takes_the_snapshot_of_that_day(city: Callable[[str], City]) -> None:
    here = city(FULL)
    here.deliver(APRIL, checkup_child=[W10])
    april = here.hub.build(APRIL, here.register)
    here.deliver(MAY, checkup_child=[W11])
    register = here.terminal.register
    with pytest.raises(NoSnapshot, match="build --as-of 2024-06-01"):
        flow.snapshot_of(here.hub.home, register, JUNE)
    here.hub.build(JUNE, here.register)
    assert flow.snapshot_of(here.hub.home, register, date(2024, 4, 15)) == april.name
    assert flow.snapshot_of(here.hub.home, register, date(2023, 1, 1)) is None  # nothing was received: history as told later


def test_before_anything_was_received_nothing_is_built(city: Callable[[str], City]) -> None:
    here = city(FULL)
    here.deliver(MAY, checkup_child=[W10])
    with pytest.raises(NothingReceived, match="by 2024-04-01"):
        here.hub.build(APRIL, here.register)


def test_a_parcel_of_withdrawals_alone(city: Callable[[str], City], tmp_path: Path) -> None:
    here = city(FULL)
    here.deliver(APRIL, checkup_child=[W10])
    back = withdrawals((here.parcel(1), "checkup_child", 0, 2))
    here.terminal.seal({"withdrawals": back}, tmp_path / "back", sequence=9, created_on=MAY)
    assert here.hub.receive(tmp_path / "back", here.register, on=MAY) == [("accepted", 0)]
    assert here.believes(MAY) == []
