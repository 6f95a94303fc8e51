"""A hub and a sending terminal for every test of this folder."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hubfront_parcels import PASSPHRASE, Hub, Terminal

from sukoyaka.governance import register as registers
from sukoyaka.hub import flow
from sukoyaka.parcel.keys import ZoneKeys, load_public, save_public


@pytest.fixture(scope="session")
def key_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One set of secrets for every test: making them takes a second by design."""
    home = tmp_path_factory.mktemp("keys")
    flow.init_keys(home, PASSPHRASE)
    return home / "keys"


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
