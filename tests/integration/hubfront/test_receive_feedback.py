"""`hub receive` of feedback parcels: once and only once, whole or refused with a reason; and what a reader is given."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hubfront_parcels import DAY, Hub, Terminal, family, person

from sukoyaka.hub.feedback import open_feedback
from sukoyaka.hub.store.errors import StoreDamaged
from sukoyaka.hub.store.ledger import Ledger
from sukoyaka.hub.store.tables import schema
from sukoyaka.parcel import receipt
from sukoyaka.parcel.keys import ZoneKeys, load_public, save_public
from sukoyaka.parcel.seal import Letter, seal
from sukoyaka.records import feedback
from sukoyaka.records.errors import ExitCode

CHILD, STRANGER = person(2)[::-1], "f" * 32
RUN = "a" * 32
ROWS: dict[str, list[dict[str, object]]] = {
    "verdicts": [
        {"case": CHILD, "run_id": RUN, "verdict": "agree", "reason": "reasons_hold", "item": None, "known_on": DAY},
        {"case": STRANGER, "run_id": RUN, "verdict": "disagree", "reason": "context", "item": "C07", "known_on": DAY},
    ],
    "outcomes": [
        {"case": CHILD, "run_id": RUN, "channel": "listed", "stage": "meeting", "decision": "support"}
        | {"supported": True, "decided_on": DAY, "known_on": DAY}
    ],
    "data_errors": [
        {"case": CHILD, "source": "checkup_child", "code": "CHECKUP/18M/WEIGHT"}
        | {"happened_on": date(2022, 12, 10), "reported_on": DAY, "state": "open"}
    ],
    "wishes": [{"source": "new", "item": "attendance", "asked": 4}],
}
Seal = Callable[..., Path]


@pytest.fixture
def office_keys() -> ZoneKeys:
    return ZoneKeys.generate("office")


@pytest.fixture
def send(tmp_path: Path, key_files: Path, hub: Hub, office_keys: ZoneKeys) -> Seal:
    """Seals a feedback parcel of the office onto a medium."""
    save_public(office_keys.public(), hub.home / "trusted")

    def sealed(
        out: Path,
        rows: Mapping[str, list[dict[str, object]]] = ROWS,
        *,
        sequence: int = 1,
        created_on: date = DAY,
        keys: ZoneKeys = office_keys,
        kind: str = "feedback",
        more: Mapping[str, pl.DataFrame] | None = None,
    ) -> Path:
        work = tmp_path / f"feedback-{sequence}"
        work.mkdir(exist_ok=True)
        frames = {t.name: pl.DataFrame(rows[t.name], schema=schema(t.columns)) for t in feedback.TABLES if t.name in rows} | dict(
            more or {}
        )
        files = {f"{name}.parquet": work / f"{name}.parquet" for name in frames}
        for name, frame in frames.items():
            frame.write_parquet(files[f"{name}.parquet"])
        letter = Letter(kind, sequence, created_on, "0" * 16, rows={f"{name}.parquet": frame.height for name, frame in frames.items()})
        return seal(files, letter, sender=keys, receiver=load_public(key_files / "hub.public.json"), out=out)

    return sealed


def outcomes(hub: Hub) -> list[tuple[str, str]]:
    with Ledger(hub.home / "ledger.sqlite") as ledger:
        return [(entry.sender, entry.outcome) for entry in ledger.entries()]


def cause(hub: Hub) -> str:
    return str(json.loads(next((hub.home / "refused").glob("*.json")).read_text())["cause"])


def test_it_is_stored_whole_with_ledger_and_receipt(hub: Hub, send: Seal, medium: Path) -> None:
    parcel = send(medium)
    assert hub.receive(medium) == [("accepted", 0)]
    (lying,) = (hub.home / "feedback").iterdir()
    assert {path.name for path in lying.glob("*.parquet")} == {f"{table.name}.parquet" for table in feedback.TABLES}
    assert outcomes(hub) == [("office", "accepted")]
    signed = receipt.read(next((hub.home / "receipts").iterdir()), load_public(hub.home / "keys" / "hub.public.json"))
    assert (signed.parcel in parcel.name, signed.counts["verdicts.parquet"]) == (True, 2)


def test_the_same_again_changes_nothing(hub: Hub, send: Seal, medium: Path) -> None:
    send(medium)
    hub.receive(medium)
    before = hub.bytes()
    assert hub.receive(medium) == [("already received", 0)]
    assert hub.bytes() == before


def test_the_same_contents_under_another_number_are_a_duplicate(hub: Hub, send: Seal, medium: Path, tmp_path: Path) -> None:
    send(medium)
    hub.receive(medium)
    send(tmp_path / "again", sequence=2)
    assert hub.receive(tmp_path / "again") == [("duplicate", 0)]
    assert len(list((hub.home / "feedback").iterdir())) == 1


def test_it_lies_beside_data_and_does_not_count_as_such(hub: Hub, terminal: Terminal, send: Seal, medium: Path) -> None:
    terminal.seal(family(), medium)
    send(medium)
    assert hub.receive(medium) == [("accepted", 0), ("accepted", 0)]
    assert len(list((hub.home / "received").iterdir())) == 1


def test_an_altered_one_is_refused(hub: Hub, send: Seal, medium: Path) -> None:
    part = sorted(send(medium).glob("*.age"))[0]
    body = bytearray(part.read_bytes())
    body[len(body) // 2] ^= 1
    part.write_bytes(bytes(body))
    assert hub.receive(medium) == [("refused", ExitCode.PARCEL_DAMAGED)]
    assert not list((hub.home / "feedback").glob("[!.]*"))
    assert outcomes(hub) == [("office", "refused")]


def test_a_foreign_one_is_refused(hub: Hub, send: Seal, medium: Path) -> None:
    send(medium, keys=ZoneKeys.generate("office"))
    assert hub.receive(medium) == [("refused", ExitCode.PARCEL_SENDER_UNKNOWN)]


def test_the_terminal_may_not_send_feedback_nor_the_office_data(
    hub: Hub, send: Seal, medium: Path, tmp_path: Path, terminal_keys: ZoneKeys
) -> None:
    send(medium, keys=terminal_keys)
    send(tmp_path / "other", kind="data")
    assert hub.receive(medium) == hub.receive(tmp_path / "other") == [("refused", ExitCode.PARCEL_SENDER_UNKNOWN)]


def test_two_parcels_of_one_number_are_not_both_taken(hub: Hub, send: Seal, medium: Path, tmp_path: Path) -> None:
    send(medium)
    hub.receive(medium)
    send(tmp_path / "other", {**ROWS, "wishes": []})
    assert hub.receive(tmp_path / "other") == [("refused", ExitCode.PARCEL_OUT_OF_SEQUENCE)]


@pytest.mark.parametrize(
    ("table", "column", "value", "why"),
    [
        ("verdicts", "reason", "佐藤さんの話では違う", "NotPermitted"),
        ("verdicts", "reason", "he said it is wrong", "NotPermitted"),
        ("data_errors", "case", "0123", "NotPermitted"),
        ("outcomes", "decision", "taro", "DataInconsistent"),
        ("outcomes", "channel", "heard", "DataInconsistent"),
    ],
)
def test_more_than_codes_is_refused(table: str, column: str, value: str, why: str, hub: Hub, send: Seal, medium: Path) -> None:
    send(medium, {**ROWS, table: [ROWS[table][0] | {column: value}]})
    assert hub.receive(medium)[0][0] == "refused"
    assert cause(hub) == why
    assert value not in next((hub.home / "refused").glob("*.json")).read_text(), "a report tells no value"


def test_a_surplus_column_or_table_is_refused(hub: Hub, send: Seal, medium: Path, tmp_path: Path) -> None:
    wishes = pl.DataFrame(ROWS["wishes"]).with_columns(note=pl.lit("x"))
    send(medium, more={"wishes": wishes})
    send(tmp_path / "other", sequence=2, more={"names": pl.DataFrame({"name": ["x"]})})
    assert hub.receive(medium) == hub.receive(tmp_path / "other") == [("refused", ExitCode.NOT_PERMITTED)]


def test_a_missing_table_is_refused(hub: Hub, send: Seal, medium: Path) -> None:
    send(medium, {name: rows for name, rows in ROWS.items() if name != "outcomes"})
    assert hub.receive(medium) == [("refused", ExitCode.DATA_INCONSISTENT)]


def test_a_reader_is_given_the_hubs_own_ids_and_the_unknown_counted(hub: Hub, terminal: Terminal, send: Seal, medium: Path) -> None:
    terminal.seal(family(), medium)
    send(medium)
    hub.receive(medium)
    hub.build()
    said = open_feedback(hub.home)
    assert said is not None
    crosswalk = pl.read_parquet(hub.home / "crosswalks" / "casework.parquet")
    subject = crosswalk.filter(pl.col("case") == CHILD)["platform_subject_id"].item()
    assert said.outcomes["subject_id"].to_list() == [subject]
    assert said.verdicts["subject_id"].to_list() == [subject, None]
    assert said.unknown == {"verdicts": 1, "outcomes": 0, "data_errors": 0}
    assert said.wishes.rows() == [("new", "attendance", 4)]
    assert "case" not in said.verdicts.columns


def test_the_latest_day_is_the_whole_of_it(hub: Hub, terminal: Terminal, send: Seal, medium: Path) -> None:
    terminal.seal(family(), medium)
    send(medium)
    send(medium, {**ROWS, "wishes": []}, sequence=2, created_on=date(2024, 5, 1))
    hub.receive(medium)
    hub.build()
    said = open_feedback(hub.home)
    assert said is not None
    assert (said.as_of, said.wishes.height) == (date(2024, 5, 1), 0)


def test_before_any_there_is_none(hub: Hub) -> None:
    assert open_feedback(hub.home) is None


def test_one_that_was_changed_on_the_disk_is_not_read(hub: Hub, terminal: Terminal, send: Seal, medium: Path) -> None:
    terminal.seal(family(), medium)
    send(medium)
    hub.receive(medium)
    hub.build()
    next((hub.home / "feedback").rglob("wishes.parquet")).write_bytes(b"")
    with pytest.raises(StoreDamaged, match="wishes"):
        open_feedback(hub.home)
