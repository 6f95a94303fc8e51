"""All rules in their order, over one table.

Reads a masked source table and the persons. Gives the rows that stay; rows in = rows kept + rows set aside, always.
"""

import polars as pl

from sukoyaka.hub.cleanse import (
    duplicates,
    implausible,
    impossible_dates,
    incomplete,
    repeated_dose,
    spell_ends,
    swapped,
    units,
    unknown_person,
    unregistered,
)
from sukoyaka.hub.cleanse.sheet import BORN, DIED, Apply, Outcome, Sheet, in_turn
from sukoyaka.hub.store.errors import DataInconsistent

RULES: tuple[Apply, ...] = (
    unknown_person.apply,
    incomplete.apply,
    unregistered.apply,
    duplicates.apply,
    impossible_dates.apply,
    swapped.apply,  # before units: a swapped weight is mended in its own place
    units.apply,
    implausible.apply,  # after everything that can mend a value
    repeated_dose.apply,
    spell_ends.apply,
)


def clean(rows: pl.DataFrame, sheet: Sheet, persons: pl.DataFrame) -> Outcome:
    """Applies every rule. `persons` has `person, birth_month, died_on`."""
    lives = persons.select(pl.col("person"), pl.col("birth_month").alias(BORN), pl.col("died_on").alias(DIED))
    joined = rows.join(lives, left_on=sheet.source.subject, right_on="person", how="left", maintain_order="left")
    outcome = in_turn(joined, sheet, RULES)
    if rows.height != outcome.rows.height + outcome.set_aside.height:
        raise DataInconsistent(
            f"{sheet.table}: {rows.height:,} rows came, {outcome.rows.height:,} stay, {outcome.set_aside.height:,} are set aside",
            "rows in = rows kept + rows set aside",
            "report this: a cleansing rule loses rows",
        )
    return Outcome(outcome.rows.drop(BORN, DIED), outcome.changes, outcome.set_aside)
