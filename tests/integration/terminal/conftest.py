"""Opening a secret under a passphrase takes a second by design; the tests of this folder open each kept secret once."""

from pathlib import Path

import pytest

from sukoyaka.parcel import keys as parcel_keys
from sukoyaka.terminal import keys as terminal_keys

_opened: dict[tuple[bytes, str], bytes] = {}
_open = parcel_keys.open_secret


def opened_once(path: Path, passphrase: str, made_with: str) -> bytes:
    """A wrong passphrase and a missing file are asked for each time."""
    kept = (path.read_bytes() if path.exists() else b"", passphrase)
    if kept not in _opened:
        _opened[kept] = _open(path, passphrase, made_with)
    return _opened[kept]


@pytest.fixture(autouse=True)
def open_secrets_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcel_keys, "open_secret", opened_once)
    monkeypatch.setattr(terminal_keys, "open_secret", opened_once)
