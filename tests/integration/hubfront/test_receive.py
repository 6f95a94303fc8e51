"""`hub receive`: each parcel once and only once, whole or not at all; a bad one does not stop the others."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hubfront_parcels import DAY, Hub, Terminal, consultation, family, lived, person

from sukoyaka.hub.store.errors import NothingReceived, StoreDamaged
from sukoyaka.hub.store.ledger import Entry, Ledger
from sukoyaka.parcel import receipt
from sukoyaka.parcel.keys import ZoneKeys, load_public
from sukoyaka.records.errors import ExitCode


def entries(hub: Hub) -> list[Entry]:
    with Ledger(hub.home / "ledger.sqlite") as ledger:
        return ledger.entries()


def flip(parcel: Path) -> None:
    part = sorted(parcel.glob("*.age"))[0]
    body = bytearray(part.read_bytes())
    body[len(body) // 2] ^= 1
    part.write_bytes(bytes(body))


def refusal(hub: Hub) -> dict[str, object]:
    document: dict[str, object] = json.loads(next((hub.home / "refused").glob("*.json")).read_text())
    return document


def test_a_parcel_is_taken_in_with_ledger_and_receipt(hub: Hub, terminal: Terminal, medium: Path):
    terminal.seal(family(), medium)
    assert hub.receive(medium) == [("accepted", 0)]
    (entry,) = entries(hub)
    assert (entry.outcome, entry.sender, entry.sequence, entry.on_day) == ("accepted", "terminal", 1, "2024-04-01")
    signed = receipt.read(next((hub.home / "receipts").iterdir()), load_public(hub.home / "keys" / "hub.public.json"))
    assert (signed.parcel, signed.received_on, signed.counts["resident.parquet"]) == (entry.parcel, "2024-04-01", 3)


def test_the_same_parcel_again_changes_nothing(hub: Hub, terminal: Terminal, medium: Path):
    terminal.seal(family(), medium)
    hub.receive(medium)
    before = hub.bytes()
    assert hub.receive(medium) == [("already received", 0)]
    assert hub.bytes() == before


def test_the_same_contents_sealed_again_are_a_duplicate(hub: Hub, terminal: Terminal, medium: Path, tmp_path: Path):
    terminal.seal(family(), medium)
    hub.receive(medium)
    received = hub.bytes("received", "receipts")
    terminal.seal(family(), tmp_path / "again", sequence=2)
    assert hub.receive(tmp_path / "again") == [("duplicate", 0)]
    assert [entry.outcome for entry in entries(hub)] == ["accepted", "duplicate"]
    assert hub.bytes("received", "receipts") == received


def test_a_flipped_byte_is_refused_and_the_others_are_taken(hub: Hub, terminal: Terminal, medium: Path):
    flip(terminal.seal(family(), medium, sequence=1))
    terminal.seal({"resident": [lived(7)]}, medium, sequence=2)
    assert hub.receive(medium) == [("refused", ExitCode.PARCEL_DAMAGED), ("accepted", 0)]
    assert refusal(hub)["cause"] == "ParcelDamaged"
    assert len(list((hub.home / "received").iterdir())) == 1
    before = hub.bytes()
    hub.receive(medium)
    assert hub.bytes() == before, "the same refusal again says nothing new"


def test_the_exit_code_is_that_of_the_first_refusal(hub: Hub, terminal: Terminal, medium: Path):
    flip(terminal.seal(family(), medium, sequence=1))
    terminal.seal({"resident": [lived(7)]}, medium, sequence=2)
    running = hub.start("receive", str(medium), "--on", DAY.isoformat(), "--json")
    out, err = running.communicate(timeout=60)
    assert running.returncode == ExitCode.PARCEL_DAMAGED
    assert [parcel["outcome"] for parcel in json.loads(out)["parcels"]] == ["refused", "accepted"]
    assert "is not what was signed" in err.replace("\n", " ")


def test_a_mended_parcel_is_taken_in(hub: Hub, terminal: Terminal, medium: Path, tmp_path: Path):
    good = terminal.seal(family(), medium)
    damaged = Path(shutil.copytree(good, tmp_path / "damaged" / good.name))
    flip(damaged)
    assert hub.receive(damaged.parent) == [("refused", ExitCode.PARCEL_DAMAGED)]
    assert hub.receive(medium) == [("accepted", 0)]


def test_a_missing_part_is_refused(hub: Hub, terminal: Terminal, medium: Path):
    next(terminal.seal(family(), medium).glob("*.age")).unlink()
    assert hub.receive(medium) == [("refused", ExitCode.PARCEL_INCOMPLETE)]


def test_a_parcel_without_manifest_is_refused(hub: Hub, terminal: Terminal, medium: Path):
    (terminal.seal(family(), medium) / "manifest.json").unlink()
    assert hub.receive(medium) == [("refused", ExitCode.PARCEL_INCOMPLETE)]


def test_an_unknown_sender_is_refused(hub: Hub, terminal: Terminal, medium: Path):
    replace(terminal, keys=ZoneKeys.generate("terminal")).seal(family(), medium)
    assert hub.receive(medium) == [("refused", ExitCode.PARCEL_SENDER_UNKNOWN)]


def test_a_parcel_for_another_zone_is_refused(hub: Hub, terminal: Terminal, medium: Path):
    replace(terminal, hub=ZoneKeys.generate("office").public()).seal(family(), medium)
    assert hub.receive(medium) == [("refused", ExitCode.PARCEL_NOT_FOR_US)]


def test_a_parcel_of_another_kind_is_left(hub: Hub, terminal: Terminal, medium: Path):
    terminal.seal(family(), medium, kind="identity")
    assert hub.receive(medium) == [("left", 0)]
    assert not (hub.home / "refused").exists()


def test_another_register_is_refused(hub: Hub, terminal: Terminal, medium: Path):
    terminal.seal(family(), medium, register_version="0" * 16)
    assert hub.receive(medium) == [("refused", ExitCode.PARCEL_REGISTER_MISMATCH)]


def test_two_parcels_of_one_number_are_not_both_taken(hub: Hub, terminal: Terminal, medium: Path, tmp_path: Path):
    terminal.seal(family(), medium, sequence=1)
    terminal.seal({"resident": [lived(7)]}, tmp_path / "other", sequence=1)
    hub.receive(medium)
    assert hub.receive(tmp_path / "other") == [("refused", ExitCode.PARCEL_OUT_OF_SEQUENCE)]


def test_pseudonyms_of_another_key_are_refused(hub: Hub, terminal: Terminal, medium: Path, tmp_path: Path):
    terminal.seal(family(), medium)
    terminal.seal({"resident": [lived(7)]}, tmp_path / "other", sequence=2, key_id="00000000")
    terminal.seal({"resident": [lived(7)]}, tmp_path / "same", sequence=3)
    hub.receive(medium)
    assert hub.receive(tmp_path / "other") == [("refused", ExitCode.PARCEL_KEY_MISMATCH)]
    assert [outcome for outcome, _ in hub.receive(tmp_path / "same")] == ["accepted"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda frame: frame.with_columns(pl.lit("山田花子").alias("name")), ExitCode.NOT_PERMITTED),
        (lambda frame: frame.drop("severity"), ExitCode.DATA_INCONSISTENT),
        (lambda frame: frame.with_columns(pl.lit("2023").alias("received_on")), ExitCode.DATA_INCONSISTENT),
    ],
)
def test_other_columns_than_the_register_has_are_refused(hub: Hub, terminal: Terminal, medium: Path, change, code: ExitCode):
    frame = change(terminal.frame("consultation", [consultation(2)]))
    terminal.seal({"resident": [lived(2)], "consultation": frame}, medium)
    assert hub.receive(medium) == [("refused", code)]
    assert not list((hub.home / "received").glob("*"))
    report = json.dumps(refusal(hub), ensure_ascii=False)
    assert person(2) not in report
    assert "山田" not in report


def test_a_table_that_is_not_registered_is_refused(hub: Hub, terminal: Terminal, medium: Path):
    rumours = pl.DataFrame({"resident": [person(2)]})
    sources = terminal.frame("resident", [lived(2)])
    listed = pl.DataFrame({"source": ["resident"], "known_through": [DAY]} | {key: [1] for key in COUNTS})
    terminal.seal({"resident": sources, "rumours": rumours, "sources": listed}, medium)
    assert hub.receive(medium) == [("refused", ExitCode.NOT_PERMITTED)]


COUNTS = ("rows_read", "rows_kept", "rows_quarantined", "rows_delivered")


def test_rows_must_be_those_of_the_manifest(hub: Hub, terminal: Terminal, medium: Path):
    terminal.seal(family(), medium, rows={"resident.parquet": 4})
    assert hub.receive(medium) == [("refused", ExitCode.DATA_INCONSISTENT)]
    assert refusal(hub)["came"] == "resident.parquet holds 3 rows"


def test_an_item_whose_clearance_ended_is_refused(hub: Hub, terminal: Terminal, medium: Path):
    terminal.seal(family(), medium, created_on=date(2024, 4, 1))
    running = hub.start("receive", str(medium), "--on", "2029-04-01")
    _, err = running.communicate(timeout=60)
    assert running.returncode == ExitCode.NOT_PERMITTED
    assert "no longer cleared on 2029-04-01" in err.replace("\n", " ")


def test_the_ledger_is_made_again_from_what_is_there(hub: Hub, terminal: Terminal, medium: Path):
    terminal.seal(family(), medium, sequence=1)
    flip(terminal.seal({"resident": [lived(7)]}, medium, sequence=2))
    hub.receive(medium)
    before = entries(hub)
    (hub.home / "ledger.sqlite").unlink()
    hub.receive(medium)
    assert entries(hub) == before


def test_a_damaged_ledger_says_so(hub: Hub, terminal: Terminal, medium: Path):
    terminal.seal(family(), medium)
    (hub.home / "ledger.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreDamaged, match="made anew"):
        hub.receive(medium)


def test_an_empty_medium_says_so(hub: Hub, medium: Path):
    with pytest.raises(NothingReceived):
        hub.receive(medium)
