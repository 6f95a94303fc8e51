"""A change of the terminal's key: which pseudonym of the new key is which of the one before, so that everybody stays who they are.

Reads `renewals/<parcel>/`. Parcels stay as they came; what is read from them speaks in the pseudonyms under which the hub first
knew each person, household and dwelling. So no snapshot, mart, determination or case changes when a key does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import polars as pl

from sukoyaka.hub.store.errors import DataInconsistent, StoreDamaged
from sukoyaka.hub.store.home import Home
from sukoyaka.hub.store.tables import schema
from sukoyaka.parcel import manifest as manifests
from sukoyaka.parcel.manifest import Manifest
from sukoyaka.records.delivery import GENERATION, RENEWALS, Domain
from sukoyaka.records.errors import ParcelKeyMismatch

_RESEAL = "ask the terminal to seal the change of its key again (`sukoyaka terminal keys rotate`)"
_FILES = {f"{table.name}.parquet": table for table in (GENERATION, RENEWALS)}


@dataclass(frozen=True)
class Renewal:
    """One change of the key: `pairs` of `delivery.RENEWALS`."""

    was_key: str
    now_key: str
    pairs: pl.DataFrame


def received(home: Home) -> tuple[Renewal, ...]:
    """Every change of the key, in order. Raises `StoreDamaged`."""
    places = [path for path in home.renewals.glob("*") if not path.name.startswith(".")] if home.renewals.exists() else []
    ordered = sorted(places, key=lambda path: manifests.read(path)[0].sequence)
    return tuple(map(_read, ordered))


def _read(place: Path) -> Renewal:
    try:
        keys = pl.read_parquet(place / f"{GENERATION.name}.parquet").row(0, named=True)
        pairs = pl.read_parquet(place / f"{RENEWALS.name}.parquet").select(RENEWALS.column_names)
    except (pl.exceptions.PolarsError, OSError) as error:
        again = "remove that directory and receive the parcel again"
        raise StoreDamaged(f"renewals/{place.name} cannot be read", "the files as they were received", again) from error
    return Renewal(keys["was_key"], keys["now_key"], pairs)


def origins(key_id: str, made: Sequence[Renewal]) -> pl.DataFrame | None:
    """`domain, now, origin`: of each pseudonym of that key the one under which it was first known; None for the first key."""
    places = [place for place, renewal in enumerate(made) if renewal.now_key == key_id]
    if not places:
        return None
    latest, *earlier = reversed(made[: places[-1] + 1])
    return reduce(_further, earlier, latest.pairs.select("domain", "now", origin="was"))


def _further(known: pl.DataFrame, before: Renewal) -> pl.DataFrame:
    older = before.pairs.select("domain", origin="now", older="was")
    joined = known.join(older, on=["domain", "origin"], how="left", maintain_order="left")
    return joined.select("domain", "now", origin=pl.coalesce("older", "origin"))


def traced(frame: pl.DataFrame, known: pl.DataFrame | None, columns: dict[str, Domain]) -> pl.DataFrame:
    """`frame` with first-known pseudonyms in these columns; whoever is new since keeps the one that came."""
    if known is None:
        return frame
    for column, domain in columns.items():
        pairs = known.filter(pl.col("domain") == domain).select(pl.col("now").alias(column), "origin")
        joined = frame.join(pairs, on=column, how="left", maintain_order="left")
        frame = joined.with_columns(pl.coalesce("origin", column).alias(column)).drop("origin")
    return frame


def check(directory: Path, manifest: Manifest, held: str, made: Sequence[Renewal]) -> dict[str, int]:
    """Rows per file of an opened parcel. `held`: the key of what was received so far, or nothing.

    Raises `ParcelKeyMismatch` where it does not follow on that key, `DataInconsistent` where two pseudonyms become one or one two.
    """
    if {content.name for content in manifest.contents} != set(_FILES):
        raise DataInconsistent("a change of the key holds other tables", " and ".join(_FILES), _RESEAL)
    frames = {name: _checked(directory / name, name) for name in _FILES}
    keys = frames[f"{GENERATION.name}.parquet"]
    if keys.height != 1 or keys["now_key"][0] != manifest.key_id:
        raise DataInconsistent("a change of the key does not name one key before and one now", GENERATION.grain, _RESEAL)
    if held and keys["was_key"][0] != held:
        raise ParcelKeyMismatch(
            f"a change from the key {keys['was_key'][0]} to {manifest.key_id}",
            f"a change from the key {held}, in which the hub knows everybody",
            "receive the changes of the key in their order; ask the terminal if one is missing",
        )
    if manifest.key_id in {held, *(key for renewal in made for key in (renewal.was_key, renewal.now_key))}:
        raise ParcelKeyMismatch(f"a change to the key {manifest.key_id}, which was in use before", "a key that is new", _RESEAL)
    return {name: frame.height for name, frame in frames.items()}


def _checked(path: Path, name: str) -> pl.DataFrame:
    table = _FILES[name]
    try:
        frame = pl.read_parquet(path)
    except pl.exceptions.PolarsError as error:
        raise DataInconsistent(f"{name} is not Parquet", "Parquet tables only", _RESEAL) from error
    if dict(frame.schema) != schema(table.columns) or frame.null_count().sum_horizontal().item():
        raise DataInconsistent(f"{name} is not in the agreed shape", ", ".join(table.column_names), _RESEAL)
    if table is RENEWALS:
        told = frame.filter(pl.col("domain").is_in(list(Domain)), pl.col("was").str.contains("^[0-9a-f]{32}$"))
        one_to_one = not any(frame.select(pl.struct("domain", side).is_duplicated().any()).item() for side in ("was", "now"))
        if told.height < frame.height or not one_to_one:
            raise DataInconsistent(f"{name} does not lead from one pseudonym to one", RENEWALS.grain, _RESEAL)
    return frame
