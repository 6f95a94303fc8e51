"""Turns the cleansed rows of a table into events, one kind after the other.

Reads masked rows in the hub's types. Gives the columns of `SCHEMA`: an event that does not yet say which delivery tells it, so that
the same rows delivered again give the same events.
"""

import re

import polars as pl

from sukoyaka.governance.register import ItemType
from sukoyaka.hub.events.known import known_on
from sukoyaka.hub.events.plan import NO_VALUE, NUMERIC, Emission
from sukoyaka.hub.store.standing import PART
from sukoyaka.hub.store.tables import schema, variables
from sukoyaka.records.platform import EVENTS

CLIPPED = "__clipped"  # `known_on` follows from the fact's day: it was known on the day of the delivery at the latest
TOLD = {name: dtype for name, dtype in schema(EVENTS.columns).items() if name != "parcel"}
SCHEMA = {**TOLD, "origin": pl.String(), PART: pl.Int32(), CLIPPED: pl.Boolean()}


def emit(rows: pl.DataFrame, emission: Emission, ids: pl.DataFrame) -> pl.DataFrame:
    """Events of one kind. `ids` has `person, subject_id`: people whom the register does not know have no events."""
    people = ids.select(pl.col("person").alias(emission.person), "subject_id")
    happening = rows.filter(_happens(emission)).join(people, on=emission.person, maintain_order="left")
    day = emission.item.id if emission.ends and emission.item else "happened_on"
    clipped = emission.ends and not isinstance(emission.source.known, str)
    known = known_on(emission.source, day) if emission.ends else pl.col("known_on")
    return happening.select(
        "subject_id",
        pl.col(day).cast(pl.Datetime("us")).alias("time"),
        code(emission).alias("code"),
        _number(emission).alias("numeric_value"),
        _text(emission).alias("text_value"),
        known.alias("known_on"),
        pl.lit(emission.source.id).alias("source"),
        pl.lit(emission.origin).alias("origin"),
        pl.col(PART),
        pl.lit(clipped).alias(CLIPPED),
    ).select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())


def _happens(emission: Emission) -> pl.Expr:
    """A value event needs its value, and a flag that is set."""
    item = emission.item
    if item is None:
        return pl.lit(value=True)
    return pl.col(item.id).fill_null(value=False) if item.type is ItemType.FLAG else pl.col(item.id).is_not_null()


def code(emission: Emission) -> pl.Expr:
    """The event code with the row's values in the place of its variables."""
    pattern = re.sub(r"\{[^}]*\}", "{}", emission.template)
    names = variables(emission.template)
    return pl.format(pattern, *(pl.col(name).cast(pl.String) for name in names)) if names else pl.lit(emission.template)


def _number(emission: Emission) -> pl.Expr:
    item = emission.item
    return pl.col(item.id) if item and item.type in NUMERIC else pl.lit(None)


def _text(emission: Emission) -> pl.Expr:
    item = emission.item
    if emission.certainty:
        return pl.col(emission.certainty)
    return pl.col(item.id) if item and item.type not in (*NUMERIC, *NO_VALUE, ItemType.DIAGNOSIS) else pl.lit(None)


def used_values(rows: pl.DataFrame, emission: Emission) -> list[dict[str, object]]:
    """The values of the code's variables that occur: each is one code."""
    names = list(variables(emission.template))
    happening = rows.filter(_happens(emission))
    if not names:
        return [{}] if happening.height else []
    return happening.select(names).unique().sort(names).to_dicts()
