"""Into which period a day falls: the quarters of the newest two years, the five years before, and all that is earlier.

Reads nothing, writes nothing. Why: a month's delivery tells of the last months; what lies in older periods stays as it was written.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

YEARS_IN_QUARTERS = 2
YEARS_APART = 5  # before those in quarters
EARLIER, LATER, UNDATED = "earlier", "later", "undated"


@dataclass(frozen=True)
class Periods:
    """The periods as seen from the newest day that was delivered."""

    newest: date

    def of(self, day: pl.Expr) -> pl.Expr:
        """`2024Q1`, `2019`, `earlier`, `later` than the newest year, or `undated`."""
        year = day.dt.year()
        quarter = pl.format("{}Q{}", year, day.dt.quarter())
        first = self.newest.year - YEARS_IN_QUARTERS + 1
        return (
            pl.when(day.is_null())
            .then(pl.lit(UNDATED))
            .when(year > self.newest.year)
            .then(pl.lit(LATER))
            .when(year >= first)
            .then(quarter)
            .when(year >= first - YEARS_APART)
            .then(year.cast(pl.String))
            .otherwise(pl.lit(EARLIER))
        )

    def parted(self, frame: pl.DataFrame, day: str) -> dict[str, pl.DataFrame]:
        """The rows of each period, in the order that they have; only periods that have some."""
        parts = frame.with_columns(self.of(pl.col(day)).alias("__period")).partition_by("__period", as_dict=True, include_key=False)
        return {str(period): rows for (period,), rows in sorted(parts.items())}
