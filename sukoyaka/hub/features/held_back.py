"""What the terminal held back, as a determination sees it: an absence is no "no" where the row may be waiting for its repair.

Reads a mart's `held_back` and `sources`, and `observability.csv`. Two ways: rows known to be about a person make that person's
absence unknown; a source with too many rows of nobody knows whom makes everybody's unknown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

LIMITS = Path(__file__).with_name("observability.csv")
EVERY = "*"
ROWS = pl.Schema({"subject_id": pl.Int64, "source": pl.String, "happened_on": pl.Date, "rows": pl.Int64})


class Counts(NamedTuple):
    """Rows of a source: in the holder's files, held back of them, and of these those of which nobody knows whose they are."""

    read: int
    held_back: int
    unplaced: int


@dataclass(frozen=True)
class HeldBack:
    """`rows` (`ROWS`): about whom, of which source and day (empty: unreadable). `counts` by source."""

    rows: pl.DataFrame
    counts: Mapping[str, Counts]

    @property
    def dark(self) -> frozenset[str]:
        """Sources of which no absence is a no."""
        largest = limits()
        return frozenset(s for s, n in self.counts.items() if n.unplaced > largest.get(s, largest[EVERY]) * n.read)

    def about(self, *sources: str) -> pl.DataFrame:
        """The rows of some sources."""
        return self.rows.filter(pl.col("source").is_in(sources))

    def touched(self, members: pl.DataFrame, sources: Iterable[str], since: date | None = None) -> pl.Series:
        """Children (`subject_id`) whose "no" is none: of whose `members` a row of the sources is held back, on or after `since`.

        Everybody where one of the sources is dark.
        """
        sources = sorted(sources)
        if self.dark & set(sources):
            return members["subject_id"].unique()
        late = pl.col("happened_on").is_null() | (pl.col("happened_on") >= since) if since else pl.lit(value=True)
        return members.join(self.about(*sources).filter(late), left_on="member", right_on="subject_id", how="semi")["subject_id"].unique()


NOTHING = HeldBack(pl.DataFrame(schema=ROWS), {})


@cache
def limits() -> dict[str, float]:
    """Largest share by source."""
    return dict(pl.read_csv(LIMITS, comment_prefix="#").select("source", "largest_share").iter_rows())


def as_of(held: pl.DataFrame, sources: pl.DataFrame, day: date) -> HeldBack:
    """What bears on a day: rows of days before it, and of unreadable days. `held` and `sources` are the mart's tables."""
    before = held.filter(pl.col("happened_on").is_null() | (pl.col("happened_on") < day))
    rows = before.drop_nulls("subject_id").group_by(ROWS.names()[:3]).agg(pl.col("rows").sum()).select(ROWS.names())
    lost = held.filter(pl.col("subject_id").is_null()).group_by("source").agg(unplaced=pl.col("rows").sum())
    read = sources.group_by("source").agg(pl.col("rows_read", "rows_quarantined").sum()).join(lost, on="source", how="left")
    told = read.with_columns(pl.col("unplaced").fill_null(0)).sort("source")
    counts = {
        source: Counts(*numbers) for source, *numbers in told.select("source", "rows_read", "rows_quarantined", "unplaced").iter_rows()
    }
    return HeldBack(rows.cast(ROWS).sort(ROWS.names()), counts)
