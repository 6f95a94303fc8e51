"""The terminal changes its key: the case stays the same child's, new findings and names arrive at it; nothing joins without the parcel."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result
from stage.opened_secrets import open_once_in

from sukoyaka.city.flow import Request, build
from sukoyaka.governance import register
from sukoyaka.hub.commands import group as hub_commands
from sukoyaka.hub.store import secrets as hub_secrets
from sukoyaka.hub.store.home import Home
from sukoyaka.office.casework.states import Status
from sukoyaka.office.vault.lookup import Vault
from sukoyaka.office.web.actions.receive import Office, Received, receive_all
from sukoyaka.office.web.actions.reveal import DatabaseShelf
from sukoyaka.office.web.models import Account, Case, Listing, RenewedCase, SealedIdentity
from sukoyaka.office.web.rules import SEARCH
from sukoyaka.parcel.keys import ZoneKeys, load_public, pinned, save_public
from sukoyaka.parcel.open import open_parcel
from sukoyaka.records.errors import ExitCode, ParcelKeyMismatch, SukoyakaError
from sukoyaka.terminal import deliveries
from sukoyaka.terminal import flow as terminal
from sukoyaka.terminal import keys as terminal_keys

pytestmark = pytest.mark.django_db
FIRST, CHANGED, SECOND = date(2024, 4, 1), date(2024, 4, 2), date(2024, 4, 3)


@dataclass(frozen=True)
class Zones:
    """Three homes on one machine, and media between them."""

    place: Path
    office: Office

    def mask(self, on: date, medium: str) -> dict[str, Any]:
        where = terminal.Place(self.place / "terminal", self.place / medium)
        return terminal.mask_inbox(self.place / "city" / "extracts", where, register.load(), "pw", on)

    def rotate(self, on: date, medium: str) -> dict[str, Any]:
        return terminal.rotate(terminal.Place(self.place / "terminal", self.place / medium), register.load(), "pw", on)

    def hub(self, *words: object) -> Result:
        return CliRunner().invoke(hub_commands, [*map(str, words), "--home", str(self.place / "hub")], env={"SUKOYAKA_PASSPHRASE": "pw"})

    def build(self, on: date, medium: str) -> None:
        for words in (("receive", self.place / medium, "--on", on), ("build", "--as-of", on)):
            done = self.hub(*words)
            assert done.exit_code == 0, (words, done.exception)

    def screen(self, on: date, medium: str) -> None:
        self.build(on, medium)
        done = self.hub("screen", "--criteria", "v1", "--as-of", on, "--out", self.place / medium)
        assert done.exit_code == 0, done.exception

    def take(self, medium: str) -> list[Received]:
        return receive_all(self.place / medium, self.office, lambda _: None)

    def identities(self, medium: str) -> pl.DataFrame:
        into = self.place / f"opened-{medium}"
        parcel = next((self.place / medium).glob("identity-*.parcel"))
        open_parcel(parcel, self.office.keys, pinned(self.office.place / "trusted").values(), into)
        return pl.read_parquet(into / "identities.parquet")

    def people(self) -> set[str]:
        return set(pl.read_parquet(self.place / "hub" / "crosswalks" / "screening.parquet")["person"])

    def subjects(self) -> set[int]:
        return set(pl.read_parquet(self.place / "hub" / "crosswalks" / "screening.parquet")["subject_id"])


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("town")
    build(Request(scale=0.01, seed=5, as_of=FIRST), out)
    return out


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Homes of terminal and hub with their keys, made once."""
    homes = tmp_path_factory.mktemp("homes")
    terminal.make_keys(homes / "terminal", "pw")
    hub_secrets.init(Home(homes / "hub"), "pw")
    return homes


@pytest.fixture
def place(tmp_path: Path, town: Path, keys: Path, office: Office) -> Zones:
    (tmp_path / "city").symlink_to(town)
    for zone in ("terminal", "hub"):
        shutil.copytree(keys / zone, tmp_path / zone)
    public = {zone: load_public(tmp_path / zone / "keys" / f"{zone}.public.json") for zone in ("terminal", "hub")}
    public["office"] = office.keys.public()
    for zone in public:
        for other in set(public) - {zone}:
            save_public(public[other], tmp_path / zone / "trusted")
    return Zones(tmp_path, office)


@pytest.fixture(autouse=True)
def open_secrets_once(monkeypatch: pytest.MonkeyPatch) -> None:
    open_once_in(monkeypatch, terminal_keys, hub_secrets)


def refusal(result: Result) -> SukoyakaError:
    assert isinstance(result.exception, SukoyakaError), result.exception
    return result.exception


