"""A hub and a sending terminal for every test of this folder."""

import functools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hubfront_parcels import PASSPHRASE, Hub, Terminal

from sukoyaka.governance import register as registers
from sukoyaka.hub import flow
from sukoyaka.hub.store import secrets
from sukoyaka.hub.store.home import Home
from sukoyaka.parcel.keys import ZoneKeys, load_public, save_public


@pytest.fixture(scope="session")
def key_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One set of secrets for every test: making them takes a second by design."""
    home = tmp_path_factory.mktemp("keys")
    flow.init_keys(home, PASSPHRASE)
    return home / "keys"


@pytest.fixture(autouse=True)
def open_secrets_once(monkeypatch: pytest.MonkeyPatch, key_files: Path) -> None:
    """Opening a secret takes a second by design; the tests of one process open each once."""
    monkeypatch.setattr(secrets, "zone_keys", lambda home, passphrase: _zone_keys(key_files, passphrase))
    monkeypatch.setattr(secrets, "mart_keys", lambda home, passphrase: _mart_keys(key_files, passphrase))


@functools.cache
def _zone_keys(keys: Path, passphrase: str) -> ZoneKeys:
    return ZoneKeys.load(keys, secrets.ZONE, passphrase)


_mart_keys = functools.cache(lambda keys, passphrase, load=secrets.mart_keys: load(Home(keys.parent), passphrase))


@pytest.fixture
def registers_without(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the register in which an item says something else of its own."""

    def make(item: str, purposes: str) -> Path:
        target = tmp_path / "register"
        shutil.copytree(registers.default_directory(), target)
        for path in target.glob("*.toml"):
            path.write_text(path.read_text().replace(f"[item.{item}]\n", f"[item.{item}]\n{purposes}\n"))
        return target

    return make


@pytest.fixture(scope="session")
def terminal_keys() -> ZoneKeys:
    return ZoneKeys.generate("terminal")


@pytest.fixture
def make_hub(tmp_path: Path, key_files: Path, terminal_keys: ZoneKeys) -> Callable[[str], Hub]:
    """Makes hubs with the same secrets."""

    def make(name: str) -> Hub:
        home = tmp_path / name
        home.mkdir()
        (home / "keys").symlink_to(key_files)
        save_public(terminal_keys.public(), home / "trusted")
        return Hub(home)

    return make


@pytest.fixture
def hub(make_hub: Callable[[str], Hub]) -> Hub:
    return make_hub("hub")


@pytest.fixture
def terminal(tmp_path: Path, key_files: Path, terminal_keys: ZoneKeys) -> Terminal:
    work = tmp_path / "work"
    work.mkdir()
    return Terminal(terminal_keys, load_public(key_files / "hub.public.json"), registers.load(), work)


@pytest.fixture
def medium(tmp_path: Path) -> Path:
    """The carried medium."""
    path = tmp_path / "medium"
    path.mkdir()
    return path
