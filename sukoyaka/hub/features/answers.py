"""Who answers the questions of a view: the engine in one fused query, or the slow, obvious loops that the tests believe.

Reads a view, returns one row per child and a column per question.
"""

from collections.abc import Callable, Sequence
from itertools import groupby

import polars as pl

from sukoyaka.engine import duck, plain
from sukoyaka.hub.features.cells import Asked
from sukoyaka.hub.features.compile import fused
from sukoyaka.hub.features.view import View

Answerer = Callable[[View, pl.DataFrame, Sequence[Asked]], pl.DataFrame]
"""`(view, people, asked)`: `people` has `subject_id, member, role`; the answer has `subject_id` and a column per question."""


def by_engine(view: View, people: pl.DataFrame, asked: Sequence[Asked]) -> pl.DataFrame:
    """One query on the engine of the view."""
    day = pl.lit(view.as_of).alias("as_of")
    index, members = duck.rows(view.children.select("subject_id", day)), duck.rows(people.with_columns(day))
    return view.engine.compute(fused(index, members, view.events, asked, view.codes)).drop("as_of")


def by_hand(view: View, people: pl.DataFrame, asked: Sequence[Asked]) -> pl.DataFrame:
    """Each child and question in turn, to check an engine: minutes for a city."""
    events = _by_subject(view, people["member"])
    roles = {child: [pair[1:] for pair in pairs] for child, pairs in groupby(people.sort("subject_id").iter_rows(), key=lambda row: row[0])}
    answers = [
        (child, *(_answer(view, one, roles.get(child, []), events) for one in asked)) for child in view.children["subject_id"].to_list()
    ]
    columns = {"subject_id": pl.Int64} | {one.question.name: pl.Float64 for one in asked}
    return pl.DataFrame(answers, schema=columns, orient="row")


def _answer(view: View, one: Asked, people: Sequence[tuple[int, int]], events: dict[int, list[plain.Event]]) -> float | None:
    members = [member for member, role in people if role in one.roles]
    return plain.answer(one.question, view.as_of, members, [event for member in members for event in events.get(member, [])])


def _by_subject(view: View, subjects: pl.Series) -> dict[int, list[plain.Event]]:
    columns = ["subject_id", "time", "code", "known_on", "numeric_value", "text_value"]
    told = view.engine.compute(duck.events_of(view.events, subjects).select(columns)).sort("subject_id")
    events = (plain.Event(*row) for row in told.iter_rows())
    return {subject: list(group) for subject, group in groupby(events, key=lambda event: event.subject_id)}
