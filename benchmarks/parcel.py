"""Sealing and opening a parcel, beside age alone (the peer) and reading with SHA-256 alone (the limit)."""

import hashlib
import os
import shutil
import tempfile
from datetime import date
from pathlib import Path

import pyrage

from benchmarks.measure import Timing, timed
from sukoyaka import console
from sukoyaka.parcel.keys import ZoneKeys
from sukoyaka.parcel.open import open_parcel
from sukoyaka.parcel.seal import Letter, seal

SIZE = 512 * 2**20
BAR = 400  # MB/s
LETTER = Letter("data", 1, date(2024, 4, 1), "0" * 16)


def run() -> list[Timing]:
    """Figures for one file of 512 MiB of noise."""
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        source = place / "events.parquet"
        with source.open("wb") as file:
            for _ in range(SIZE // 2**20):
                file.write(os.urandom(2**20))
        timings = _figures(place, source)
    for timing in timings[-2:]:
        speed = SIZE / 1e6 / timing.seconds
        console.say(f"{timing.name}: {speed:.0f} MB/s (bar {BAR}): {'met' if speed >= BAR else 'NOT met'}")
    return timings


def _figures(place: Path, source: Path) -> list[Timing]:
    sender, receiver = ZoneKeys.generate("terminal"), ZoneKeys.generate("hub")
    recipient = pyrage.x25519.Recipient.from_str(receiver.public().recipient)
    sealed = seal({source.name: source}, LETTER, sender=sender, receiver=receiver.public(), out=place / "kept")

    def opened() -> None:
        shutil.rmtree(place / "in", ignore_errors=True)
        open_parcel(sealed, receiver, [sender.public()], place / "in")

    return [
        timed("limit: read + SHA-256", lambda: hashlib.file_digest(source.open("rb"), "sha256")),
        timed("peer: age alone, one file", lambda: pyrage.encrypt_file(str(source), str(place / "age"), [recipient])),
        timed("sukoyaka: seal", lambda: seal({source.name: source}, LETTER, sender=sender, receiver=receiver.public(), out=place / "out")),
        timed("sukoyaka: open", opened),
    ]
