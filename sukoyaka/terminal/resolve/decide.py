"""A person's decision about a waiting row: checked against what waits and who is in the register, then remembered.

Reads the queue that the last `mask` left and the decisions so far; refuses what cannot be honoured, and says why.
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sukoyaka.records.errors import ExitCode, SukoyakaError
from sukoyaka.terminal.resolve import queue, review
from sukoyaka.terminal.resolve.likely import FIELDS
from sukoyaka.terminal.resolve.review import NONE, Decision

_LABELS = {"name": "氏名", "kana": "カナ", "birth_date": "生年月日", "sex": "性別", "address": "住所", "building": "方書"}
_LEVEL = {"name": "given", "kana": "given", "birth_date": "birth", "sex": "sex", "address": "place", "building": "place"}


class DecisionRefused(SukoyakaError):
    """A row that does not wait, a candidate who is not in the register, or two-person review without a name."""

    exit_code = ExitCode.NOT_PERMITTED


@dataclass(frozen=True)
class Shown:
    """A waiting row beside its candidates: (label, the row's value, per candidate its value and whether it agrees)."""

    id: str
    source: str
    file: str
    line: int
    step: str
    candidates: tuple[tuple[str, float], ...]
    fields: tuple[tuple[str, str, tuple[tuple[str, bool], ...]], ...]


def find(waiting: queue.Queue, row: str) -> str:
    """The whole id for an id or its beginning."""
    ids = waiting.queue.filter(pl.col("id").str.starts_with(row))["id"].unique().to_list() if row else []
    if len(ids) != 1:
        raise DecisionRefused(
            f"{len(ids)} rows wait under that id",
            "the id of one waiting row, or enough of its beginning",
            "see sukoyaka terminal review list --rows",
        )
    return str(ids[0])


def shown(waiting: queue.Queue, row: str, match: dict[str, str]) -> Shown:
    """Side by side. `match` says which item of the source is the name, kana, …; without it all items are shown alone."""
    head = waiting.queue.filter(pl.col("id") == row).row(0, named=True)
    told = dict(waiting.rows.filter(pl.col("id") == row).select("field", "value").rows())
    people = waiting.candidates.filter(pl.col("id") == row).sort("rank").to_dicts()
    fields = [
        (_LABELS[name], told.get(match.get(name, ""), ""), tuple((person[name] or "", _agrees(person, name)) for person in people))
        for name in queue.SHOWN
        if people or match.get(name, "") in told
    ]
    others = [(item, value, ()) for item, value in sorted(told.items()) if item not in match.values()]
    likely = tuple((person["resident"], person["likelihood"]) for person in people)
    return Shown(row, head["source"], head["file"], head["line"], head["step"], likely, (*fields, *others))


def _agrees(person: dict[str, object], name: str) -> bool:
    field = next(field for field in FIELDS if field.name == _LEVEL[name])
    return person[f"level_{field.name}"] in field.same


def decide(home: Path, row: str, verdict: str, by: str, needs: int) -> str | None:
    """Remembers the decision; returns the verdict that now counts, None while another person is needed."""
    waiting = queue.load(home)
    whole = find(waiting, row)
    if verdict != NONE and verdict not in waiting.residents:
        raise DecisionRefused(
            "the number is of nobody in the resident register", "a number of the last delivery's register", "look the person up again"
        )
    if needs > 1 and not by:
        raise DecisionRefused("where two people decide, each must be named", "--by NAME", "decide again with your name")
    review.append(home, Decision(whole, verdict, by, needs))
    return review.settled(review.read(home))[whole]
