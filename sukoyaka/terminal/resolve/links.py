"""Whose row is it? By the number itself, or by a crosswalk valid on the day.

Reads kept rows and the resident register, gives each row a resident number and the step that found it, or why it waits.
Rows without a number that carry a name are asked further in `identify`.
"""

from collections.abc import Sequence
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


def by_crosswalks(receipts: pl.DataFrame, crosswalks: Sequence[tuple[Source, pl.DataFrame]]) -> Linked:
    """Receipts by their cards, in the month of treatment. `crosswalks`: the sources that lead here, each with its resolved rows.

    A card is one person's alone at a time. Where the keys of `if_given` are absent, the others must still lead to one person; where
    two crosswalks lead to two people, the receipt waits.
    """
    nobody = receipts.clear().select("file", "line", found=pl.lit(None, pl.String))
    found = pl.concat([nobody, *(_candidates(receipts, rows, source) for source, rows in crosswalks)])
    whose = (
        found.group_by("file", "line")
        .agg(resident_number=pl.col("found").first(), people=pl.col("found").n_unique())
        .filter(pl.col("people") == 1)
        .drop("people")
    )
    return Linked(
        receipts.join(whose, on=["file", "line"], how="left", maintain_order="left").with_columns(
            step=pl.when(pl.col("resident_number").is_null()).then(pl.lit(NO_CARD)).otherwise(pl.lit(CROSSWALK))
        )
    )


def _candidates(receipts: pl.DataFrame, qualifications: pl.DataFrame, source: Source) -> pl.DataFrame:
    """`file, line, found`: everybody whose card the receipt may mean."""
    cross = source.crosswalk or {}
    keys, may_lack = list(cross["on"]), list(cross.get("if_given", ()))
    known = qualifications.filter(pl.col("resident_number").is_not_null())
    until = pl.col(cross["until"]) if "until" in cross else pl.col(cross["last"]) + pl.duration(days=1)
    cards = known.select(
        *(fold_card(known[key]).fill_null("").alias(key) for key in keys),
        found="resident_number",
        valid_from=pl.col(cross["from"]),
        valid_until=until,
    )
    rest = [key for key in keys if key not in may_lack]
    asked = _keyed(receipts, keys).filter(pl.col(rest[-1]) != "")  # 0000000 and blanks are nobody's number
    lacking = pl.any_horizontal(pl.lit(value=False), *(pl.col(key) == "" for key in may_lack))
    return pl.concat([_on_card(asked.filter(~lacking), cards, keys), _on_card(asked.filter(lacking), cards, rest)])


def _keyed(receipts: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The receipts with folded keys: of the insurance once, of public payers once for each."""
    if not set(keys) <= set(receipts.columns):
        receipts = receipts.select("file", "line", "month", "publics").explode("publics").unnest("publics").drop_nulls()
    return receipts.select("file", "line", "month", *(fold_card(receipts[key]).fill_null("").alias(key) for key in keys))


def _on_card(asked: pl.DataFrame, cards: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Where the card was valid on some day of the month."""
    last = pl.col("month").dt.month_end()
    valid = (pl.col("valid_from") <= last) & (pl.col("valid_until").is_null() | (pl.col("valid_until") > pl.col("month")))
    both = asked.join(cards.select(*keys, "found", "valid_from", "valid_until"), on=keys).filter(valid)
    return both.select("file", "line", "found")
