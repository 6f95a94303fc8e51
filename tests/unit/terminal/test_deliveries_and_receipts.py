"""A delivery is open until the receiver's own receipt closes it."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sukoyaka.parcel import receipt
from sukoyaka.parcel.keys import ZoneKeys
from sukoyaka.parcel.manifest import Manifest
from sukoyaka.terminal.deliveries import NoReceipts, Sent, load, note, number_of, overdue, take_receipts

HUB, STRANGER = ZoneKeys.generate("hub"), ZoneKeys.generate("hub")
TRUSTED = [HUB.public()]
ROWS = {"subjects.parquet": 3}
SENT = Sent("a" * 16, "data", "hub", 1, "2024-04-01", "1a2b3c4d", ROWS)


def come_back(medium: Path, keys: ZoneKeys = HUB, parcel: str = SENT.parcel, rows: dict[str, int] | None = None) -> Path:
    manifest = Manifest(parcel, "data", "terminal", "hub", 1, "2024-04-01", "0" * 16, ())
    return receipt.write(manifest, "2024-04-03", rows or ROWS, keys, medium)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    note(tmp_path / "home", SENT)
    return tmp_path / "home"


def test_a_receipt_closes_its_delivery_once(home: Path, tmp_path: Path) -> None:
    come_back(tmp_path / "medium")
    assert [each.outcome for each in take_receipts(tmp_path / "medium", home, TRUSTED)] == ["closed"]
    assert load(home)[0].received_on == "2024-04-03"
    assert [each.outcome for each in take_receipts(tmp_path / "medium", home, TRUSTED)] == ["closed before"]


def spoil(path: Path) -> None:
    document = json.loads(path.read_text())
    path.write_text(json.dumps(document | {"receipt": document["receipt"].replace("2024-04-03", "2024-04-04")}))


OPEN: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "signed by a stranger": (lambda medium: come_back(medium, STRANGER), "refused", "not signed by hub"),
    "altered": (lambda medium: spoil(come_back(medium)), "refused", "not signed by hub"),
    "no receipt at all": (lambda medium: come_back(medium).write_text("{}"), "refused", "cannot be read"),
    "other rows counted": (lambda medium: come_back(medium, rows={"subjects.parquet": 2}), "refused", "counts other rows"),
    "of another parcel": (lambda medium: come_back(medium, parcel="b" * 16), "unknown", ""),
}


@pytest.mark.parametrize("what", OPEN)
def test_the_delivery_stays_open(what: str, home: Path, tmp_path: Path) -> None:
    make, outcome, says = OPEN[what]
    make(tmp_path / "medium")
    returned = take_receipts(tmp_path / "medium", home, TRUSTED)[0]
    assert (returned.outcome, load(home)[0].received_on) == (outcome, "")
    assert says in (str(returned.error) if returned.error else "")


def test_an_empty_medium_is_said_to_be_one(home: Path, tmp_path: Path) -> None:
    (tmp_path / "medium").mkdir()
    with pytest.raises(NoReceipts):
        take_receipts(tmp_path / "medium", home, TRUSTED)


def test_the_same_contents_keep_their_number(home: Path) -> None:
    assert number_of(home, "data", SENT.parcel) == 1
    assert number_of(home, "data", "b" * 16) == 2
    assert number_of(home, "identity", "b" * 16) == 1
    note(home, SENT)
    assert len(load(home)) == 1


@pytest.mark.parametrize(("on", "late"), [(date(2024, 4, 15), 0), (date(2024, 4, 16), 1)])
def test_an_unanswered_delivery_becomes_overdue(on: date, late: int, home: Path) -> None:
    assert len(overdue(load(home), on, 14)) == late
