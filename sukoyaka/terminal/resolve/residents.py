"""The resident register as the others look people up in it: one row per number, and who lived where when.

Reads the kept rows of 住基, gives `people` (as last known) and `spells` (half-open stretches of residence).
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from sukoyaka.terminal.resolve import persons
from sukoyaka.terminal.resolve.fold import fold_address

COLUMNS = {name: name for name in ("name", "kana", "birth_date", "sex", "address", "building")}
_LEAVES = ["MOVE_OUT", "DEATH", "STRUCK_OFF"]
IN_FORCE = "in force"


@dataclass(frozen=True)
class Residents:
    """Who: `people`, as last known. Where: `spells` (resident, household, place, from_on, until_on)."""

    people: pl.DataFrame
    spells: pl.DataFrame

    @cached_property
    def keys(self) -> pl.DataFrame:
        """resident, household and match keys of everyone; made when the first row asks by name."""
        return persons.keys(self.people, COLUMNS).with_columns(self.people["resident"], self.people["household"])

    @cached_property
    def names(self) -> persons.Vocabulary:
        """Family and given names of the register."""
        return persons.Vocabulary.of(self.keys)


def residents(rows: pl.DataFrame) -> Residents:
    """From the kept history rows of the resident register."""
    ordered = rows.sort("resident", "moved_on", "sequence", "line")
    return Residents(ordered.group_by("resident", maintain_order=True).last(), _spells(ordered))


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
