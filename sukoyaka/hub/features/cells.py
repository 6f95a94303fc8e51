"""Which events every question treats alike: a *cell* is a role of a person, a group of codes and a text value.

Reads nothing. Why: a question is a union of cells, so that one pass over the events can keep figures for cells, whatever the number
of questions, and each question takes the cells that it looks at.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import polars as pl

from sukoyaka.engine.question import SUSPECTED, Question, Selection

GROUPS = pl.Schema({"code": pl.String, "group": pl.Int64})


@dataclass(frozen=True)
class Asked:
    """A question, and whose events count: the roles that people have towards a child."""

    question: Question
    roles: frozenset[int]


@dataclass(frozen=True)
class Cells:
    """The cells of some questions. `groups`: code → number of its group; `holding`: selection → groups that it looks at."""

    groups: Mapping[str, int]
    holding: Mapping[Selection, tuple[int, ...]]
    words: tuple[str, ...]  # text values that a question asks for or leaves out
    roles: frozenset[int]
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
            _words(selections),
            frozenset().union(*(one.roles for one in asked)),
            None if None in windows else max((days for days in windows if days is not None), default=0),
        )

    @property
    def keys(self) -> list[str]:
        """Columns that tell cells apart."""
        return ["role", "group", *(["text"] if self.words else [])]

    def frame(self) -> pl.DataFrame:
        """The groups as rows."""
        return pl.DataFrame(sorted(self.groups.items()), schema=GROUPS, orient="row")

    def holds(self, cells: ir.Table, selection: Selection, roles: frozenset[int]) -> ir.BooleanValue:
        """Whether a question with this selection and these roles looks at the cell. `cells` has the columns of `keys`."""
        holds = _is_one_of(cells.group, self.holding[selection])
        if roles != self.roles:
            holds &= _is_one_of(cells.role, sorted(roles))
        texts = [word for word in ("", *self.words) if selection.matches_text(word)]
        return holds if len(texts) > len(self.words) else holds & _is_one_of(cells.text, texts)


def _words(selections: Sequence[Selection]) -> tuple[str, ...]:
    suspected = {SUSPECTED} if any(selection.confirmed for selection in selections) else set()
    return tuple(sorted(suspected.union(*(selection.texts for selection in selections))))


def _is_one_of(column: ir.Value, allowed: Sequence[int] | Sequence[str]) -> ir.BooleanValue:
    return column.isin(list(allowed)) if allowed else ibis.literal(value=False)
