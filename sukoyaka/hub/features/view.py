"""What a purpose may know on a day: a mart, seen through a permit as of a date.

Reads a mart through the engine, returns frames. Rules and questions get their facts here and nowhere else, so that
nothing that happened or became known later can slip in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import ibis.expr.types as ir
import polars as pl

from sukoyaka.engine import duck
from sukoyaka.engine.engine import Engine
from sukoyaka.engine.question import Selection
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.features import held_back, households, mothers

LEAVING = ("RESIDENCE/MOVE_OUT", "RESIDENCE/DEATH", "RESIDENCE/STRUCK_OFF")


@dataclass(frozen=True)
class View:
    """A mart as of a day. Frames are small (people, spells); the events stay in the engine."""

    engine: Engine
    permit: Permit
    as_of: date
    snapshot: str
    events: ir.Table
    codes: tuple[str, ...]
    people: pl.DataFrame
    spells: pl.DataFrame  # household spells as believed on the day
    coverage: pl.DataFrame
    known_through: Mapping[str, date]
    units: Mapping[str, str]  # code → unit
    children: pl.DataFrame  # subject_id, birth_month, sex, months
    members: pl.DataFrame  # see households.living_with
    held: held_back.HeldBack = held_back.NOTHING

    @cached_property
    def mothers(self) -> pl.DataFrame:
        """Who each child's mother is and which pregnancy it was of, as far as is known: see `mothers.COLUMNS`."""
        candidates = mothers.candidates(self.children, self.people, self.spells)
        told = self.facts(*mothers.NOTICES, subjects=candidates["member"].unique())
        return mothers.mothers(self.children, candidates, mothers.pregnancies(told), self.members)

    def facts(self, *patterns: str, subjects: pl.Series | None = None) -> pl.DataFrame:
        """Events on or below the paths, of the children or of `subjects`, that happened and were known before the day.

        `subject_id, day, known_on, code, numeric_value, text_value, source`, in a total order.
        """
        chosen = [code for code in self.codes if Selection(patterns).matches_code(code)]
        who = self.children["subject_id"] if subjects is None else subjects
        events = duck.events_of(self.events, who, chosen)
        dated = events.mutate(day=events.time.cast("date"))
        known = dated.filter(dated.day < self.as_of, dated.known_on < self.as_of)
        columns = ["subject_id", "day", "known_on", "code", "numeric_value", "text_value", "source"]
        return self.engine.compute(known.select(columns)).sort(columns)


def open_view(engine: Engine, mart: duck.Mart, permit: Permit, as_of: date, snapshot: str, only: pl.Series | None = None) -> View:
    """The mart as of a day, about every resident child of 0-5, or only those with the ids `only`."""

    def frame(name: str) -> pl.DataFrame:
        return engine.compute(engine.table(mart, name, permit))

    events = engine.table(mart, "events", permit)
    codes = tuple(sorted(engine.compute(events.select("code").distinct())["code"]))
    people, spells = frame("people"), believed_spells(engine, events, frame("household_spells"), as_of)
    home, sources = households.homes(spells), frame("sources")
    children = households.resident_children(people, home, as_of)
    if only is not None:
        children = children.filter(pl.col("subject_id").is_in(only.implode()))
    return View(
        engine=engine,
        permit=permit,
        as_of=as_of,
        snapshot=snapshot,
        events=events,
        codes=codes,
        people=people,
        spells=spells,
        coverage=frame("coverage_spells"),
        known_through=_watermarks(sources),
        units={code: unit for code, unit in frame("codes").select("code", "unit").iter_rows() if unit},
        children=children,
        members=households.living_with(children, people, home, as_of),
        held=held_back.as_of(frame("held_back"), sources, as_of),
    )


def believed_spells(engine: Engine, events: ir.Table, spells: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Household spells as known on the eve of the day."""
    leaving = events.filter(events.code.isin(LEAVING))
    leavings = engine.compute(leaving.select("subject_id", left_on=leaving.time.cast("date"), left_known_on=leaving.known_on))
    return households.believed(spells, leavings, as_of)


def _watermarks(sources: pl.DataFrame) -> dict[str, date]:
    """The last day through which each source is delivered."""
    last = sources.group_by("source").agg(pl.col("known_through").max())
    return dict(last.sort("source").select("source", "known_through").iter_rows())
