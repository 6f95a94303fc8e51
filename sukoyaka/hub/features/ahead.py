"""Facts that are read once for all rules: a query per rule would read the events as often as there are rules.

Reads nothing itself; holds frames. What was not read ahead is asked of the engine as before: a rule cannot tell the difference.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

FACTS = ("subject_id", "day", "known_on", "code", "numeric_value", "text_value", "source")
"""Columns of facts, and their order."""


@dataclass(frozen=True)
class Ahead:
    """Every fact of `codes` about `people`: `parts` holds them by the first step of the code, in the order of `FACTS`."""

    codes: frozenset[str]
    people: pl.Series
    parts: Mapping[str, pl.DataFrame]

    def covers(self, subjects: pl.Series) -> bool:
        """Whether it was read for all of them."""
        return bool(self.codes) and bool(subjects.is_in(self.people.implode()).all())

    def facts(self, codes: Collection[str], subjects: pl.Series) -> pl.DataFrame | None:
        """Those of some of its codes and people, in order; None where there are none of such codes."""
        found = [
            part.filter(pl.col("code").is_in(list(codes)), pl.col("subject_id").is_in(subjects.implode()))
            for step in sorted({_first_step(code) for code in codes})
            if (part := self.parts.get(step)) is not None
        ]
        return found[0] if len(found) == 1 else pl.concat(found).sort(FACTS) if found else None


def read(facts: pl.DataFrame, codes: Collection[str], people: pl.Series) -> Ahead:
    """`facts` (`FACTS`, in order) are all of the codes about the people."""
    steps = facts.with_columns(step=pl.col("code").str.split("/").list.first()).partition_by("step", as_dict=True, include_key=False)
    return Ahead(frozenset(codes), people.unique().sort(), {str(step): part for (step,), part in steps.items()})


def _first_step(code: str) -> str:
    return code.split("/", 1)[0]


NOTHING = read(pl.DataFrame(schema=dict.fromkeys(FACTS, pl.String)), (), pl.Series(dtype=pl.Int64))
