"""Which subjects a model may learn from and which it is judged by: whole families, chosen by a hash.

Reads people and household spells of a mart, writes nothing. Why families: a sibling in both halves would tell the answer.
"""

import hashlib

import polars as pl

SHARES = (("train", 80), ("tuning", 10), ("held_out", 10))  # per cent
NAMES = tuple(name for name, _ in SHARES)


def splits(people: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """`subject_id, split` of everyone, by subject. People who ever shared a household, or are linked by others who did, stay together."""
    families = _families(people.select("subject_id"), spells.select("subject_id", "household_id").unique())
    chosen = {family: _split(family) for family in families["family"].unique()}
    split = pl.col("family").replace_strict(chosen, return_dtype=pl.String())
    return families.select("subject_id", split.alias("split")).sort("subject_id")


def _families(subjects: pl.DataFrame, lived: pl.DataFrame) -> pl.DataFrame:
    """A family is named by its smallest subject id: names spread through households until none changes."""
    named = lived.with_columns(pl.col("subject_id").alias("family"))
    while True:
        spread = named.with_columns(pl.col("family").min().over("household_id")).with_columns(pl.col("family").min().over("subject_id"))
        if spread["family"].equals(named["family"]):
            break
        named = spread
    joined = subjects.join(named.select("subject_id", "family").unique("subject_id"), on="subject_id", how="left")
    return joined.with_columns(pl.col("family").fill_null(pl.col("subject_id")))


def _split(family: int) -> str:
    place = int.from_bytes(hashlib.sha256(f"split:{family}".encode()).digest()[:8]) % 100
    for name, share in SHARES:
        if place < share:
            return name
        place -= share
    raise AssertionError("shares are of a hundred")
