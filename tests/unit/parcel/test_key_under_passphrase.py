"""A zone's secret opens with its passphrase; a busy machine and a wrong passphrase are told apart."""

import re
from pathlib import Path

import pyrage
import pytest

from sukoyaka.parcel import keys
from sukoyaka.parcel.keys import KeyUnavailable, ZoneKeys


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("keys")
    ZoneKeys.generate("hub").save(directory, "right")
    return directory


def test_the_right_passphrase_opens(made: Path) -> None:
    assert ZoneKeys.load(made, "hub", "right").zone == "hub"


def test_a_wrong_passphrase_is_said_to_be_wrong(made: Path) -> None:
    with pytest.raises(KeyUnavailable, match="does not open with this passphrase"):
        ZoneKeys.load(made, "hub", "wrong")


def test_a_key_that_asks_for_too_much_work_is_not_called_a_wrong_passphrase(made: Path, tmp_path: Path) -> None:
    sealed = (made / "hub.secret").read_bytes()
    (tmp_path / "hub.secret").write_bytes(re.sub(rb"(scrypt \S+) \d+", rb"\1 40", sealed, count=1))
    with pytest.raises(KeyUnavailable, match="asks for more work"):
        ZoneKeys.load(tmp_path, "hub", "right")


def test_one_busy_moment_does_not_refuse_the_right_passphrase(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, moments = pyrage.passphrase.decrypt, iter([pyrage.DecryptError("Excessive work parameter for passphrase.")])

    def busy_once(sealed: bytes, passphrase: str) -> bytes:
        for error in moments:
            raise error
        return bytes(opened(sealed, passphrase))

    monkeypatch.setattr(keys.pyrage.passphrase, "decrypt", busy_once)
    assert ZoneKeys.load(made, "hub", "right").zone == "hub"
