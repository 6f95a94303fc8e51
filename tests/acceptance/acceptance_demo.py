"""A finished run of the path, as the acceptance tests look at it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.demo.homes import Homes
from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.mask import pseudonyms

AS_OF = "2024-04-01"


def sukoyaka(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs a command of the product as a user would."""
    command = [sys.executable, "-c", "from sukoyaka.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, check=False)


@dataclass(frozen=True)
class Demo:
    """A finished run: its places, its summary, and everything the commands said."""

    homes: Homes
    summary: dict[str, Any]
    said: bytes

    def truth(self, name: str) -> pl.DataFrame:
        """A table of what is really so."""
        return pl.read_parquet(self.homes.city / "truth" / f"{name}.parquet")

    def persons(self, name: str, column: str = "resident_number", domain: str = "platform/person") -> pl.Series:
        """The hub's pseudonym in each row of a table of the truth, of a person or of what the domain says; only the demo holds the key."""
        keyring = Keyring.open(self.home("terminal"), self.homes.passphrases["terminal"])
        return pseudonyms(self.truth(name)[column], keyring, domain)

    def environment(self, zone: str) -> dict[str, str]:
        """What a zone's process is given."""
        return self.homes.environment(zone)

    def home(self, zone: str) -> Path:
        """A zone's home."""
        return self.homes.home(zone)
