"""Subject ids: the first 63 bits of a pseudonym. A build fails if two collide."""

import polars as pl

from sukoyaka.hub.store.errors import DataInconsistent

HEX_DIGITS = 16  # 64 bits, of which the sign is cleared
MASK = 2**63 - 1


def subject_id(pseudonym: str) -> pl.Expr:
    """63 bits of the pseudonym in that column; null where it is null or not hexadecimal."""
    bits = pl.col(pseudonym).str.slice(0, HEX_DIGITS).str.to_integer(base=16, dtype=pl.UInt64, strict=False)
    return (bits & pl.lit(MASK, dtype=pl.UInt64)).cast(pl.Int64)


def check_distinct(what: str, pairs: pl.DataFrame) -> None:
    """Raises `DataInconsistent` if a pseudonym gave no id, or two gave the same. `pairs`: pseudonym, id."""
    ids = pairs.unique()
    number = ids.to_series(1)
    if number.null_count() or number.n_unique() != ids.height:
        raise DataInconsistent(
            f"pseudonyms of {what} do not give distinct ids",
            "32 hexadecimal digits each, distinct in their first 63 bits",
            "ask the terminal to check its pseudonyms; if two really collide, its key must be renewed",
        )
