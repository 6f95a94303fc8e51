"""How many people share what may be known about one from outside: birth month, sex, and the town that a mart knows.

Reads people and household spells of a mart, writes nothing. Why: who hands data on must know how many could be singled out.
"""

from dataclasses import dataclass
from typing import Any

import polars as pl

EXPORTED = ("birth_month", "sex")
WITH_TOWN = (*EXPORTED, "town")


@dataclass(frozen=True)
class Classes:
    """People in classes of equal quasi-identifiers; what is empty is a value like any other."""

    people: int
    smallest: int  # people in the smallest class: k
    unique: int  # people who are alone in theirs

    @property
    def unique_share(self) -> float:
        """Share of the people who are alone in their class; 0 of nobody."""
        return self.unique / self.people if self.people else 0.0

    def document(self) -> dict[str, Any]:
        """For reports."""
        return {"smallest_class": self.smallest, "unique_people": self.unique, "unique_share": round(self.unique_share, 6)}


def classes(people: pl.DataFrame, by: tuple[str, ...]) -> Classes:
    """The classes of some people by some of their columns."""
    sizes = people.group_by(by).len()["len"].to_list()
    return Classes(people.height, min(sizes, default=0), sizes.count(1))


def with_town(people: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """People with the `town` they last lived in; empty where none is known."""
    last = spells.sort("subject_id", "from_on").unique("subject_id", keep="last")
    return people.join(last.select("subject_id", "town"), on="subject_id", how="left")
