"""Whom the rows that were held back are about: so that what is missing leaves a trace on the child it is missing of.

Reads the accounts of the files, gives counted rows. A number that is nobody's stays unknown: never a guess, never a likeness.
"""

from collections.abc import Iterable

import polars as pl

from sukoyaka.records.delivery import Whose
from sukoyaka.terminal.check.inbox import FileAccount

NOTHING_LOST = ("C-DUPLICATE", "L1-04")  # the row is there already, or is about nobody
SCHEMA = {"source": pl.String(), "rule": pl.String(), "number": pl.String(), "happened_on": pl.Date()}


def held_back(accounts: Iterable[FileAccount]) -> pl.DataFrame:
    """`source, rule, number, happened_on, rows`: every row held back, counted. A refused file's rows are nobody's known."""
    lines, refused = [pl.DataFrame(schema=SCHEMA)], []
    for account in accounts:
        if account.refusal:
            refused.append((account.source, account.refusal.rule, None, None, account.read))
            continue
        told = account.quarantined.select("line", "rule").join(account.whose, on="line", how="left")
        lines.append(told.select(pl.lit(account.source).alias("source"), "rule", "number", "happened_on"))
    counted = pl.concat(lines).group_by(list(SCHEMA)).agg(pl.len().cast(pl.Int64).alias("rows"))
    return pl.concat([counted, pl.DataFrame(refused, schema={**SCHEMA, "rows": pl.Int64()}, orient="row")])


def placed(rows: pl.DataFrame, people: pl.DataFrame, scope: pl.Series) -> pl.DataFrame:
    """`rows` with `whose`, and for people in scope `birth_date`; number and day of anybody else are gone.

    `people`: `resident, birth_date` of the resident register.
    """
    lost = ~pl.col("rule").is_in(NOTHING_LOST)
    known, inside = (pl.col("number").is_in(who.implode()).fill_null(value=False) for who in (people["resident"], scope))
    whose = (
        pl.when(~lost)
        .then(pl.lit(Whose.NOBODY))
        .when(inside)
        .then(pl.lit(Whose.IN_SCOPE))
        .when(known)
        .then(pl.lit(Whose.OUT_OF_SCOPE))
        .otherwise(pl.lit(Whose.UNKNOWN))
    )
    told = rows.with_columns(whose=whose.cast(pl.String))
    within = pl.col("whose") == Whose.IN_SCOPE
    told = told.with_columns(pl.when(within).then(pl.col(name)).alias(name) for name in ("number", "happened_on"))
    dates = people.select(number="resident", birth_date="birth_date")
    keys = ["source", "rule", "whose", "number", "happened_on"]
    counted = told.group_by(keys).agg(pl.col("rows").sum()).sort(keys)
    return counted.join(dates, on="number", how="left", maintain_order="left")
