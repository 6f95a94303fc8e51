"""Two people for what leaves the house: one masks, another signs; neither can do it alone, and the log says who did what."""

import json
import shutil
from pathlib import Path

import pytest
import terminal_inbox
from click.testing import CliRunner, Result

from sukoyaka.governance.acts import LedgerDamaged
from sukoyaka.parcel.keys import KeyUnavailable, ZoneKeys, load_public, save_public
from sukoyaka.parcel.open import open_parcel
from sukoyaka.records.errors import ParcelIncomplete
from sukoyaka.terminal.commands import group
from sukoyaka.terminal.release import ReleaseRefused

HUB, OFFICE = ZoneKeys.generate("hub"), ZoneKeys.generate("office")


def run(*arguments: object, opens: str = "operator", own: str = "second") -> Result:
    secrets = {"SUKOYAKA_PASSPHRASE": opens, "SUKOYAKA_RELEASE_PASSPHRASE": own}
    return CliRunner(env=secrets).invoke(group, list(map(str, arguments)))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home where parcels need two people, and an inbox."""
    place = tmp_path_factory.mktemp("made")
    assert run("keys", "init", "--home", place / "home").exit_code == 0
    for zone in (HUB, OFFICE):
        save_public(zone.public(), place / "home" / "trusted")
    assert run("releasers", "admit", "佐藤", "--on", "2024-04-01", "--home", place / "home").exit_code == 0
    terminal_inbox.write(place / "inbox")
    done = run("mask", place / "inbox", "--out", place / "out", "--by", "山本", "--home", place / "home", "--json")
    assert done.exit_code == 0, done.exception
    assert all(parcel["waits"] for parcel in json.loads(done.stdout)["parcels"])
    return place


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "place"))


def waiting(place: Path, kind: str = "data") -> Path:
    return next((place / "home" / "waiting").glob(f"{kind}-*.parcel"))


def release(place: Path, by: str = "佐藤", own: str = "second", name: str = "") -> Result:
    where = ("--out", place / "out", "--on", "2024-04-02", "--home", place / "home")
    return run("release", name or waiting(place).name, "--by", by, *where, own=own)


def test_a_sealed_parcel_waits_where_nobody_can_open_it(place: Path) -> None:
    assert not (place / "out").exists()
    trusted = [load_public(place / "home" / "keys" / "terminal.public.json")]
    with pytest.raises(ParcelIncomplete, match=r"manifest\.sig"):
        open_parcel(waiting(place), HUB, trusted, place / "opened")


def test_a_second_person_lets_it_go(place: Path) -> None:
    name = waiting(place).name
    assert release(place).exit_code == 0
    trusted = [load_public(place / "home" / "keys" / "terminal.public.json")]
    assert open_parcel(place / "out" / name, HUB, trusted, place / "opened").kind == "data"
    assert not (place / "home" / "waiting" / name).exists()
    acts = json.loads(run("custody", "--home", place / "home", "--json").stdout)["acts"]
    assert [(act["what"], act["by"]) for act in acts] == [
        ("releaser admitted", "operator"),
        ("sealed", "山本"),
        ("sealed", "山本"),
        ("released", "佐藤"),
    ]
    rows = json.loads(run("deliveries", "list", "--home", place / "home", "--json").stdout)["deliveries"]
    assert {(row["kind"], row["released_by"]) for row in rows} == {("data", "佐藤"), ("identity", "")}


def test_the_person_who_sealed_it_may_not_release_it(place: Path) -> None:
    assert run("releasers", "admit", "山本", "--by", "佐藤", "--on", "2024-04-01", "--home", place / "home", opens="second", own="third")
    refused = release(place, by="山本", own="third")
    assert isinstance(refused.exception, ReleaseRefused)
    assert "same person" in str(refused.exception)
    assert waiting(place).exists()


def test_the_operators_passphrase_signs_nothing(place: Path) -> None:
    assert isinstance(release(place, own="operator").exception, KeyUnavailable)
    assert not (place / "home" / "keys" / "terminal.secret").exists()
    assert isinstance(release(place, by="誰か").exception, KeyUnavailable)


def test_a_releasers_passphrase_masks_nothing(place: Path) -> None:
    done = run("mask", place / "inbox", "--out", place / "out", "--by", "佐藤", "--home", place / "home", opens="second")
    assert isinstance(done.exception, KeyUnavailable)


def test_whoever_seals_must_be_named(place: Path) -> None:
    done = run("mask", place / "inbox", "--out", place / "out", "--home", place / "home")
    assert isinstance(done.exception, ReleaseRefused)


@pytest.mark.parametrize("name", ["", "..", "a/b", ".hidden", " "])
def test_a_releaser_has_a_plain_name(place: Path, name: str) -> None:
    where = ("--by", "佐藤", "--on", "2024-04-01", "--home", place / "home")
    assert isinstance(run("releasers", "admit", name, *where, opens="second", own="x").exception, ReleaseRefused)


def test_a_releaser_needs_a_passphrase_of_their_own(place: Path) -> None:
    where = ("--by", "佐藤", "--on", "2024-04-01", "--home", place / "home")
    done = run("releasers", "admit", "鈴木", *where, opens="second", own="operator")
    assert isinstance(done.exception, ReleaseRefused)


def test_what_does_not_wait_is_not_released(place: Path) -> None:
    assert isinstance(release(place, name="data-0009-0000000000000000.parcel").exception, ReleaseRefused)


def test_making_keys_again_gives_the_operator_no_signature(place: Path) -> None:
    run("keys", "init", "--home", place / "home")
    assert not (place / "home" / "keys" / "terminal.secret").exists()


def test_a_log_that_was_changed_is_noticed(place: Path) -> None:
    log = place / "home" / "custody.jsonl"
    log.write_text(log.read_text(encoding="utf-8").replace("山本", "田中", 1), encoding="utf-8")
    assert isinstance(run("custody", "--home", place / "home").exception, LedgerDamaged)
