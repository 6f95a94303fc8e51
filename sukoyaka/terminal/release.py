"""Two people for what leaves the house: one masks and seals, another one signs. Off by default; on, neither can do it alone.

The operator's passphrase opens the pseudonyms' secret; the secret that signs parcels is kept under each releaser's own passphrase. An
unsigned parcel waits in `<home>/waiting/`, and no zone opens it. Who did what stands in `<home>/custody.jsonl`, chained.
"""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sukoyaka.governance import acts
from sukoyaka.parcel.keys import KeyUnavailable, ZoneKeys
from sukoyaka.parcel.seal import Unsigned, sign
from sukoyaka.records.errors import ExitCode, SukoyakaError
from sukoyaka.terminal import deliveries
from sukoyaka.terminal.keys import Keyring

ZONE = "terminal"
WAITING, LOG = "waiting", "custody.jsonl"
SEALED, RELEASED, ADMITTED = "sealed", "released", "releaser admitted"


class ReleaseRefused(SukoyakaError):
    """The same person, nobody named, or nothing that waits."""

    exit_code = ExitCode.NOT_PERMITTED


def _keys(home: Path) -> Path:
    return home / "keys" / "release"


def is_on(home: Path) -> bool:
    """Whether parcels of this home need a second person."""
    return any(_keys(home).glob(f"*/{ZONE}.secret"))


def sealer(home: Path, passphrase: str) -> ZoneKeys | Unsigned:
    """Who seals: the zone's own keys, or, where another person must sign, nobody yet."""
    return Unsigned(ZONE) if is_on(home) else ZoneKeys.load(home / "keys", ZONE, passphrase)


def named(home: Path, by: str) -> str:
    """The operator's name. Raises `ReleaseRefused` where two people are needed and none is said."""
    if is_on(home) and not by.strip():
        raise ReleaseRefused("where two people release, each must be named", "--by NAME", "run it again with your name")
    return by.strip()


def admit(home: Path, by: str, own: str, opened_with: str, admitted_by: str, on: date) -> None:
    """Gives a person the secret that signs, under that person's own passphrase; the first one takes it from the operator.

    `opened_with`: the operator's passphrase for the first, the admitting releaser's for every other. Raises `ReleaseRefused` for a
    passphrase that opens the pseudonyms too: then one person could do both.
    """
    _plain_name(by)
    keys = ZoneKeys.load(_keys(home) / admitted_by if is_on(home) else home / "keys", ZONE, opened_with)
    if _opens_root(home, own):
        raise ReleaseRefused(
            "the passphrase is the operator's", "a passphrase that the operator does not know", "let the second person choose and type it"
        )
    keys.save(_keys(home) / by, own)
    (home / "keys" / f"{ZONE}.secret").unlink(missing_ok=True)
    record(home, ADMITTED, by=admitted_by or "operator", on=on, who=by)


def _plain_name(by: str) -> None:
    if not by.strip() or by != Path(by).name or by.startswith("."):
        raise ReleaseRefused("that is no name for a releaser", "a plain name such as 佐藤", "name the person")


def _opens_root(home: Path, passphrase: str) -> bool:
    try:
        Keyring.open(home, passphrase)
    except KeyUnavailable:
        return False
    return True


def release(home: Path, parcel: str, by: str, passphrase: str, out: Path, on: date) -> Path:
    """Signs a waiting parcel and puts it where it may be carried. Raises `ReleaseRefused` for the person who sealed it."""
    _plain_name(by)
    waiting = _waiting(home, parcel)
    mine = next(row for row in deliveries.load(home) if waiting.name.endswith(f"-{row.parcel}.parcel"))
    if by.strip() == mine.made_by:
        raise ReleaseRefused(
            f"{waiting.name} was sealed by the same person", "another person than the one who sealed it", "let a second person release it"
        )
    sign(waiting, ZoneKeys.load(_keys(home) / by, ZONE, passphrase))
    out.mkdir(parents=True, exist_ok=True)
    target, draft = out / waiting.name, out / f".{waiting.name}"
    for path in (target, draft):
        shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(waiting, draft)
    record(home, RELEASED, by=by, on=on, parcel=mine.parcel)
    deliveries.released(home, mine.parcel, by, on)
    draft.rename(target)
    shutil.rmtree(waiting)
    return target


def _waiting(home: Path, parcel: str) -> Path:
    found = [path for path in (home / WAITING).glob("*.parcel") if parcel and parcel in path.name]
    if len(found) != 1:
        names = ", ".join(sorted(path.name for path in (home / WAITING).glob("*.parcel"))) or "none"
        raise ReleaseRefused(f"{len(found)} waiting parcels are called so", f"one of those that wait: {names}", "name it whole")
    return found[0]


def record(home: Path, what: str, *, by: str, on: date, **more: str) -> None:
    """Adds an act to the custody log."""
    acts.record(home / LOG, {"what": what, "by": by, "on": on, **more})


def log(home: Path) -> list[Mapping[str, Any]]:
    """Every act in order. Raises `LedgerDamaged` where the log was changed."""
    return [*acts.recorded(home / LOG)]
