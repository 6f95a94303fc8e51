"""Keys and deliveries at the keyboard: lost keys come back from paper, and a machine without a network does all of it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import terminal_inbox
from click.testing import CliRunner, Result

from sukoyaka.parcel.keys import KeyUnavailable, ZoneKeys, save_public
from sukoyaka.terminal.commands import group
from sukoyaka.terminal.keys import ROOT, Keyring
from sukoyaka.terminal.shares import SharesUnusable


def run(*arguments: object, new: str = "") -> Result:
    return CliRunner(env={"SUKOYAKA_PASSPHRASE": "pw", "SUKOYAKA_NEW_PASSPHRASE": new}).invoke(group, list(map(str, arguments)))


def words_of(page: Path) -> str:
    return " ".join(piece.partition("</li>")[0] for piece in page.read_text(encoding="utf-8").split("<li>")[1:])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys made once: each takes a second by design."""
    place = tmp_path_factory.mktemp("made") / "home"
    run("keys", "init", "--home", place)
    return place


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "home"))


def test_a_lost_secret_comes_back_from_two_pages(home: Path, tmp_path: Path) -> None:
    result = run("keys", "shares", "--out", tmp_path / "pages", "--on", "2024-04-01", "--home", home, "--json")
    key_id, pages = json.loads(result.stdout)["key_id"], sorted((tmp_path / "pages").iterdir())
    words = [words_of(page) for page in pages]
    assert not [word for word in words[0].split() if len(word) > 6 and word in result.output], "a word is on the screen"
    (home / "keys" / ROOT).unlink()
    again = run("keys", "restore", "--key-id", key_id, "--words", words[2], "--words", words[0], "--home", home, "--json")
    assert json.loads(again.stdout) == {"key_id": key_id}
    assert Keyring.open(home, "pw").key_id == key_id


def test_a_secret_that_is_there_is_not_replaced(home: Path, tmp_path: Path) -> None:
    run("keys", "shares", "--out", tmp_path / "pages", "--on", "2024-04-01", "--home", home)
    words = [words_of(page) for page in sorted((tmp_path / "pages").iterdir())]
    key_id = Keyring.open(home, "pw").key_id
    asked = ("--words", words[0], "--words", words[1])
    assert isinstance(run("keys", "restore", "--key-id", key_id, *asked, "--home", home).exception, KeyUnavailable)
    assert isinstance(run("keys", "restore", "--key-id", "00000000", *asked, "--home", tmp_path / "new").exception, SharesUnusable)


def test_another_passphrase_opens_the_same_secret(home: Path) -> None:
    key_id = Keyring.open(home, "pw").key_id
    run("keys", "passphrase", "--home", home, new="better")
    assert Keyring.open(home, "better").key_id == key_id
    with pytest.raises(KeyUnavailable):
        Keyring.open(home, "pw")
    assert ZoneKeys.load(home / "keys", "terminal", "better")


WITHOUT_NETWORK = """
import socket, sys

def refuse(*_, **__):
    raise AssertionError("the terminal opened a socket")

socket.socket.connect = socket.socket.connect_ex = socket.socket.bind = socket.getaddrinfo = refuse
sys.argv = ["sukoyaka", *sys.argv[1:]]
from sukoyaka.cli import main
main()
"""


def offline() -> list[str]:
    """A shell without any network interface, where this machine lets us have one; else the sockets alone are closed."""
    inside = ["unshare", "--user", "--map-root-user", "--net"]
    return inside if subprocess.run([*inside, "true"], check=False, capture_output=True).returncode == 0 else []


def test_a_machine_without_a_network_masks_and_closes_a_delivery(home: Path, tmp_path: Path) -> None:
    for zone in ("hub", "office"):
        save_public(ZoneKeys.generate(zone).public(), home / "trusted")
    terminal_inbox.write(tmp_path / "inbox")
    command = ["terminal", "mask", tmp_path / "inbox", "--out", tmp_path / "out", "--home", home, "--on", "2024-04-01", "--json"]
    environment = {**os.environ, "SUKOYAKA_PASSPHRASE": "pw"}
    done = subprocess.run(
        [*offline(), sys.executable, "-c", WITHOUT_NETWORK, *map(str, command)], check=True, capture_output=True, text=True, env=environment
    )
    assert len(json.loads(done.stdout)["parcels"]) == 2
    listed = json.loads(run("deliveries", "list", "--home", home, "--on", "2024-04-20", "--json").stdout)
    assert (listed["open"], len(listed["overdue"])) == (2, 2)
