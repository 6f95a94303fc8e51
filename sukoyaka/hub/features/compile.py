"""Turns questions into one Ibis expression: a single pass over the events for every scope, group of codes and window together.

Reads nothing, returns an expression. Each event is joined with the views that hold it (see `cells`), and each view gets its figures by
conditions inside plain aggregates. A query per question was measured 7 to 30 times slower, filters beside the aggregates 3 to 4
times, a column per question 4 times. Only forms that mean the same on every engine are emitted: docs/scale.md has the table.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import ibis
import ibis.expr.types as ir
import polars as pl

from sukoyaka.engine.duck import rows
from sukoyaka.engine.question import BEYOND_MEASURE, GRAIN, Aggregate, Question
from sukoyaka.hub.features.cells import Asked, Cells


class Span(NamedTuple):
    """Days before the as-of day that count: more than `after`, at most `days` (None: since ever)."""

    after: int
    days: int | None


EVER = Span(0, None)


class Figure(NamedTuple):
    """What the pass keeps of a view's events: which kind of figure, over which days."""

    kind: str
    span: Span

    @property
    def column(self) -> str:
        """Name of the column that holds it."""
        return f"{self.kind}_{self.span.after}_{self.span.days}"


def fused(index: pl.DataFrame, members: ir.Table, events: ir.Table, asked: Sequence[Asked], cells: Cells) -> ir.Table:
    """A column per `answer_column`, and `place`: one row per index row and view of which an event was found.

    A place is the number of the view times the number of index rows (`subject_id`, `as_of`), plus that of the row.
    `members` says whose events count for an index row, and as whose (`subject_id`, `as_of`, `member`, `role`: a person has one role
    in an index row).
    """
    known = _known(index, members, events, cells)
    figures = dict.fromkeys(figure for one in asked for figure in _figures(one.question))
    kept = known.group_by("place").aggregate(**{figure.column: _figure(known, figure, cells.longest) for figure in figures})
    answers = {answer_column(one.question): one.question for one in asked}
    return kept.select("place", **{name: _answer(kept, question) for name, question in answers.items()})


def answer_column(question: Question) -> str:
    """Where `fused` puts the answer: questions of other events share the column, in the rows of their own view."""
    return f"{question.aggregate}_{question.after}_{question.days}"


# -- the pass over the events


def _known(index: pl.DataFrame, members: ir.Table, events: ir.Table, cells: Cells) -> ir.Table:
    """Events of the members that happened and were known before the day, once for each view, with their distance from it in days."""
    chosen = events.inner_join(rows(cells.group_rows()), "code")
    asked_of = members.filter(members.role.isin(cells.roles)) if cells.roles else members.filter(ibis.literal(value=False))
    numbered = asked_of.inner_join(rows(index.with_row_index("row").cast({"row": pl.Int64})), ["subject_id", "as_of"]).select(
        "row", "as_of", "member", "role"
    )
    joined = numbered.inner_join(chosen, [numbered.member == chosen.subject_id])
    value = joined.numeric_value.cast("float64")
    dated = joined.select(
        "row",
        "role",
        "group",
        "time",
        value=ibis.ifelse(value.abs() < BEYOND_MEASURE, value, ibis.null()),
        day=joined.time.cast("date"),
        # both sides are dates: between timestamps one engine counts days of the calendar, another whole 24 hours
        days=joined.as_of.delta(joined.time.cast("date"), unit="day"),
        known_before=joined.known_on < joined.as_of,
        **({"text": _text(joined.text_value, cells.words)} if cells.words else {}),
    )
    known = dated.filter(dated.days >= 1, dated.known_before)
    near = known if cells.longest is None else known.filter(known.days <= cells.longest)
    viewed = near.inner_join(rows(cells.view_rows()), cells.keys)
    millionths = (viewed.value * GRAIN + 0.5).floor().cast("int64")
    return viewed.mutate(place=viewed["view"] * index.height + viewed.row, millionths=millionths)


def _text(text: ir.Value, words: Sequence[str]) -> ir.Value:
    """The text value where a question looks at it, else empty: cells stay few. A NULL would mean another thing on each engine."""
    return ibis.ifelse(text.isin(words), text, "").fill_null("")


# -- figures: what the pass keeps of a view, and what a question makes of it


KEPT: Mapping[Aggregate, tuple[str, ...]] = {
    Aggregate.COUNT: ("events",),
    Aggregate.ANY_OF: ("events",),
    Aggregate.COUNT_DAYS: ("dates",),
    Aggregate.DAYS_SINCE_LAST: ("nearest",),
    Aggregate.LAST: ("newest",),
    Aggregate.SMALLEST: ("smallest",),
    Aggregate.GREATEST: ("greatest",),
    Aggregate.SUM: ("sum",),
    Aggregate.MEAN: ("sum", "values"),
}
"""Kinds of figures that an aggregate is made of."""


def _figures(question: Question) -> list[Figure]:
    span = Span(question.after, question.days)
    newest = EVER if question.after == 0 else span  # the newest of all is the newest of a window, if it lies in it
    return [Figure(kind, newest if kind in ("nearest", "newest") else span) for kind in KEPT[question.aggregate]]


def _figure(known: ir.Table, figure: Figure, longest: int | None) -> ir.Value:
    def kept(value: ir.Value) -> ir.Value:
        whole = figure.span.after == 0 and figure.span.days in (None, longest)
        return value if whole else ibis.ifelse(_in_span(known, figure.span), value, ibis.null())

    if figure.kind == "newest":  # NULL where the value is; a struct is ordered by its first field, then by its second
        dated = ibis.struct({"time": known.time, "value": known.value, "days": known.days})
        return kept(ibis.ifelse(known.value.notnull(), dated, ibis.null())).max()
    kinds: Mapping[str, Callable[[], ir.Value]] = {
        "events": lambda: kept(known.days).count(),
        "sum": lambda: kept(known.millionths).sum(),
        "dates": lambda: kept(known.day).nunique(),
        "values": lambda: kept(known.value).count(),
        "nearest": lambda: kept(known.days).min(),
        "smallest": lambda: kept(known.value).min(),
        "greatest": lambda: kept(known.value).max(),
    }
    return kinds[figure.kind]()


def _in_span(known: ir.Table, span: Span) -> ir.BooleanValue:
    far = [known.days > span.after] if span.after else []
    near = [known.days <= span.days] if span.days is not None else []
    return ibis.and_(*far, *near)


def _answer(kept: ir.Table, question: Question) -> ir.Value:
    value, *more = (kept[figure.column] for figure in _figures(question))
    match question.aggregate:
        case Aggregate.ANY_OF:
            return ibis.ifelse(value > 0, 1.0, 0.0)
        case Aggregate.DAYS_SINCE_LAST:
            return _if_recent(value.cast("float64"), value, question)
        case Aggregate.LAST:
            return _if_recent(value["value"], value["days"], question)
        case Aggregate.SUM:
            return value.cast("float64") / GRAIN
        case Aggregate.MEAN:  # never divided by nought: one engine says inf, another stops
            return value.cast("float64") / GRAIN / more[0].nullif(0).cast("float64")
    return value.cast("float64")


def _if_recent(value: ir.Value, days: ir.Value, question: Question) -> ir.Value:
    """The newest of all, if it lies in the window. A bin's newest was looked for in the bin itself."""
    return value if question.days is None or question.after else ibis.ifelse(days <= question.days, value, ibis.null())
