"""Who answers the questions of a view: the engine in one fused query, or the slow, obvious loops that the tests believe.

Reads a view, returns one row per child and a column per question.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import groupby

import ibis.expr.types as ir
import numpy as np
import polars as pl

from sukoyaka.engine import duck, plain
from sukoyaka.engine.engine import Engine
from sukoyaka.engine.question import COUNTING
from sukoyaka.hub.features.cells import Asked, Cells
from sukoyaka.hub.features.compile import answer_column, fused
from sukoyaka.hub.features.view import View

Answerer = Callable[[View, pl.DataFrame, Sequence[Asked]], pl.DataFrame]
"""`(view, people, asked)`: `people` has `subject_id, member, role`; the answer has `subject_id` and a column per question."""

BLOCK = 50_000
"""Index rows of one query, so that memory does not grow with the number of children. A city is one block."""


def by_engine(view: View, people: pl.DataFrame, asked: Sequence[Asked]) -> pl.DataFrame:
    """One query on the engine of the view."""
    day = pl.lit(view.as_of).alias("as_of")
    index, members = view.children.select("subject_id", day), duck.rows(people.with_columns(day))
    return answered(view.engine, index, members, view.events, asked, view.codes).drop("as_of")


def answered(
    engine: Engine, index: pl.DataFrame, members: ir.Table, events: ir.Table, asked: Sequence[Asked], codes: Collection[str]
) -> pl.DataFrame:
    """The index rows (`subject_id`, `as_of`) in their order, with a column per question. `members` as `fused` reads it.

    The engine gives a row per index row and view that holds something; it is put into place here, because a column per
    question costs an engine several times what the pass over the events does.
    """
    cells = Cells.of(asked, codes)
    firsts = range(0, max(index.height, 1), BLOCK)
    return pl.concat([_block(engine, index.slice(first, BLOCK), members, events, asked, cells) for first in firsts])


def _block(engine: Engine, index: pl.DataFrame, members: ir.Table, events: ir.Table, asked: Sequence[Asked], cells: Cells) -> pl.DataFrame:
    """`answered` for a part of the index."""
    found = engine.compute(fused(index, members, events, asked, cells))
    places, size = found["place"].to_numpy(), len(cells.views) * index.height
    columns: dict[str, pl.Series] = {}
    for answer, questions in _by_column(asked).items():
        of_views = np.full(size, 0.0 if questions[0].question.aggregate in COUNTING else np.nan)
        of_views[places] = found[answer].fill_null(np.nan).to_numpy()
        for one in questions:
            first = cells.views[one.view] * index.height
            columns[one.question.name] = pl.Series(of_views[first : first + index.height]).fill_nan(None)  # no answer is "not a number"
    return index.select("subject_id", "as_of", **{one.question.name: columns[one.question.name] for one in asked})


def _by_column(asked: Sequence[Asked]) -> Mapping[str, Sequence[Asked]]:
    """The questions by where the engine puts their answers."""
    found: dict[str, list[Asked]] = {}
    for one in asked:
        found.setdefault(answer_column(one.question), []).append(one)
    return found


def by_hand(view: View, people: pl.DataFrame, asked: Sequence[Asked]) -> pl.DataFrame:
    """Each child and question in turn, to check an engine: minutes for a city."""
    events = _by_subject(view, people["member"])
    roles = {child: [pair[1:] for pair in pairs] for child, pairs in groupby(people.sort("subject_id").iter_rows(), key=lambda row: row[0])}
    answers = [
        (child, *(_answer(view, one, roles.get(child, []), events) for one in asked)) for child in view.children["subject_id"].to_list()
    ]
    columns = {"subject_id": pl.Int64} | {one.question.name: pl.Float64 for one in asked}
    return pl.DataFrame(answers, schema=columns, orient="row")


def _answer(view: View, one: Asked, people: Sequence[tuple[int, int]], events: Mapping[int, Sequence[plain.Event]]) -> float | None:
    members = [member for member, role in people if role in one.roles]
    return plain.answer(one.question, view.as_of, members, [event for member in members for event in events.get(member, [])])


def _by_subject(view: View, subjects: pl.Series) -> dict[int, list[plain.Event]]:
    columns = ["subject_id", "time", "code", "known_on", "numeric_value", "text_value"]
    told = view.engine.compute(duck.events_of(view.events, subjects).select(columns)).sort("subject_id")
    events = (plain.Event(*row) for row in told.iter_rows())
    return {subject: list(group) for subject, group in groupby(events, key=lambda event: event.subject_id)}
