"""The demo's places: one home per zone, media between them, a passphrase each.

Writes `passphrases.json`, readable by its owner alone. In a city each zone's passphrase is in another head.
"""

import json
import secrets
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sukoyaka.records.errors import ExitCode, SukoyakaError

MARK = ".sukoyaka-demo"
ZONES = ("terminal", "hub", "office")


class NotADemo(SukoyakaError):
    """The directory holds something else; we do not clear it."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True)
class Homes:
    """Where everything of one demo lies."""

    out: Path

    @property
    def city(self) -> Path:
        """The synthetic city: extracts and truth."""
        return self.out / "city"

    def home(self, zone: str) -> Path:
        """A zone's home."""
        return self.out / zone

    def media(self, sender: str) -> Path:
        """The medium that a zone's parcels are carried on."""
        return self.out / "media" / sender

    @property
    def summary(self) -> Path:
        """What the run found, as JSON."""
        return self.out / "summary.json"

    @cached_property
    def passphrases(self) -> dict[str, str]:
        """Each zone's passphrase."""
        stored: dict[str, str] = json.loads((self.out / "passphrases.json").read_text())
        return stored

    def environment(self, zone: str) -> dict[str, str]:
        """What a zone's process is given."""
        return {"SUKOYAKA_PASSPHRASE": self.passphrases[zone]} if zone in ZONES else {}

    def exchange(self) -> None:
        """Gives each zone the public halves of the others, as two people would by hand."""
        for zone in ZONES:
            trusted = self.home(zone) / "trusted"
            trusted.mkdir(parents=True, exist_ok=True)
            for other in set(ZONES) - {zone}:
                shutil.copy(self.home(other) / "keys" / f"{other}.public.json", trusted)


def fresh(out: Path) -> Homes:
    """An empty demo in `out`. Clears an earlier demo; raises `NotADemo` for a directory that is not one."""
    if out.exists() and any(out.iterdir()):
        if not (out / MARK).exists():
            raise NotADemo(
                f"{out.name}/ is not empty and was not made by the demo",
                "a new directory, or that of an earlier demo",
                "pass another --out",
            )
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).touch()
    path = out / "passphrases.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps({zone: secrets.token_urlsafe(18) for zone in ZONES}))
    return Homes(out)
