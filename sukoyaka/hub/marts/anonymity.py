"""How many people share what may be known about one from outside: birth month, sex, and the town that a mart knows.

Reads people and household spells of a mart, writes nothing. Why: who hands data on must know how many could be singled out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from sukoyaka.records.errors import NotPermitted

EXPORTED = ("birth_month", "sex")
WITH_TOWN = (*EXPORTED, "town")
SMALLEST_CLASS = 10  # of what leaves the hub
MOST_SUPPRESSED = 0.05  # of the people; where more would go, one generalises first


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


MOST_UNIQUE = 0.05
"""Share of the people who may be alone in birth month and sex in a data set that is handed on."""


def check(people: pl.DataFrame, spells: pl.DataFrame) -> dict[str, Any]:
    """What remains to be said of a mart: k and the share unique by what is handed on, and by that and the town."""
    towns = with_town(people, spells)
    return {"people": people.height} | {"_".join(by): classes(towns, by).document() for by in (EXPORTED, WITH_TOWN)}


def require_handed_on(checked: Mapping[str, Any]) -> None:
    """Raises `NotPermitted` for people of whom too many are alone in what is handed on."""
    share = checked["_".join(EXPORTED)]["unique_share"]
    if share > MOST_UNIQUE:
        raise NotPermitted(
            f"{share:.1%} of the people are alone with their {' and '.join(EXPORTED)}",
            f"at most {MOST_UNIQUE:.0%}",
            "hand on the data of more people, or tables of counts (`sukoyaka hub statistics`)",
        )


@dataclass(frozen=True)
class Gate:
    """How people were made coarse enough: by what they are still told apart, and how many had to be left out."""

    by: tuple[str, ...]
    people: int
    k: int  # people in the smallest class that is left; 0 where nobody is
    unique_share_before: float  # by the finest columns, before anything was done
    suppressed: int  # people of classes under the bound, left out

    def document(self) -> dict[str, Any]:
        """For reports."""
        return {
            "told_apart_by": list(self.by),
            "people": self.people,
            "k": self.k,
            "unique_share_before": round(self.unique_share_before, 6),
            "rows_suppressed": -(-self.suppressed // 10) * 10,  # up to the next ten: of two small classes an exact sum may tell both
        }


def gate(people: pl.DataFrame, ladder: Sequence[tuple[str, ...]], k: int = SMALLEST_CLASS) -> tuple[pl.DataFrame, Gate]:
    """Generalises, then suppresses: the first rung by which few people are in classes under k, without those who are.

    `ladder`: columns that tell people apart, the finest first; the last rung is taken in any case.
    """
    before = classes(people, ladder[0]).unique_share
    for by in ladder:
        kept = people.filter(pl.len().over(by) >= k)
        if people.height - kept.height <= MOST_SUPPRESSED * people.height:
            break
    return kept, Gate(by, people.height, classes(kept, by).smallest, before, people.height - kept.height)
