"""One row per person, from the history of the resident register: month of birth, sex, day of death.

Where rows of a person contradict each other the latest row wins, and the others are recorded as changes.
"""

from dataclasses import dataclass

import polars as pl

from sukoyaka.governance.register import Source
from sukoyaka.hub.cleanse.sheet import CHANGES, Rule, Sheet, record
from sukoyaka.hub.people.ids import check_distinct, subject_id

RULE = Rule("latest-row-wins", 1)
DEATH = "DEATH"
BEGINNINGS = ("BIRTH", "MOVE_IN", "INITIAL")
HISTORY = ("happened_on", "sequence", "file", "line")


@dataclass(frozen=True)
class Persons:
    """`people` (subject_id, person, birth_month, sex, died_on), what was decided, and how many had no birth or sex."""

    people: pl.DataFrame
    changes: pl.DataFrame
    incomplete: int


def persons(rows: pl.DataFrame, source: Source) -> Persons:
    """Persons of the masked resident register. `rows` as delivered, before cleansing: the rules need the births."""
    history = rows.filter(pl.col("resident").is_not_null()).sort("resident", *HISTORY, nulls_last=False)
    said = history.group_by("resident", maintain_order=True).agg(
        pl.col("birth_date").drop_nulls().last().dt.month_start().alias("birth_month"), pl.col("sex").drop_nulls().last()
    )
    complete = said.drop_nulls()
    people = (
        complete.join(_deaths(history), on="resident", how="left")
        .with_columns(subject_id("resident").alias("subject_id"))
        .rename({"resident": "person"})
        .select("subject_id", "person", "birth_month", "sex", "died_on")
    )
    check_distinct("persons", people.select("person", "subject_id"))
    return Persons(people, _conflicts(history, complete, source), said.height - complete.height)


def _deaths(history: pl.DataFrame) -> pl.DataFrame:
    """Day of the last entry of death, unless the register lets the person begin to live here after it: then it was withdrawn."""
    numbered = (
        history.with_row_index("place")
        .group_by("resident")
        .agg(
            pl.col("happened_on").filter(pl.col("reason") == DEATH).last().alias("died_on"),
            pl.col("place").filter(pl.col("reason") == DEATH).last().alias("death"),
            pl.col("place").filter(pl.col("reason").is_in(BEGINNINGS)).last().alias("beginning"),
        )
    )
    standing = pl.col("death") > pl.col("beginning").cast(pl.Int64).fill_null(-1)
    return numbered.filter(standing).select("resident", "died_on")


def _conflicts(history: pl.DataFrame, complete: pl.DataFrame, source: Source) -> pl.DataFrame:
    sheet = Sheet(source, source.id, frozenset(history.columns))
    chosen = history.join(complete, on="resident", suffix="_chosen")
    other_month = pl.col("birth_date").dt.month_start() != pl.col("birth_month")
    other_sex = pl.col("sex") != pl.col("sex_chosen")
    found = [
        record(chosen.filter(when), sheet, RULE, item, ("another value", "value of the latest row"))
        for item, when in (("birth_date", other_month), ("sex", other_sex))
    ]
    return pl.concat([pl.DataFrame(schema=CHANGES), *found])
