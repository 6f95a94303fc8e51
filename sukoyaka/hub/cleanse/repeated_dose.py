"""A vaccine's dose entered twice for the same day: the entry that was known first stays.

Why not a plain duplicate: the second entry has another day of entry or another place.
"""

import polars as pl

from sukoyaka.hub.cleanse.sheet import Outcome, Rule, Sheet, set_aside, unchanged

RULE = Rule("repeated-dose", 1)
KEY = ("vaccine", "dose")


def apply(rows: pl.DataFrame, sheet: Sheet) -> Outcome:
    """Sets aside later entries of the same person, vaccine, dose and day."""
    if not set(KEY) <= sheet.columns:
        return unchanged(rows)
    first = rows.sort("known_on", "file", "line")
    repeated = ~pl.struct(sheet.source.subject, *KEY, "happened_on").is_first_distinct()
    return set_aside(first, sheet, RULE, repeated, "the dose is entered for that day already")
