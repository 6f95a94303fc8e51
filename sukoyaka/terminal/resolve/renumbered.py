"""People who came back under a second number: candidates for the register's owner to look at, merged by nobody here.

Reads people as last known, gives pairs of numbers that agree on birth date, sex and given name, and says how sure each pair is.
"""

import polars as pl

from sukoyaka.terminal.resolve.residents import Residents

IDENTICAL, SAME_PERSON_LIKELY = "identical", "likely"
SCHEMA = {"first": pl.String, "second": pl.String, "why": pl.String}


def came_back(register: Residents) -> pl.DataFrame:
    """Of a whole register; nothing where nobody asked by name: the keys of the whole city are not made for this alone."""
    if "keys" not in register.__dict__:
        return pl.DataFrame(schema=SCHEMA)
    still = register.spells.filter(pl.col("until_on").is_null())["resident"]
    everyone = register.people["resident"]
    return renumbered(register.keys, everyone.filter(~everyone.is_in(still.implode())))


def renumbered(keys: pl.DataFrame, gone: pl.Series) -> pl.DataFrame:
    """first, second, why. `keys` are match keys with `resident`; `gone` holds the numbers of people who live here no more.

    `identical`: name, kana, birth date and sex are these two's alone, and one of them has left. `likely`: the family name changed.
    """
    whole = ["family_kana", "given_kana", "family_name", "given_name", "birth", "sex"]
    given = ["given_kana", "given_name", "birth", "sex"]
    identical = _pairs(keys, gone, whole).with_columns(why=pl.lit(IDENTICAL))
    likely = _pairs(keys, gone, given).with_columns(why=pl.lit(SAME_PERSON_LIKELY)).join(identical, on=["first", "second"], how="anti")
    return pl.concat([identical, likely]).sort("first", "second")


def _pairs(keys: pl.DataFrame, gone: pl.Series, on: list[str]) -> pl.DataFrame:
    """Two numbers, no more, share the keys; one of them is gone, the other is not."""
    two = keys.drop_nulls(on).filter(pl.len().over(on) == 2).with_columns(gone=pl.col("resident").is_in(gone.implode()))
    both = two.group_by(on).agg(first=pl.col("resident").sort_by("gone", "resident", descending=[True, False]), away=pl.col("gone").sum())
    return (
        both.filter(pl.col("away") == 1).select(pl.col("first").list.first(), second=pl.col("first").list.last()).cast({"first": pl.String})
    )
