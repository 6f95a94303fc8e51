"""The acts of claims (SI, IY, TO) → points by receipt, and the days of the month on which something was done.

Reads UKE records, gives tables by receipt. Days are bits of a number: a city-month has a million acts, but few ways of filling
the 31 columns of days, and each way is looked at once.
"""

import numpy as np
import polars as pl

from sukoyaka.terminal.read.uke_records import at, number, split

_FIRST = {"SI": 13, "IY": 13, "TO": 17}  # first of the 31 columns of days
_HEAD = 8  # fields of an act up to its 回数, then all that follows in one
_CONSULTED = 2  # first of the columns of days of JD (受診日等)
_COUNTED = "1"  # a day of JD that counts as one of treatment
_PUBLIC_ONLY = ("5", "6", "7")  # 負担区分 of acts that the insurer does not pay
_MEALS = "97"  # 診療識別 of meals: yen, not points
_DAYS = np.arange(1, 32)
_BITS = 2**_DAYS


def acts(rows: pl.DataFrame, night: frozenset[str]) -> pl.DataFrame:
    """A row an act: `receipt, points` (点数×回数; 0 of meals), `public_only, late` (a code of `night`), `first, filled` (its days).

    Points stand on the last record of a unit only, 診療識別 on the first record of a group only: later ones inherit it.
    """
    kind = at(1)
    begins = pl.when(kind != "").then(kind == _MEALS).when(pl.col("receipt") != pl.col("receipt").shift()).then(pl.lit(value=False))
    read = split(rows, *_FIRST, "CO", width=_HEAD).select(
        "receipt",
        "name",
        meals=begins.forward_fill().fill_null(value=False),
        points=number(at(5)) * number(at(6)),
        public_only=at(2).is_in(_PUBLIC_ONLY),
        late=at(3).is_in(sorted(night)) & (pl.col("name") == "SI"),
        filled=pl.col(f"field_{_HEAD - 1}").fill_null(""),
    )
    done = read.filter(pl.col("name") != "CO").select(
        "receipt",
        "public_only",
        "late",
        "filled",
        points=pl.when("meals").then(0).otherwise("points"),
        first=pl.when(pl.col("name") == "TO").then(_FIRST["TO"]).otherwise(_FIRST["SI"]) - _HEAD + 1,
    )
    return done.collect()


def sums(done: pl.DataFrame) -> pl.DataFrame:
    """`line, points, public_only`: Σ(点数×回数) of each receipt, and how much of it public payers alone pay."""
    return done.group_by(line="receipt").agg(pl.col("points").sum(), public_only=pl.when("public_only").then("points").otherwise(0).sum())


def days(done: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """`line, day, out_of_hours`: days of the month on which something was done, and whether by a night or holiday addition."""
    consulted = split(rows, "JD", width=_CONSULTED + 1).select(
        "receipt", late=pl.lit(value=False), first=pl.lit(0), filled=pl.col(f"field_{_CONSULTED}").fill_null("")
    )
    marked = pl.concat([_marked(done, pl.lit(value=True)), _marked(consulted.collect(), pl.col("cell") == _COUNTED)])
    by_receipt = (
        marked.group_by(line="receipt")
        .agg(days=pl.col("days").bitwise_or(), late=pl.when("late").then("days").otherwise(0).bitwise_or())
        .sort("line")
    )
    at_row, at_day = np.nonzero(by_receipt["days"].to_numpy()[:, None] & _BITS)
    late = by_receipt["late"].to_numpy()[at_row] & _BITS[at_day]
    return pl.DataFrame({"line": by_receipt["line"].gather(at_row), "day": _DAYS[at_day], "out_of_hours": late != 0})


def _marked(done: pl.DataFrame, counts: pl.Expr) -> pl.DataFrame:
    """`receipt, late, days`: the cells that are not blank, as bits; `counts` is asked of each `cell`."""
    ways = done.lazy().select("first", "filled").unique()
    cells = ways.with_columns(cell=pl.col("filled").str.split(",").list.slice("first", len(_DAYS)))
    numbered = cells.with_columns(bit=pl.int_ranges(1, pl.col("cell").list.len().cast(pl.Int64) + 1)).explode("cell", "bit")
    filled = numbered.with_columns(pl.col("cell").str.strip_chars()).filter(~pl.col("cell").is_in(["", "0"]), counts)
    bits = filled.group_by("first", "filled").agg(days=pl.lit(2).pow("bit").sum().cast(pl.Int64))
    return done.lazy().join(bits, on=["first", "filled"]).select("receipt", "late", "days").collect()
