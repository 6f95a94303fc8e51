"""Turns questions into one Ibis expression: a single pass over the events for every scope, group of codes and window together.

Reads nothing, returns an expression. First each cell of `cells` gets its figures by conditions inside plain aggregates; then the
figures of a question's cells are put together. A query per question was measured 7 to 30 times slower, filters beside the
aggregates 3 to 4 times. Only forms that mean the same on every engine are emitted: docs/scale.md has the table.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from sukoyaka.engine.duck import rows
from sukoyaka.engine.question import BEYOND_MEASURE, GRAIN, Aggregate, Question
from sukoyaka.hub.features.cells import Asked, Cells

ROW = ["subject_id", "as_of"]


class Span(NamedTuple):
    """Days before the as-of day that count: more than `after`, at most `days` (None: since ever)."""

    after: int
    days: int | None


EVER = Span(0, None)


class Figure(NamedTuple):
    """A figure of a cell: which kind, over which days."""

    kind: str
    span: Span

    @property
    def column(self) -> str:
        """Name of the column that holds it."""
        return f"{self.kind}_{self.span.after}_{self.span.days}"


def fused(index: ir.Table, members: ir.Table, events: ir.Table, asked: Sequence[Asked], codes: Collection[str]) -> ir.Table:
    """One row per index row (`subject_id`, `as_of`) and one column per question.

    `members` says whose events count for an index row, and as whose (`subject_id`, `as_of`, `member`, `role`: a person has one role
    in an index row); `codes` are the codes that occur.
    """
    cells = Cells.of(asked, codes)
    known = _known(members, events, cells)
    complete: ir.Table = index
    columns: dict[str, list[str]] = {}
    for some, way in (([a for a in asked if not _of_days(a)], _by_cells), ([a for a in asked if _of_days(a)], _by_days)):
        if some:
            parts, found = way(known, some, cells)
            complete, columns = complete.left_join(parts, ROW, rname=f"{way.__name__}_{{name}}"), columns | found
    answers = {one.question.name: _answer(complete, one.question, [complete[name] for name in columns[one.question.name]]) for one in asked}
    return complete.select(*ROW, **answers)


def _of_days(one: Asked) -> bool:
    """Different days cannot be put together from figures of cells: one day may lie in two."""
    return one.question.aggregate is Aggregate.COUNT_DAYS


# -- the pass over the events


def _known(members: ir.Table, events: ir.Table, cells: Cells) -> ir.Table:
    """Events of the members that happened and were known before the day, with their distance from it in days."""
    chosen = events.inner_join(rows(cells.frame()), "code")
    asked_of = members.filter(members.role.isin(sorted(cells.roles))) if cells.roles else members.filter(ibis.literal(value=False))
    joined = asked_of.inner_join(chosen, [asked_of.member == chosen.subject_id])
    value = joined.numeric_value.cast("float64")
    dated = joined.select(
        *ROW,
        "role",
        "group",
        "time",
        "known_on",
        day=joined.time.cast("date"),
        value=ibis.ifelse(value.abs() < BEYOND_MEASURE, value, ibis.null()),
        text=_text(joined.text_value, cells.words),
    )
    # both sides are dates: between timestamps one engine counts days of the calendar, another whole 24 hours
    distant = dated.mutate(days=dated.as_of.delta(dated.day, unit="day"))
    known = distant.filter(distant.days >= 1, distant.known_on < distant.as_of)
    return known if cells.longest is None else known.filter(known.days <= cells.longest)


def _text(text: ir.Value, words: Sequence[str]) -> ir.Value:
    """The text value where a question looks at it, else empty: cells stay few. A NULL would mean another thing on each engine."""
    return ibis.ifelse(text.isin(words), text, "").fill_null("") if words else ibis.literal("")


def _by_cells(known: ir.Table, asked: Sequence[Asked], cells: Cells) -> tuple[ir.Table, dict[str, list[str]]]:
    """What is put together from the figures of cells, and the columns of it that each question needs."""
    figures = dict.fromkeys(figure for one in asked for figure in _figures(one.question))
    keys = [*ROW, *cells.keys]
    by_cell = known.group_by(keys).aggregate(**{figure.column: _figure(known, figure, cells.longest) for figure in figures})
    views = {(one.question.selection, one.roles): number for number, one in enumerate(asked)}
    holding = {view: cells.holds(by_cell, *view) for view in views}
    columns: dict[str, ir.Value] = {}
    names: dict[str, list[str]] = {}
    for one in asked:  # questions that look at the same cells share what is put together from them
        view = (one.question.selection, one.roles)
        names[one.question.name] = []
        for figure in _figures(one.question):
            name = f"{figure.column}_of_{views[view]}"
            if name not in columns:
                columns[name] = _together(ibis.ifelse(holding[view], by_cell[figure.column], ibis.null()), figure.kind)
            names[one.question.name].append(name)
    return by_cell.group_by(ROW).aggregate(**columns), names


def _by_days(known: ir.Table, asked: Sequence[Asked], cells: Cells) -> tuple[ir.Table, dict[str, list[str]]]:
    """How many different days, over all cells of a question: a column each."""
    days = {
        one.question.name: ibis.ifelse(
            cells.holds(known, one.question.selection, one.roles) & _in_span(known, Span(one.question.after, one.question.days)),
            known.day,
            ibis.null(),
        ).nunique()
        for one in asked
    }
    return known.group_by(ROW).aggregate(**days), {name: [name] for name in days}


# -- figures: what a cell keeps, how cells are put together, what a question makes of it


def _figures(question: Question) -> list[Figure]:
    span = Span(question.after, question.days)
    newest = EVER if question.after == 0 else span  # the newest of all is the newest of a window, if it lies in it
    match question.aggregate:
        case Aggregate.COUNT | Aggregate.ANY_OF:
            return [Figure("events", span)]
        case Aggregate.DAYS_SINCE_LAST:
            return [Figure("nearest", newest)]
        case Aggregate.LAST:
            return [Figure("newest", newest)]
        case Aggregate.MEAN:
            return [Figure("sum", span), Figure("values", span)]
        case _:
            return [Figure(question.aggregate.value, span)]


def _figure(known: ir.Table, figure: Figure, longest: int | None) -> ir.Value:
    def kept(value: ir.Value) -> ir.Value:
        whole = figure.span.after == 0 and figure.span.days in (None, longest)
        return value if whole else ibis.ifelse(_in_span(known, figure.span), value, ibis.null())

    if figure.kind == "newest":  # NULL where the value is; a struct is ordered by its first field, then by its second
        dated = ibis.struct({"time": known.time, "value": known.value})
        return kept(ibis.ifelse(known.value.notnull(), dated, ibis.null())).max()
    if figure.kind in ("events", "values"):
        return kept(known.days if figure.kind == "events" else known.value).count()
    if figure.kind == "sum":
        return kept((known.value * GRAIN + 0.5).floor().cast("int64")).sum()
    value = kept(known.days if figure.kind == "nearest" else known.value)
    return value.max() if figure.kind == "greatest" else value.min()


def _in_span(known: ir.Table, span: Span) -> ir.BooleanValue:
    far = known.days > span.after
    return far if span.days is None else far & (known.days <= span.days)


def _together(column: ir.Value, kind: str) -> ir.Value:
    if kind in ("events", "values", "sum"):
        return column.sum()
    return column.min() if kind in ("nearest", "smallest") else column.max()


def _answer(parts: ir.Table, question: Question, found: Sequence[ir.Value]) -> ir.Value:
    value = found[0]
    match question.aggregate:
        case Aggregate.COUNT | Aggregate.COUNT_DAYS:
            return value.fill_null(0).cast("float64")
        case Aggregate.ANY_OF:
            return ibis.ifelse(value.fill_null(0) > 0, 1.0, 0.0)
        case Aggregate.DAYS_SINCE_LAST:
            return _if_recent(value.cast("float64"), value, question)
        case Aggregate.LAST:
            return _if_recent(value["value"], parts.as_of.delta(value["time"].cast("date"), unit="day"), question)
        case Aggregate.SUM | Aggregate.MEAN:  # never divided by nought: one engine says inf, another stops
            total = value.cast("float64") / GRAIN
            return total / found[1].nullif(0).cast("float64") if question.aggregate is Aggregate.MEAN else total
    return value


def _if_recent(value: ir.Value, days: ir.Value, question: Question) -> ir.Value:
    """The newest of all, if it lies in the window. A bin's newest was looked for in the bin itself."""
    return value if question.days is None or question.after else ibis.ifelse(days <= question.days, value, ibis.null())