def test_the_case_is_the_same_childs_before_and_after(place: Zones, cast: dict[str, Account]) -> None:
    place.mask(FIRST, "first")
    place.mask(CHANGED, "late")  # sealed under the old key, but still on a medium when the key changes
    place.screen(FIRST, "first")
    place.take("first")
    before, people, subjects = set(Listing.objects.values_list("case_id", flat=True)), place.people(), place.subjects()
    opened = Case.objects.filter(case__in=before & set(SealedIdentity.objects.values_list("case", flat=True))).order_by("case").first()
    assert opened is not None
    Case.objects.filter(pk=opened.pk).update(status=Status.LOOKING, assigned_to=cast["caseworker"])
    vault = Vault(place.office.vault, DatabaseShelf(SEARCH))
    name = vault.open(opened.case)

    place.rotate(CHANGED, "change")
    place.mask(SECOND, "second")
    old, new = place.identities("first"), place.identities("second")
    assert not set(old["case"]) & set(new["case"])  # without the parcel nothing joins

    early = refusal(place.hub("receive", place.place / "second", "--on", SECOND))
    assert early.exit_code == ExitCode.PARCEL_KEY_MISMATCH
    assert "receive the change of the key first" in early.next_step
    with pytest.raises(ParcelKeyMismatch):
        place.take("second")
    assert SealedIdentity.objects.count() == old.height  # nothing of it is there

    assert place.hub("receive", place.place / "change", "--on", CHANGED).exit_code == 0
    (taken,) = place.take("change")
    assert taken.counts["cases_that_stay"] == Case.objects.count()
    assert place.hub("receive", place.place / "change", "--on", CHANGED).exit_code == 0  # again: nothing happens
    assert [received.new for received in place.take("change")] == [False]
    assert RenewedCase.objects.count() == old.height

    late = refusal(place.hub("receive", place.place / "late", "--on", CHANGED))
    assert late.exit_code == ExitCode.PARCEL_KEY_MISMATCH
    assert "mask again under the new one" in late.next_step
    with pytest.raises(ParcelKeyMismatch):
        place.take("late")

    place.screen(SECOND, "second")
    place.take("second")
    after = set(Listing.objects.filter(run__current=True).values_list("case_id", flat=True))
    assert len(before & after) > len(before) / 2  # the children are those that were listed before
    assert Case.objects.count() == len(before | after)
    same = Case.objects.get(pk=opened.pk)
    assert (same.status, same.assigned_to) == (Status.LOOKING, cast["caseworker"])
    later = vault.open(opened.case)
    assert name is not None
    assert later is not None
    assert (later.name, later.birth_date, later.as_of) == (name.name, name.birth_date, SECOND)
    assert SealedIdentity.objects.count() == len(set(old["case"]) | set(RenewedCase.objects.values_list("case", flat=True))) + _born_since(
        new
    )
    assert_the_same(people, place)
    assert len(subjects & place.subjects()) == len(people & place.people())


def assert_the_same(people: set[str], place: Zones) -> None:
    """Nobody who was known goes under a later pseudonym. A few have left: their household's last child came of school age."""
    maps = [pl.read_parquet(path) for path in (place.place / "hub" / "renewals").glob("*/renewals.parquet")]
    later = set(pl.concat(maps).filter(domain="person")["now"])
    assert later
    assert not later & place.people()
    assert len(people & place.people()) > 0.95 * len(people)


def _born_since(new: pl.DataFrame) -> int:
    return new.filter(~pl.col("case").is_in(list(RenewedCase.objects.values_list("now", flat=True)))).height


def test_a_second_change_follows_on_the_first(place: Zones) -> None:
    place.mask(FIRST, "first")
    place.build(FIRST, "first")
    place.take("first")
    known, people = set(SealedIdentity.objects.values_list("case", flat=True)), place.people()
    place.rotate(FIRST, "change one")
    home = place.place / "terminal"
    back = [replace(row, received_on="2024-03-02") if row.kind in ("rekey", "recase") else row for row in deliveries.load(home)]
    deliveries._save(home, back)  # as if both receipts had come back
    place.rotate(CHANGED, "change two")
    skipped = refusal(place.hub("receive", place.place / "change two", "--on", CHANGED))
    assert "in their order" in skipped.next_step
    with pytest.raises(ParcelKeyMismatch):
        place.take("change two")
    for medium in ("change one", "change two"):
        assert place.hub("receive", place.place / medium, "--on", CHANGED).exit_code == 0
        place.take(medium)
    place.mask(SECOND, "second")
    place.build(SECOND, "second")
    place.take("second")
    assert known <= set(SealedIdentity.objects.values_list("case", flat=True))
    assert len(set(SealedIdentity.objects.values_list("case", flat=True)) - known) < len(known) / 10
    assert_the_same(people, place)


def test_a_foreign_change_of_the_key_changes_nothing(place: Zones, deliver: Callable[..., Path]) -> None:
    place.mask(FIRST, "first")
    assert place.hub("receive", place.place / "first", "--on", FIRST).exit_code == 0
    place.rotate(CHANGED, "change")
    for parcel in (place.place / "change").iterdir():
        path = parcel / "manifest.sig"
        path.write_bytes(ZoneKeys.generate("terminal").sign((parcel / "manifest.json").read_bytes()))
    assert refusal(place.hub("receive", place.place / "change", "--on", CHANGED)).exit_code == ExitCode.PARCEL_SENDER_UNKNOWN
    with pytest.raises(SukoyakaError):
        place.take("change")
    assert RenewedCase.objects.count() == 0
    assert not list((place.place / "hub" / "renewals").glob("*"))
