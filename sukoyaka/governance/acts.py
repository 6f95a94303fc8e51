"""Recorded acts of people: a ledger of one line an act, added to and never rewritten, on the disk before the command goes on.

Reads and writes a `.jsonl` of a zone's home, or beside the register. Each line carries the digest of the line before it, so
that a changed or removed act shows.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sukoyaka.records.errors import ExitCode, SukoyakaError

Act = Mapping[str, Any]


class LedgerDamaged(SukoyakaError):
    """A ledger of acts that is not what was recorded."""

    exit_code = ExitCode.STORE_DAMAGED


def record(path: Path, act: Act) -> str:
    """Adds an act; returns the digest of its line. Raises `LedgerDamaged` if the ledger was changed since it was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = _lines(path)
    _chained(path, lines)
    _take_off_rest(path)
    line = json.dumps({**act, "before": _digest(lines[-1]) if lines else ""}, ensure_ascii=False, sort_keys=True, default=str)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())
    _sync(path.parent)
    return _digest(line)


def recorded(path: Path) -> list[dict[str, Any]]:
    """Every act in order, each with `record`, the digest of its line. Raises `LedgerDamaged` for a ledger that was changed."""
    lines = _lines(path)
    return [{**act, "record": _digest(line)} for act, line in zip(_chained(path, lines), lines, strict=True)]


def _lines(path: Path) -> list[str]:
    """Whole lines: one that was cut short when the machine stopped never was an act."""
    if not path.exists():
        return []
    text = path.read_bytes()
    try:
        return text[: text.rfind(b"\n") + 1].decode("utf-8").split("\n")[:-1]
    except UnicodeDecodeError as error:
        raise _damaged(path, 0) from error


def _take_off_rest(path: Path) -> None:
    """Removes what was cut short, so that the next act begins on a line of its own."""
    if path.exists():
        text = path.read_bytes()
        os.truncate(path, text.rfind(b"\n") + 1)


def _chained(path: Path, lines: list[str]) -> list[dict[str, Any]]:
    before, acts = "", []
    for number, line in enumerate(lines, 1):
        try:
            act: dict[str, Any] = json.loads(line)
            said = act["before"]
        except (ValueError, KeyError, TypeError) as error:
            raise _damaged(path, number) from error
        if said != before:
            raise _damaged(path, number)
        acts.append(act)
        before = _digest(line)
    return acts


def _damaged(path: Path, line: int) -> LedgerDamaged:
    return LedgerDamaged(
        f"{path.parent.name}/{path.name} is not what was recorded (line {line})",
        "acts as they were recorded, each with the digest of the one before",
        f"put {path.name} back from the backup of the home",
    )


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
