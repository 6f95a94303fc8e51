"""The tests of this folder open each kept secret once."""

import pytest
from stage.opened_secrets import open_once_in

from sukoyaka.terminal import keys


@pytest.fixture(autouse=True)
def open_secrets_once(monkeypatch: pytest.MonkeyPatch) -> None:
    open_once_in(monkeypatch, keys)
