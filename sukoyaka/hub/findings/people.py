"""From the ids of the screening to those of the casework, through the crosswalks alone; then who lived with whom.

Reads crosswalks and the casework view, returns frames under `case`. Two purposes are never joined anywhere else.
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sukoyaka.hub.features.view import View
from sukoyaka.hub.screening.determination import CrosswalkIncomplete
from sukoyaka.hub.store.home import Home
from sukoyaka.records.purpose import Purpose

MEMBERS = ("subject_id", "member", "relation", "birth_month", "sex", "from_on", "until_on", "same_household")


@dataclass(frozen=True)
class Crosswalks:
    """`screening` and `casework`: `subject_id, platform_subject_id, person` and, for casework, `case`."""

    screening: pl.DataFrame
    casework: pl.DataFrame


def open_crosswalks(home: Path, snapshot: str = "") -> Crosswalks:
    """The crosswalks of a hub's home: those of a snapshot, or those in use."""
    return Crosswalks(*(_crosswalk(Home(home), purpose, snapshot) for purpose in (Purpose.SCREENING, Purpose.CASEWORK)))


def _crosswalk(home: Home, purpose: Purpose, snapshot: str) -> pl.DataFrame:
    own = home.crosswalk_of(purpose, snapshot)
    return pl.read_parquet(own if own.exists() else home.crosswalk(purpose))


def cases(listed: pl.DataFrame, crosswalks: Crosswalks) -> pl.DataFrame:
    """The listed children with `casework_id` and `case` added. Raises `CrosswalkIncomplete`; nobody is left out silently."""
    platform = crosswalks.screening.select("subject_id", "platform_subject_id")
    casework = crosswalks.casework.select("platform_subject_id", "case", casework_id="subject_id")
    mapped = listed.join(platform, on="subject_id", how="left", maintain_order="left").join(
        casework, on="platform_subject_id", how="left", maintain_order="left"
    )
    lost = mapped["case"].null_count()
    if lost:
        raise CrosswalkIncomplete(
            f"{lost} listed children have no case pseudonym",
            "every person of the platform in every crosswalk",
            "run `sukoyaka hub build` again",
        )
    return mapped.drop("platform_subject_id")


def lived_with(view: View) -> pl.DataFrame:
    """One row per child, person who lived with it, and stretch of time together; the child itself is in too (`MEMBERS`)."""
    spells = view.spells.select("subject_id", "household_id", "dwelling_id", "relation", "from_on", "until_on")
    own = spells.join(view.children.select("subject_id"), on="subject_id", how="semi")
    household = own.join(spells.rename({"subject_id": "member"}), on="household_id", suffix="_of_member").with_columns(
        same_household=pl.lit(True)
    )
    dwelling = own.join(spells.rename({"subject_id": "member"}), on="dwelling_id", suffix="_of_member").with_columns(
        same_household=pl.lit(False)
    )
    apart = dwelling.filter(pl.col("household_id") != pl.col("household_id_of_member"))
    columns = [
        "subject_id",
        "member",
        "relation_of_member",
        "from_on",
        "from_on_of_member",
        "until_on",
        "until_on_of_member",
        "same_household",
    ]
    together = pl.concat([household.select(columns), apart.select(columns)]).select(
        "subject_id",
        "member",
        "same_household",
        relation="relation_of_member",
        from_on=pl.max_horizontal("from_on", "from_on_of_member"),
        until_on=pl.min_horizontal("until_on", "until_on_of_member"),
    )
    overlapping = together.filter(pl.col("until_on").is_null() | (pl.col("from_on") < pl.col("until_on")))
    people = view.people.select("subject_id", "birth_month", "sex")
    return overlapping.join(people, left_on="member", right_on="subject_id").select(MEMBERS).unique().sort(MEMBERS)
