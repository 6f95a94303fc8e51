"""Opening a secret under a passphrase takes a second by design: tests open each kept secret once in a run.

A wrong passphrase and a missing file are asked for each time, for they raise.
"""

from pathlib import Path
from types import ModuleType

import pytest

from sukoyaka.parcel import keys

_opened: dict[tuple[bytes, str], bytes] = {}
_open = keys.open_secret


def open_once_in(monkeypatch: pytest.MonkeyPatch, *modules: ModuleType) -> None:
    """Within a test, these modules open what was opened before from memory."""
    for module in (keys, *modules):
        monkeypatch.setattr(module, "open_secret", opened_once)


def opened_once(path: Path, passphrase: str, made_with: str) -> bytes:
    """What the secret holds."""
    kept = (path.read_bytes() if path.exists() else b"", passphrase)
    if kept not in _opened:
        _opened[kept] = _open(path, passphrase, made_with)
    return _opened[kept]
