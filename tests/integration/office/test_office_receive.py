"""Receiving parcels: each once, whole or not at all; names only in the vault."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from django.db import connection
from stage import office_parcels as stage

from sukoyaka.office.vault.lookup import Vault
from sukoyaka.office.web.actions.receive import Office, Received, receive_all
from sukoyaka.office.web.actions.receive_findings import strands_of
from sukoyaka.office.web.actions.reveal import DatabaseShelf
from sukoyaka.office.web.models import Case, LifeFact, Listing, Parcel, Reason, Run, SealedIdentity
from sukoyaka.office.web.rules import SEARCH
from sukoyaka.office.web.tables import FindingsInvalid
from sukoyaka.parcel.keys import PublicKeys, ZoneKeys
from sukoyaka.parcel.receipt import read as read_receipt
from sukoyaka.records.errors import ParcelDamaged, ParcelIncomplete, ParcelSenderUnknown

pytestmark = pytest.mark.django_db
Deliver = Callable[..., Path]


def take(medium: Path, office: Office) -> list[Received]:
    return receive_all(medium, office, lambda _: None)


def test_counts_add_up(deliver: Deliver, office: Office) -> None:
    made = stage.city()
    identities, findings = take(deliver(made), office)
    assert identities.counts == {"identities": 63, "written": 63, "older_than_known": 0}
    assert findings.counts["children"] == 64 == Listing.objects.count() == Case.objects.count()
    assert findings.counts["life"] == len(made.tables["life"]) == LifeFact.objects.count()
    assert findings.counts["without_identity"] == 1


def test_what_was_sent_is_what_is_stored(deliver: Deliver, office: Office) -> None:
    made = stage.city()
    take(deliver(made), office)
    sent = made.tables["reasons"][0]
    stored = Reason.objects.filter(case=sent["case"]).order_by("position", "happened_on").values().first()
    assert {name: stored[name] for name in sent if name != "case"} == {name: value for name, value in sent.items() if name != "case"}
    assert Listing.objects.get(case=made.cases[0]).town is None


def test_each_parcel_once(deliver: Deliver, office: Office) -> None:
    medium = deliver(stage.city())
    take(medium, office)
    again = take(medium, office)
    assert [received.new for received in again] == [False, False]
    assert (Run.objects.count(), Parcel.objects.count(), Listing.objects.count()) == (1, 2, 64)


def test_the_vault_opens_what_was_sealed(deliver: Deliver, office: Office) -> None:
    made = stage.city()
    take(deliver(made), office)
    row = made.tables["identities"][1]
    opened = Vault(office.vault, DatabaseShelf(SEARCH)).open(str(row["case"]))
    assert opened
    assert {name: getattr(opened, name) for name in row if name != "case"} == {name: value for name, value in row.items() if name != "case"}


def test_no_name_lies_open_in_the_database(deliver: Deliver, office: Office) -> None:
    made = stage.city()
    take(deliver(made), office)
    everything = " ".join(dump(table) for table in connection.introspection.table_names())
    assert "家庭訪問" in everything  # the dump does see what lies open
    for row in made.tables["identities"]:
        assert not [column for column in ("name", "kana", "address") if row[column] and str(row[column]) in everything]


def dump(table: str) -> str:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(bytes(block) for block in copy).decode()


def test_opened_contents_do_not_stay_on_the_disk(deliver: Deliver, office: Office) -> None:
    take(deliver(stage.city()), office)
    assert not list(office.place.rglob("*.parquet"))
    assert not list(office.place.glob(".opening-*"))


def test_a_newer_identity_wins_and_an_older_does_not(deliver: Deliver, office: Office) -> None:
    newer = stage.city()
    take(deliver(newer), office)
    older = [row | {"name": "旧姓 某", "as_of": date(2023, 1, 1)} for row in newer.tables["identities"]]
    second = stage.city(as_of=date(2023, 1, 1), seed=2)
    _, _ = received = take(deliver(replace(second, tables=second.tables | {"identities": older}), 2), office)
    assert received[0].counts == {"identities": 63, "written": 0, "older_than_known": 63}
    opened = Vault(office.vault, DatabaseShelf(SEARCH)).open(newer.cases[0])
    assert opened
    assert opened.name != "旧姓 某"


def test_a_later_run_becomes_current_and_the_earlier_stays(deliver: Deliver, office: Office) -> None:
    later = stage.AS_OF + timedelta(days=30)
    take(deliver(stage.city()), office)
    take(deliver(stage.city(as_of=later, seed=2), 2), office)
    assert list(Run.objects.order_by("as_of").values_list("as_of", "current")) == [(stage.AS_OF, False), (later, True)]
    assert set(Case.objects.values_list("waiting_since", flat=True)) == {stage.AS_OF}


def test_a_late_medium_does_not_replace_the_current_run(deliver: Deliver, office: Office) -> None:
    take(deliver(stage.city(), 2), office)
    take(deliver(stage.city(as_of=date(2024, 1, 1), seed=2), 1), office)
    assert Run.objects.get(current=True).as_of == stage.AS_OF


def test_a_damaged_parcel_is_refused_whole(deliver: Deliver, office: Office) -> None:
    medium = deliver(stage.city())
    part = next(next(medium.glob("findings-*")).glob("*.age"))
    part.write_bytes(part.read_bytes()[:-1] + b"\0")
    with pytest.raises((ParcelDamaged, ParcelIncomplete)):
        take(medium, office)
    assert not Run.objects.exists()
    assert not Listing.objects.exists()


def test_a_stranger_is_refused(tmp_path: Path, zones: dict[str, ZoneKeys], office: Office) -> None:
    stage.write_parcels(stage.city(), tmp_path / "m", terminal=zones["stranger"], hub=zones["hub"], office=zones["office"])
    with pytest.raises(ParcelSenderUnknown):
        take(tmp_path / "m", office)
    assert not SealedIdentity.objects.exists()


def test_the_hub_cannot_send_identities(tmp_path: Path, zones: dict[str, ZoneKeys], office: Office) -> None:
    stage.write_parcels(stage.city(), tmp_path / "m", terminal=zones["hub"], hub=zones["hub"], office=zones["office"])
    with pytest.raises(ParcelSenderUnknown, match="identity from hub"):
        take(tmp_path / "m", office)


def broken(change: Callable[[stage.City], stage.City]) -> stage.City:
    return change(stage.city())


def with_rows(made: stage.City, table: str, change: dict[str, object]) -> stage.City:
    rows = [made.tables[table][0] | change, *made.tables[table][1:]]
    return replace(made, tables=made.tables | {table: rows})


@pytest.mark.parametrize(
    ("what", "change", "says"),
    [
        ("a tier nobody knows", lambda c: with_rows(c, "children", {"tier": "doomed"}), "children"),
        ("a strand nobody knows", lambda c: with_rows(c, "life", {"strand": "gossip"}), "life has strand"),
        ("a fact about an unlisted child", lambda c: with_rows(c, "life", {"case": "f" * 32}), "not listed"),
        ("a case that is no pseudonym", lambda c: with_rows(c, "identities", {"case": "0000000001"}), "32 hex digits"),
        ("a child listed twice", lambda c: with_rows(c, "children", {"case": c.cases[1]}), "twice"),
        ("counts that do not add up", lambda c: replace(c, run=replace(c.run, at_risk=1)), "as many rows"),
    ],
)
def test_contents_out_of_shape_are_refused_whole(
    what: str, change: Callable[[stage.City], stage.City], says: str, deliver: Deliver, office: Office
) -> None:
    with pytest.raises(FindingsInvalid, match=says):
        take(deliver(broken(change)), office)
    assert not Listing.objects.exists()


def test_a_receipt_goes_back(deliver: Deliver, office: Office) -> None:
    take(deliver(stage.city()), office)
    receipts = sorted((office.place / "receipts").glob("*.receipt.json"))
    public: PublicKeys = office.keys.public()
    assert [read_receipt(path, public).receiver for path in receipts] == ["office", "office"]


def test_a_source_is_drawn_where_most_of_its_facts_belong() -> None:
    life = pl.DataFrame({"source": ["a", "a", "a", "b"], "strand": ["life", "concern", "concern", "agency"]})
    assert strands_of(life) == {"a": "concern", "b": "agency"}
