"""What a study may know on a day: the mart of its purpose, cut at that day.

Reads the mart through the engine; returns frames. Nothing that happened or became known on the day or later is in them.
"""

from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir
import polars as pl

from sukoyaka.engine import duck
from sukoyaka.engine.question import Selection
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.features.view import believed_spells
from sukoyaka.hub.study.residence import cut, pairs

FACTS = ("subject_id", "day", "code", "numeric_value", "text_value", "source")


@dataclass(frozen=True)
class Known:
    """A mart as of a day. The events stay in the engine."""

    engine: duck.Duck
    as_of: date
    events: ir.Table
    codes: tuple[str, ...]
    people: pl.DataFrame
    spells: pl.DataFrame  # subject_id, household_id, dwelling_id, town, from_on, until_on (never empty)
    coverage: pl.DataFrame  # subject_id, source, from_on, until_on: days on which the source could have shown something
    units: dict[str, str]

    def facts(self, *patterns: str, subjects: pl.Series | None = None) -> pl.DataFrame:
        """`FACTS` of the events on or below the paths, in a total order."""
        chosen = [code for code in self.codes if Selection(patterns).matches_code(code)]
        events = self.events.filter(self.events.code.isin(chosen))
        if subjects is not None:
            events = duck.events_of(events, subjects)
        dated = events.mutate(day=events.time.cast("date"))
        known = dated.filter(dated.day < self.as_of, dated.known_on < self.as_of)
        return self.engine.compute(known.select(list(FACTS))).unique().sort(FACTS)

    def living_together(self, children: pl.Series) -> pl.DataFrame:
        """Stretches in which somebody shared a household or a dwelling with one of the children: see `residence.pairs`."""
        return pairs(self.spells, children)


def open_known(engine: duck.Duck, mart: duck.Mart, permit: Permit, as_of: date) -> Known:
    """The mart as of a day. Raises `NotPermitted` if it was made for another purpose or under another register."""

    def frame(name: str) -> pl.DataFrame:
        return engine.compute(engine.table(mart, name, permit))

    events = engine.table(mart, "events", permit)
    first = engine.compute(events.group_by("source").aggregate(first=events.time.min().cast("date")))
    codes = tuple(sorted(engine.compute(events.select("code").distinct())["code"]))
    return Known(
        engine=engine,
        as_of=as_of,
        events=events,
        codes=codes,
        people=frame("people").sort("subject_id"),
        spells=cut(believed_spells(engine, events, frame("household_spells"), as_of), as_of),
        coverage=_delivered(frame("coverage_spells"), first, as_of),
        units={code: unit for code, unit in frame("codes").select("code", "unit").iter_rows() if unit},
    )


def _delivered(coverage: pl.DataFrame, first: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Coverage from the month on of which the source first told anything: before that its silence says nothing."""
    began = first.select("source", begun=pl.col("first").dt.truncate("1mo"))
    joined = coverage.join(began, on="source")
    start, end = pl.max_horizontal("from_on", "begun"), pl.min_horizontal("until_on", pl.lit(as_of))
    kept = joined.with_columns(from_on=start, until_on=end).filter(pl.col("from_on") < pl.col("until_on"))
    return kept.select("subject_id", "source", "from_on", "until_on").sort("subject_id", "source", "from_on")
