"""What a purpose may know on a day: a mart, seen through a permit as of a date.

Reads a mart through the engine, returns frames. Rules and questions get their facts here and nowhere else, so that
nothing that happened or became known later can slip in.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import ibis
import ibis.expr.types as ir
import polars as pl

from sukoyaka.engine import duck
from sukoyaka.engine.engine import Engine
from sukoyaka.engine.question import Selection
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.features import ahead, held_back, households, mothers

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

    read_ahead: ahead.Ahead = ahead.NOTHING

    @cached_property
    def candidates(self) -> pl.DataFrame:
        """Women who may be a child's mother: see `mothers.candidates`."""
        return mothers.candidates(self.children, self.people, self.spells)

    @cached_property
    def mothers(self) -> pl.DataFrame:
        """Who each child's mother is and which pregnancy it was of, as far as is known: see `mothers.COLUMNS`."""
        told = self.facts(*mothers.NOTICES, subjects=self.candidates["member"].unique())
        return mothers.mothers(self.children, self.candidates, mothers.pregnancies(told), self.members)

    def reading_ahead(self, codes: Collection[str]) -> "View":
        """The same view, with the facts of these codes about children, mothers and everyone living with them read in one query."""
        if not codes:
            return self
        people = pl.concat([self.children["subject_id"], self.members["member"], self.candidates["member"]]).unique()
        return replace(self, read_ahead=ahead.read(self._asked(codes, people), codes, people))

    def facts(self, *patterns: str, subjects: pl.Series | None = None, below: bool = True) -> pl.DataFrame:
        """Events on or (unless told not to) below the paths, of the children or of `subjects`, that happened and were known before the day.

        `ahead.FACTS`, in a total order.
        """
        who = self.children["subject_id"] if subjects is None else subjects
        chosen = self._on(patterns)
        if not below:
            chosen = frozenset(code for code in chosen if any(code.count("/") == pattern.count("/") for pattern in patterns))
        at_hand = chosen & self.read_ahead.codes if self.read_ahead.covers(who) else frozenset()
        found = self.read_ahead.facts(at_hand, who)
        if found is not None and at_hand == chosen:
            return found
        asked = self._asked(chosen - at_hand, who)
        return asked if found is None else pl.concat([found, asked]).sort(ahead.FACTS)

    def latest(self, *patterns: str) -> pl.DataFrame:
        """The last of the events on or below the paths of each child: `subject_id, day, source, known_on`, by child."""
        known = self._known(self._on(patterns), self.children["subject_id"])
        dated = ibis.struct({name: known[name] for name in ("day", "source", "known_on")})
        return self.engine.compute(known.group_by("subject_id").aggregate(last=dated.max())).unnest("last").sort("subject_id")

    def _on(self, patterns: tuple[str, ...]) -> frozenset[str]:
        selection = Selection(patterns)
        return frozenset(code for code in self.codes if selection.matches_code(code))

    def _asked(self, codes: Collection[str], who: pl.Series) -> pl.DataFrame:
        return self.engine.compute(self._known(codes, who).select(ahead.FACTS)).sort(ahead.FACTS)

    def _known(self, codes: Collection[str], who: pl.Series) -> ir.Table:
        """What happened and was known before the day."""
        events = duck.events_of(self.events, who, sorted(codes))
        dated = events.mutate(day=events.time.cast("date"))
        return dated.filter(dated.day < self.as_of, dated.known_on < self.as_of)


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
