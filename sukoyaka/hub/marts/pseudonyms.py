"""A purpose's own ids: HMAC-SHA256 under the purpose's key, cut to 63 bits. The same key gives the same ids for ever.

Why: two marts must not be joined. A household and a person never share an id space either.
"""

import hashlib
import hmac
from collections.abc import Iterable

import polars as pl

from sukoyaka.hub.people.ids import MASK, check_distinct
from sukoyaka.hub.store.shelf import Shelf, key_of


def purpose_ids(key: bytes, kind: str, values: Iterable[str | int]) -> dict[str | int, int]:
    """An id for each value. `kind` keeps persons, households and dwellings apart."""
    return {value: _bits(hmac.digest(key, f"{kind}:{value}".encode(), hashlib.sha256)) for value in values}


def _bits(digest: bytes) -> int:
    return int.from_bytes(digest[:8]) & MASK


def key_fingerprint(key: bytes) -> str:
    """Says which key it was, and nothing of the key."""
    return hmac.digest(key, b"fingerprint", hashlib.sha256).hex()[:16]


def remembered_ids(key: bytes, kind: str, values: pl.Series, shelf: Shelf) -> pl.DataFrame:
    """`value, id` of distinct values; those that were asked for in the build before are not worked out again.

    Raises `DataInconsistent` on a collision.
    """
    place = key_of("ids", kind, key_fingerprint(key))
    kept = shelf.look(place)
    known = kept.table("ids") if kept else pl.DataFrame(schema={"value": pl.String, "id": pl.Int64})
    new = values.filter(~values.is_in(known["value"].implode()))
    found = purpose_ids(key, kind, new.to_list())
    added = pl.DataFrame({"value": list(found), "id": list(found.values())}, schema=known.schema)
    ids = pl.concat([known, added]).join(values.alias("value").to_frame(), on="value", how="semi")
    check_distinct(f"a mart ({kind})", ids)
    if kept is None or new.len() or ids.height < known.height:
        shelf.put(place, {"ids": ids}, {})
    return ids


def exchanged(frame: pl.DataFrame, column: str, ids: pl.DataFrame) -> pl.DataFrame:
    """`frame` with other ids in the column, by `value, id`; what is empty stays empty."""
    joined = frame.join(ids.select(pl.col("value").alias(column), pl.col("id").alias("__new")), on=column, how="left")
    return joined.with_columns(pl.col("__new").alias(column)).drop("__new")
