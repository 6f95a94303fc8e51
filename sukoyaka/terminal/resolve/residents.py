"""The resident register as the others look people up in it: one row per number, and who lived where when.

Reads the kept rows of 住基, gives `people` (as last known) and `spells` (half-open stretches of residence).
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from sukoyaka.terminal.resolve.fold import fold_address, fold_kana, fold_kanji

_LEAVES = ["MOVE_OUT", "DEATH", "STRUCK_OFF"]
IN_FORCE = "in force"


@dataclass(frozen=True)
class Residents:
    """Who: `people`, as last known, with match keys. Where: `spells` (resident, household, place, from_on, until_on)."""

    people: pl.DataFrame
    spells: pl.DataFrame


def residents(rows: pl.DataFrame) -> Residents:
    """From the kept history rows of the resident register."""
    ordered = rows.sort("resident", "moved_on", "sequence", "line")
    people = (
        ordered.group_by("resident", maintain_order=True)
        .last()
        .with_columns(kana_key=fold_kana(ordered_last(ordered, "kana")), name_key=fold_kanji(ordered_last(ordered, "name")))
    )
    return Residents(people, _spells(ordered))


def ordered_last(ordered: pl.DataFrame, column: str) -> pl.Series:
    """The last value of each person, in the order of `group_by(...).last()`."""
    return ordered.group_by("resident", maintain_order=True).last()[column]


def _spells(ordered: pl.DataFrame) -> pl.DataFrame:
    place = fold_address(
        ordered.select(pl.concat_str([pl.col("address").fill_null(""), pl.col("building").fill_null("")], separator="|")).to_series()
    )
    return (
        ordered.with_columns(place=place, until_on=pl.col("moved_on").shift(-1).over("resident"))
        .filter(~pl.col("reason").is_in(_LEAVES), pl.col("until_on").is_null() | (pl.col("until_on") > pl.col("moved_on")))
        .select("resident", "household", "place", pl.col("moved_on").alias("from_on"), "until_on")
    )


def protected(found: Residents, on: date) -> pl.Series:
    """Numbers of people under 支援措置 on that day, and of everyone who then shares their household."""
    under = found.people.filter(
        (pl.col("support_measure") == IN_FORCE) & (pl.col("support_until").is_null() | (pl.col("support_until") >= on))
    )["resident"]
    current = found.spells.filter(pl.col("until_on").is_null() | (pl.col("until_on") > on))
    households = current.filter(pl.col("resident").is_in(under.implode()))["household"].unique()
    shared = current.filter(pl.col("household").is_in(households.implode()))["resident"]
    return pl.concat([under, shared]).unique()
