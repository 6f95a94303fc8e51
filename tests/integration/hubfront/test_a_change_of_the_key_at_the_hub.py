"""The hub reads what comes under a new key in the pseudonyms that it knew first, and refuses a map that is none."""

from pathlib import Path

import polars as pl
import pytest
from hubfront_parcels import DAY, Hub, Terminal, lived, person

from sukoyaka.governance import register
from sukoyaka.hub.store import deliveries
from sukoyaka.hub.store.home import Home
from sukoyaka.parcel.seal import Letter, seal
from sukoyaka.records.errors import ExitCode

KEYS = ("1a2b3c4d", "aaaaaaaa", "bbbbbbbb")
Pairs = list[tuple[str, str, str]]


def renewed(number: int, key: str) -> str:
    """Somebody's pseudonym under a later key."""
    return key + person(number)[8:]


def change(terminal: Terminal, out: Path, pairs: Pairs, was: str = KEYS[0], now: str = KEYS[1], sequence: int = 1) -> Path:
    """A sealed change of the key."""
    frames = {
        "generation": pl.DataFrame({"was_key": [was], "now_key": [now]}),
        "renewals": pl.DataFrame(pairs, schema=["domain", "was", "now"], orient="row"),
    }
    paths = {f"{name}.parquet": terminal.work / f"{name}-{sequence}-{now}.parquet" for name in frames}
    for name, frame in frames.items():
        frame.write_parquet(paths[f"{name}.parquet"])
    letter = Letter("rekey", sequence, DAY, register.load().version, key_id=now)
    return seal(paths, letter, sender=terminal.keys, receiver=terminal.hub, out=out)


def family_under(key: str, *numbers: int) -> list[dict[str, object]]:
    """Rows of the resident register under a later key."""
    return [
        lived(number) | {"resident": renewed(number, key), "household": renewed(701, key), "dwelling": renewed(901, key)}
        for number in numbers
    ]


def map_of(was: str, now: str, *numbers: int) -> Pairs:
    def under(number: int, key: str) -> str:
        return person(number) if key == KEYS[0] else renewed(number, key)

    people = [(domain, under(number, was), under(number, now)) for domain in ("person",) for number in numbers]
    return [*people, ("household", under(701, was), under(701, now)), ("dwelling", under(901, was), under(901, now))]


def test_everybody_stays_who_they_are_through_two_changes(hub: Hub, terminal: Terminal, medium: Path, tmp_path: Path) -> None:
    terminal.seal({"resident": [lived(1), lived(2)]}, medium)
    hub.receive(medium)
    change(terminal, tmp_path / "one", map_of(KEYS[0], KEYS[1], 1, 2))
    terminal.seal({"resident": family_under(KEYS[1], 1, 2, 3)}, tmp_path / "one", sequence=2, key_id=KEYS[1])
    assert [outcome for outcome, _ in hub.receive(tmp_path / "one")] == [
        "accepted",
        "accepted",
    ]  # the change first, though `data` sorts before
    change(terminal, tmp_path / "two", map_of(KEYS[1], KEYS[2], 1, 2, 3), *KEYS[1:], sequence=2)
    terminal.seal({"resident": family_under(KEYS[2], 1, 2, 3)}, tmp_path / "two", sequence=3, key_id=KEYS[2])
    assert [outcome for outcome, _ in hub.receive(tmp_path / "two")] == ["accepted", "accepted"]
    source = register.load().source("resident")
    first, second, third = (delivery.table(source, "resident") for delivery in deliveries.received(Home(hub.home)))
    new = renewed(3, KEYS[1])  # who came after the first change is known by the key of that time
    assert first["resident"].to_list() == [person(1), person(2)]
    assert second["resident"].to_list() == third["resident"].to_list() == [person(1), person(2), new]
    for column in ("household", "dwelling"):
        assert set(first[column]) == set(second[column]) == set(third[column])
    assert set(deliveries.received(Home(hub.home))[2].subjects()["person"]) == {person(1), person(2), new}


FAULTS = {
    "two pseudonyms become one": ([("person", person(1), person(8)), ("person", person(2), person(8))], ExitCode.DATA_INCONSISTENT),
    "one becomes two": ([("person", person(1), person(8)), ("person", person(1), person(9))], ExitCode.DATA_INCONSISTENT),
    "no pseudonym": ([("person", "0000000012", person(8))], ExitCode.DATA_INCONSISTENT),
    "an unknown domain": ([("name", person(1), person(8))], ExitCode.DATA_INCONSISTENT),
}


@pytest.mark.parametrize(("pairs", "code"), FAULTS.values(), ids=FAULTS)
def test_a_map_that_is_none_is_refused_whole(
    hub: Hub, terminal: Terminal, medium: Path, tmp_path: Path, pairs: Pairs, code: ExitCode
) -> None:
    terminal.seal({"resident": [lived(1)]}, medium)
    hub.receive(medium)
    change(terminal, tmp_path / "one", pairs)
    assert hub.receive(tmp_path / "one") == [("refused", code)]
    assert not list((hub.home / "renewals").glob("*"))


@pytest.mark.parametrize(("was", "now"), [("00000000", KEYS[1]), (KEYS[0], KEYS[0])])
def test_a_change_from_a_key_that_the_hub_does_not_hold_is_refused(
    hub: Hub, terminal: Terminal, medium: Path, tmp_path: Path, was: str, now: str
) -> None:
    terminal.seal({"resident": [lived(1)]}, medium)
    hub.receive(medium)
    change(terminal, tmp_path / "one", map_of(KEYS[0], KEYS[1], 1), was, now)
    assert hub.receive(tmp_path / "one") == [("refused", ExitCode.PARCEL_KEY_MISMATCH)]


def test_the_older_key_is_refused_after_the_change_and_what_came_before_is_known(
    hub: Hub, terminal: Terminal, medium: Path, tmp_path: Path
) -> None:
    terminal.seal({"resident": [lived(1)]}, medium)
    hub.receive(medium)
    change(terminal, tmp_path / "one", map_of(KEYS[0], KEYS[1], 1))
    hub.receive(tmp_path / "one")
    terminal.seal({"resident": [lived(1), lived(2)]}, tmp_path / "late", sequence=2)
    assert hub.receive(tmp_path / "late") == [("refused", ExitCode.PARCEL_KEY_MISMATCH)]
    assert [outcome for outcome, _ in hub.receive(medium)] == ["already received"]
