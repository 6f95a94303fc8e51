"""A purpose's own ids: HMAC-SHA256 under the purpose's key, cut to 63 bits. The same key gives the same ids for ever.

Why: two marts must not be joined. A household and a person never share an id space either.
"""

import hashlib
import hmac
from collections.abc import Iterable

import polars as pl

from sukoyaka.hub.people.ids import MASK, check_distinct


def purpose_ids(key: bytes, kind: str, values: Iterable[str | int]) -> dict[str | int, int]:
    """An id for each value. `kind` keeps persons, households and dwellings apart. Raises `DataInconsistent` on a collision."""
    ids = {value: _bits(hmac.digest(key, f"{kind}:{value}".encode(), hashlib.sha256)) for value in values}
    check_distinct(f"a mart ({kind})", ((str(value), number) for value, number in ids.items()))
    return ids


def _bits(digest: bytes) -> int:
    return int.from_bytes(digest[:8]) & MASK


def exchanged(frame: pl.DataFrame, column: str, ids: dict[str | int, int]) -> pl.DataFrame:
    """`frame` with other ids in the column; what is empty stays empty."""
    table = pl.DataFrame({column: list(ids), "__new": list(ids.values())}, schema={column: pl.Int64, "__new": pl.Int64})
    joined = frame.join(table, on=column, how="left")
    return joined.with_columns(pl.col("__new").alias(column)).drop("__new")
