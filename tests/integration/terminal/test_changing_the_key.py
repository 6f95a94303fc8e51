"""Another key on the terminal: each zone is told what it holds and no more, an interruption goes on, the old key is gone."""

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import terminal_inbox

from sukoyaka.governance import register
from sukoyaka.parcel.keys import ZoneKeys, save_public
from sukoyaka.parcel.open import open_parcel
from sukoyaka.terminal import deliveries, flow, rotate
from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.mask import reveal

HUB, OFFICE = ZoneKeys.generate("hub"), ZoneKeys.generate("office")
FIRST, CHANGED = date(2024, 4, 1), date(2024, 5, 1)


@dataclass(frozen=True)
class Terminal:
    """A terminal that has delivered once, and the key it did so with."""

    place: flow.Place
    old: Keyring
    public: ZoneKeys

    def rotate(self, out: str = "out") -> dict[str, object]:
        return flow.rotate(replace(self.place, out=self.place.home / out), register.load(), "pw", CHANGED)

    def told(self, kind: str, keys: ZoneKeys, out: str = "out") -> pl.DataFrame:
        into = self.place.home / f"opened-{kind}-{out}"
        open_parcel(next((self.place.home / out).glob(f"{kind}-*.parcel")), keys, [self.public.public()], into)
        return pl.read_parquet(into / "renewals.parquet")


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keyring]:
    """A home that delivered, made once: making keys and opening them takes seconds by design."""
    made = tmp_path_factory.mktemp("delivered")
    place = flow.Place(made / "home", made / "out")
    old, _ = flow.make_keys(place.home, "pw")
    for zone in (HUB, OFFICE):
        save_public(zone.public(), place.home / "trusted")
    flow.mask_inbox(terminal_inbox.write(made / "inbox"), place, register.load(), "pw", FIRST)
    return made, old


@pytest.fixture
def terminal(delivered: tuple[Path, Keyring], tmp_path: Path) -> Terminal:
    made, old = delivered
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    place = flow.Place(tmp_path / "home", tmp_path / "out")
    return Terminal(place, old, ZoneKeys.load(place.home / "keys", "terminal", "pw"))


def close(home: Path) -> None:
    deliveries._save(home, [replace(row, received_on="2024-05-02") for row in deliveries.load(home)])


def test_each_zone_is_told_what_it_holds_and_no_more(terminal: Terminal) -> None:
    terminal.rotate()
    new = Keyring.open(terminal.place.home, "pw")
    hub, office = terminal.told("rekey", HUB), terminal.told("recase", OFFICE)
    assert set(office["domain"]) == {"case"}
    assert dict(hub["domain"].value_counts().iter_rows()) == {"person": 6, "case": 6, "household": 3, "dwelling": 1}
    for domain, was, now in hub.filter(pl.col("domain").is_in(["person", "case"])).iter_rows():
        purpose = {"person": "platform/person", "case": "casework/person"}[domain]
        assert reveal(was, terminal.old, purpose) == reveal(now, new, purpose)
    assert not set(hub["was"]) & set(hub["now"])


def test_the_old_key_is_gone_and_what_is_masked_next_is_under_the_new(terminal: Terminal) -> None:
    told = terminal.rotate()
    assert told["key_id"] != terminal.old.key_id
    assert Keyring.open(terminal.place.home, "pw").key_id == told["key_id"]
    assert sorted(path.name for path in (terminal.place.home / "keys").iterdir()) == [
        "root.secret",
        "terminal.public.json",
        "terminal.secret",
    ]


def test_asked_again_before_the_receipts_are_back_it_seals_the_same(terminal: Terminal) -> None:
    first, again = terminal.rotate(), terminal.rotate("again")
    assert again["again"]
    assert again["key_id"] == first["key_id"]
    assert terminal.told("rekey", HUB).equals(terminal.told("rekey", HUB, "again"))
    names = [[parcel["parcel"] for parcel in done["parcels"]] for done in (first, again)]  # type: ignore[attr-defined]  # of --json
    assert names[0] == names[1]


def test_after_both_receipts_it_is_another_change(terminal: Terminal) -> None:
    first = terminal.rotate()
    close(terminal.place.home)
    second = terminal.rotate("second")
    assert not second["again"]
    told, later = terminal.told("rekey", HUB), terminal.told("rekey", HUB, "second")
    assert told.join(later, left_on=["domain", "now"], right_on=["domain", "was"]).height == told.height
    assert first["key_id"] != second["key_id"]


@pytest.mark.parametrize("stopped_in", ["renewals", "finish", "contents"])
def test_an_interrupted_change_goes_on_from_where_it_was(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, stopped_in: str) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopping:
        stopping.setattr(rotate, stopped_in, stop)
        with pytest.raises(KeyboardInterrupt):
            terminal.rotate()
    terminal.rotate()
    new = Keyring.open(terminal.place.home, "pw")
    pairs = terminal.told("recase", OFFICE)
    was, now = pairs.row(0, named=True)["was"], pairs.row(0, named=True)["now"]
    assert reveal(was, terminal.old, "casework/person") == reveal(now, new, "casework/person")


def test_a_home_that_has_delivered_nothing_has_nothing_to_renew(tmp_path: Path) -> None:
    flow.make_keys(tmp_path, "pw")
    for zone in (HUB, OFFICE):
        save_public(zone.public(), tmp_path / "trusted")
    with pytest.raises(rotate.NothingToRenew):
        flow.rotate(flow.Place(tmp_path, tmp_path / "out"), register.load(), "pw", CHANGED)
    assert not (tmp_path / "keys" / "next.secret").exists()


def test_no_protected_address_is_kept_to_be_told(terminal: Terminal) -> None:
    kept = "".join(str(pl.read_parquet(path).to_dicts()) for path in (terminal.place.home / "delivered").iterdir())
    assert "見本町" in kept
    assert "例町" not in kept  # under 支援措置
