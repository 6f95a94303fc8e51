"""The office's home directory: keys, pinned senders, the embedded database, receipts, audit heads.

Reads nothing but paths and the small secrets that belong to the web application itself.
"""

import os
import secrets
from pathlib import Path

DEFAULT = Path("var/office")
PASSPHRASE = "SUKOYAKA_PASSPHRASE"  # noqa: S105 - the name of a variable
ENVIRONMENT = "SUKOYAKA_HOME_OFFICE"


def home() -> Path:
    """Where the office lives: $SUKOYAKA_HOME_OFFICE, or `var/office` under the working directory."""
    return Path(os.environ.get(ENVIRONMENT, DEFAULT)).absolute()


def keys(place: Path) -> Path:
    """The zone's own secrets."""
    return place / "keys"


def trusted(place: Path) -> Path:
    """The pinned public halves of the other zones."""
    return place / "trusted"


def receipts(place: Path) -> Path:
    """Receipts to carry back."""
    return place / "receipts"


def audit_heads(place: Path) -> Path:
    """Hashes of the audit chain, written down outside the database."""
    return place / "audit" / "heads.jsonl"


def web_secret(place: Path) -> str:
    """The key that signs cookies and forms; one that lasts for this process alone before `prepare` has made it."""
    path = keys(place) / "web.secret"
    return path.read_text() if path.exists() else secrets.token_urlsafe(48)


def prepare(place: Path) -> None:
    """Makes the directories and the web secret, once."""
    for directory in (keys(place), trusted(place), receipts(place), audit_heads(place).parent):
        directory.mkdir(parents=True, exist_ok=True)
    keys(place).chmod(0o700)
    path = keys(place) / "web.secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
