"""Which events every question treats alike, and which *view* of them a question takes: a selection of events and whose they are.

Reads nothing. Why: many questions look at the same events over other days. Each event is put into the views that hold it, by a join
with a small table, and one pass keeps figures for views, whatever the number of questions.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from sukoyaka.engine.question import SUSPECTED, Question, Selection

GROUPS = pl.Schema({"code": pl.String, "group": pl.Int64})
VIEWS = pl.Schema({"group": pl.Int64, "role": pl.Int64, "text": pl.String, "view": pl.Int64})


@dataclass(frozen=True)
class Asked:
    """A question, and whose events count: the roles that people have towards a child."""

    question: Question
    roles: frozenset[int]

    @property
    def view(self) -> tuple[Selection, frozenset[int]]:
        """What the question looks at, whatever it makes of it."""
        return self.question.selection, self.roles


@dataclass(frozen=True)
class Cells:
    """The cells (group of codes, role, text value) of some questions. `groups`: code → number of its group."""

    groups: Mapping[str, int]
    holding: Mapping[Selection, tuple[int, ...]]  # selection → groups that it looks at
    views: Mapping[tuple[Selection, frozenset[int]], int]  # what a question looks at → number
    words: tuple[str, ...]  # text values that a question asks for or leaves out
    longest: int | None  # longest window in days; None: since ever

    @classmethod
    def of(cls, asked: Sequence[Asked], codes: Collection[str]) -> "Cells":
        """Codes that the same selections choose are one group; those that none chooses are left out."""
        selections = list(dict.fromkeys(one.question.selection for one in asked))
        chosen_by = {code: tuple(s for s in selections if s.matches_code(code)) for code in sorted(codes)}
        numbers = {choosers: number for number, choosers in enumerate(dict.fromkeys(filter(None, chosen_by.values())))}
        windows = [one.question.days for one in asked]
        return cls(
            {code: numbers[choosers] for code, choosers in chosen_by.items() if choosers},
            {selection: tuple(n for choosers, n in numbers.items() if selection in choosers) for selection in selections},
            {view: number for number, view in enumerate(dict.fromkeys(one.view for one in asked))},
            _words(selections),
            None if None in windows else max((days for days in windows if days is not None), default=0),
        )

    @property
    def roles(self) -> list[int]:
        """Everybody whose events count."""
        return sorted(frozenset().union(*(roles for _, roles in self.views)))

    @property
    def keys(self) -> list[str]:
        """Columns of `VIEWS` that tell cells apart."""
        return ["group", "role", *(["text"] if self.words else [])]

    def group_rows(self) -> pl.DataFrame:
        """`GROUPS`."""
        return pl.DataFrame(sorted(self.groups.items()), schema=GROUPS, orient="row")

    def view_rows(self) -> pl.DataFrame:
        """The views that hold each cell: `VIEWS`, without the text where no question looks at it."""
        rows = [
            (group, role, text, view)
            for (selection, roles), view in self.views.items()
            for group in self.holding[selection]
            for role in sorted(roles)
            for text in ("", *self.words)
            if selection.matches_text(text)
        ]
        return pl.DataFrame(rows, schema=VIEWS, orient="row").select(*self.keys, "view").unique(maintain_order=True)


def _words(selections: Sequence[Selection]) -> tuple[str, ...]:
    suspected = {SUSPECTED} if any(selection.confirmed for selection in selections) else set()
    return tuple(sorted(suspected.union(*(selection.texts for selection in selections))))
