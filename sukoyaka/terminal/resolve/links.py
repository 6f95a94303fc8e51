"""Whose row is it? By the number itself, or by a crosswalk valid on the day.

Reads kept rows and the resident register, gives each row a resident number and the step that found it, or why it waits.
Rows without a number that carry a name are asked further in `identify`.
"""

from dataclasses import dataclass

import polars as pl

from sukoyaka.governance.register import Source
from sukoyaka.terminal.resolve.fold import fold_card

NUMBER, CROSSWALK, UNKNOWN_NUMBER, NO_CARD, NO_MATCH = (
    "number",
    "crosswalk",
    "unknown number",
    "card not in the crosswalk",
    "no unique match",
)


@dataclass(frozen=True)
class Linked:
    """Rows with `resident_number` (null while it waits) and `step` (what found it, or why it waits)."""

    rows: pl.DataFrame


def by_number(rows: pl.DataFrame, subject: str, people: pl.DataFrame) -> Linked:
    """Rows that carry a number which the register knows."""
    known = rows[subject].is_in(people["resident"].implode())
    blank = rows[subject].is_null()
    return Linked(
        rows.with_columns(
            resident_number=pl.when(known).then(pl.col(subject)),
            step=pl.when(known).then(pl.lit(NUMBER)).when(blank).then(pl.lit(NO_MATCH)).otherwise(pl.lit(UNKNOWN_NUMBER)),
        )
    )


def by_crosswalk(receipts: pl.DataFrame, qualifications: pl.DataFrame, source: Source) -> Linked:
    """Receipts by insurance card, in the month of treatment. `source` is the source that declares the crosswalk.

    A card is one person's alone at a time; where the branch is absent, the card must still lead to one person, else it waits.
    """
    cross = source.crosswalk or {}
    keys = list(cross["on"])
    cards = qualifications.filter(pl.col("resident_number").is_not_null()).select(
        *(fold_card(qualifications.filter(pl.col("resident_number").is_not_null())[key]).fill_null("").alias(key) for key in keys),
        found="resident_number",
        valid_from=pl.col(cross["from"]),
        valid_until=pl.col(cross["until"]),
    )
    asked = receipts.with_columns(*(fold_card(receipts[key]).fill_null("").alias(key) for key in keys))
    with_branch = _on_card(asked.filter(pl.col(keys[-1]) != ""), cards, keys)
    without = _on_card(asked.filter(pl.col(keys[-1]) == ""), cards, keys[:-1])
    found = pl.concat([with_branch, without])
    return Linked(
        receipts.join(found, on=["file", "line"], how="left", maintain_order="left").with_columns(
            step=pl.when(pl.col("resident_number").is_null()).then(pl.lit(NO_CARD)).otherwise(pl.lit(CROSSWALK))
        )
    )


def _on_card(asked: pl.DataFrame, cards: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """file and line → number, where the card was valid on some day of the month and is one person's."""
    last = pl.col("month").dt.month_end()
    valid = (pl.col("valid_from") <= last) & (pl.col("valid_until").is_null() | (pl.col("valid_until") > pl.col("month")))
    both = (
        asked.select("file", "line", "month", *keys).join(cards.select(*keys, "found", "valid_from", "valid_until"), on=keys).filter(valid)
    )
    return (
        both.group_by("file", "line")
        .agg(resident_number=pl.col("found").first(), people=pl.col("found").n_unique())
        .filter(pl.col("people") == 1)
        .select("file", "line", "resident_number")
    )
