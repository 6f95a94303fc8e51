"""Why more children came to a checkup than there are: the year's visits, and which of them a count of residents does not hold.

Reads the screening mart. A department divides the visits of a year by the children who live here at its end and fell due in it;
who came and moved away, or fell due in another year, is in the one and not in the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from sukoyaka.hub.counts.crossed import Crossed, crossed
from sukoyaka.hub.features.rules.checkups import ROUNDS, Round
from sukoyaka.hub.features.view import View
from sukoyaka.hub.people.spells import on_day

CAME, ABSENT, MOVED, OTHER_YEAR = "対象で受診", "対象で未受診", "年度末までに転出などで受診", "対象年度の前後に受診"
CLASSES = (CAME, ABSENT, MOVED, OTHER_YEAR)
YEARS = 2  # whole years before the day


@dataclass(frozen=True)
class Attendance:
    """One table of the years and rounds; a child is once in each."""

    cells: Crossed

    def rate(self, row: str) -> float | None:
        """Visits by children who are due, as a department counts them; none where a count behind it is not shown."""
        came, absent, *others = (self.cells.cells[row, name] for name in CLASSES)
        if isinstance(came, str) or isinstance(absent, str) or any(isinstance(one, str) for one in others) or not came + absent:
            return None
        return round((came + sum(int(one) for one in others)) / (came + absent), 4)

    @property
    def over(self) -> list[str]:
        """Years and rounds with more visits than children who were due."""
        return [row for row in self.cells.rows if (self.rate(row) or 0) > 1]

    def lines(self) -> Iterator[dict[str, object]]:
        """A line a year and round."""
        for row, cells in self.cells.lines():
            if row in self.cells.rows:
                yield {"round": row, "rate": self.rate(row), **{name: cells[name] for name in CLASSES}}


def attendance(view: View) -> Attendance:
    """The rounds of the last whole years, as known on the day of the view."""
    visits = view.facts("CHECKUP/*/DONE", subjects=view.people["subject_id"])
    last = view.as_of.year - (1 if view.as_of >= date(view.as_of.year, 4, 1) else 2)
    parts = [_classed(view, visits, round_, year) for year in range(last - YEARS + 1, last + 1) for round_ in ROUNDS]
    told = pl.concat(parts)
    return Attendance(crossed(told, "round", "class", CLASSES))


def _classed(view: View, visits: pl.DataFrame, of: Round, year: int) -> pl.DataFrame:
    """Every child that was due in a year or came in it, with its class."""
    begins, ends = date(year, 4, 1), date(year + 1, 3, 31)
    came = visits.filter(pl.col("code") == f"CHECKUP/{of.id}/DONE", pl.col("day").is_between(begins, ends)).select("subject_id").unique()
    here = view.spells.filter(on_day(pl.lit(ends))).select("subject_id", here=pl.lit(value=True)).unique()
    due = pl.col("birth_month").dt.offset_by(f"{of.first}mo").is_between(begins, ends)
    known = view.people.select("subject_id", due=due).join(here, on="subject_id", how="left")
    known = known.join(came.with_columns(came=pl.lit(value=True)), on="subject_id", how="left").with_columns(
        pl.col("here", "came").fill_null(value=False)
    )
    target = pl.col("due") & pl.col("here")
    classed = (
        pl.when(target & pl.col("came"))
        .then(pl.lit(CAME))
        .when(target)
        .then(pl.lit(ABSENT))
        .when(pl.col("due"))
        .then(pl.lit(MOVED))
        .otherwise(pl.lit(OTHER_YEAR))
    )
    counted = known.filter(target | pl.col("came"))
    return counted.select(pl.lit(f"{year}年度 {of.name}").alias("round"), classed.alias("class"))
