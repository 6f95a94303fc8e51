"""The events by period, one file each: written anew only where something in the period changed.

Reads outcomes. Writes `events/<period>.parquet` and `origins/<period>.parquet`, sorted by person: a window over all is one scan,
a life is one small read in each period.
"""

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.hub.events.outcome import EVENTS_OF
from sukoyaka.hub.events.table import Teller, Tellers, event_table, told_by
from sukoyaka.hub.store import files
from sukoyaka.hub.store.code import PLATFORM, code_version
from sukoyaka.hub.store.shelf import Kept, Shelf, key_of
from sukoyaka.records.platform import EVENTS

ORIGINS = "origins"


@dataclass(frozen=True)
class Told:
    """An outcome, by whom it was told, and whether it stands or was superseded."""

    outcome: Kept
    tellers: Tellers
    stands: bool


@dataclass(frozen=True)
class Share:
    """The events of some outcomes in one period: a file of equal events is one share, whoever told it again."""

    path: Path
    sha256: str
    tellers: Tellers  # of each source the first that told it, on the earliest day
    stands: bool


def periods_of(told: Iterable[Told]) -> list[str]:
    """Every period in which something stands."""
    names = {name for one in told if one.stands for name in one.outcome.sha256 if name.startswith(EVENTS_OF)}
    return sorted(name.removeprefix(EVENTS_OF) for name in names)


def partition(told: Sequence[Told], period: str, shelf: Shelf) -> Kept:
    """The events of a period: tables `events` and `origins`; said of it: rows and codes."""
    shares = _shares(told, period)
    key = key_of("partition", period, code_version(PLATFORM), [[s.sha256, s.stands, _named(s.tellers)] for s in shares])
    return shelf.look(key) or _made(key, shares, shelf)


def _made(key: str, shares: Sequence[Share], shelf: Shelf) -> Kept:
    tellers = {teller for share in shares for several in share.tellers.values() for teller in several}
    parcels = [teller.parcel for teller in sorted(tellers, key=lambda teller: teller.place)]
    current, superseded = (
        [told_by(pl.read_parquet(share.path), share.tellers) for share in shares if share.stands is stands] for stands in (True, False)
    )
    events = event_table(current, superseded, list(dict.fromkeys(parcels)))
    tables = {EVENTS.name: files.shaped(events, EVENTS), ORIGINS: events.select("origin")}
    return shelf.put(key, tables, {"rows": events.height, "codes": events["code"].unique().sort().to_list()})


def _shares(told: Sequence[Told], period: str) -> list[Share]:
    """In a fixed order; what was superseded and equals something that stands only says who told it first."""
    found: dict[str, Share] = {}
    for one in told:
        name = f"{EVENTS_OF}{period}"
        if name in one.outcome.sha256:
            digest = one.outcome.sha256[name]
            here = found.get(digest)
            tellers = _earliest(here.tellers, one.tellers) if here else one.tellers
            found[digest] = Share(one.outcome.path(name), digest, tellers, one.stands or (here is not None and here.stands))
    return [found[digest] for digest in sorted(found)]


def _earliest(one: Tellers, other: Tellers) -> Tellers:
    """Of each source and part the first teller, with the earliest day of the two."""
    return {
        source: [_first(a, b) for a, b in zip(several, other.get(source, several), strict=False)] or several
        for source, several in {**other, **one}.items()
    }


def _first(one: Teller, other: Teller) -> Teller:
    first = min(one, other, key=lambda teller: teller.place)
    return Teller(first.place, first.parcel, min(one.created_on, other.created_on))


def _named(tellers: Tellers) -> Mapping[str, Any]:
    return {source: [[*one.place, one.parcel, one.created_on] for one in several] for source, several in tellers.items()}


def put(kept: Kept, name: str, target: Path) -> None:
    """Lets a kept table appear at `target`, without a copy where the disk is the same."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(kept.path(name), target)
    except OSError:  # another disk, or one without links
        shutil.copyfile(kept.path(name), target)
