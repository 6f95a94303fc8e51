"""What people decided about rows that no rule could settle, kept by what the row says, so that next month nobody is asked again.

Reads and appends `review/decisions.jsonl` in the terminal's home. A row is known by a digest of its identifying items, never by its
line. Where two people must agree, a decision counts when a second, different person has decided the same.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sukoyaka.governance.register import Source

REVIEW, NOBODY, NOT_SETTLED, GONE = "review", "review: nobody", "review: second person needed", "review: no longer in the register"
NONE = "none"
_PLACE = {"file", "line", "resident_number", "step"}


@dataclass(frozen=True)
class Decision:
    """One person's word on one row: the resident's number, or `none`. `needs` people must say the same."""

    row: str
    verdict: str
    by: str
    needs: int = 1


def digests(rows: pl.DataFrame, source: Source) -> pl.Series:
    """A stable name of each row: its source, its required items and those that it is matched by. Line, file and the rest may change.

    Of a receipt everything counts: what tells it from another is the card, which is not an item.
    """
    matched = {*(source.match or {}).values(), source.subject}
    items = [item.id for item in source.items if (item.required or item.id in matched) and item.id in rows.columns]
    if source.format == "uke":
        items = [name for name in rows.columns if name not in _PLACE]
    told = rows.select(pl.struct(pl.lit(source.id).alias("source"), *sorted(items)).struct.json_encode()).to_series()
    return pl.Series("id", [hashlib.sha256(text.encode()).hexdigest()[:16] for text in told], dtype=pl.String)


def read(home: Path) -> list[Decision]:
    """In the order in which they were made."""
    path = _path(home)
    return [Decision(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def append(home: Path, decision: Decision) -> None:
    """Written through to the disk before anybody relies on it."""
    path = _path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(decision.__dict__, ensure_ascii=False, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())


def settled(decisions: Iterable[Decision]) -> dict[str, str | None]:
    """row → the verdict that counts; None while a second person is needed or two disagree. Somebody's later word replaces the earlier."""
    needs: dict[str, int] = {}
    words: dict[str, dict[str, str]] = {}
    for decision in decisions:
        needs[decision.row] = max(needs.get(decision.row, 1), decision.needs)
        words.setdefault(decision.row, {}).pop(decision.by, None)
        words[decision.row][decision.by] = decision.verdict
    return {row: _verdict(list(by.values()), needs[row]) for row, by in words.items()}


def _verdict(words: list[str], needs: int) -> str | None:
    if needs == 1:
        return words[-1]
    return words[0] if len(words) >= needs and len(set(words)) == 1 else None


def honour(rows: pl.DataFrame, source: Source, verdicts: Mapping[str, str | None], people: pl.DataFrame) -> pl.DataFrame:
    """Waiting rows with `resident_number` and `step` as people decided; a decision for somebody who is no longer there is refused."""
    waiting = rows["resident_number"].is_null()
    if not verdicts or not waiting.any():
        return rows
    asked = rows.filter(waiting)
    table = pl.DataFrame({"id": list(verdicts), "verdict": list(verdicts.values())}, schema={"id": pl.String, "verdict": pl.String})
    joined = asked.with_columns(digests(asked, source)).join(
        table.with_columns(decided=pl.lit(value=True)), on="id", how="left", maintain_order="left"
    )
    there = pl.col("verdict").is_in(people["resident"].implode())
    step = (
        pl.when(there)
        .then(pl.lit(REVIEW))
        .when(pl.col("verdict") == NONE)
        .then(pl.lit(NOBODY))
        .when(pl.col("verdict").is_null())
        .then(pl.lit(NOT_SETTLED))
        .otherwise(pl.lit(GONE))
    )
    decided = joined.with_columns(
        resident_number=pl.when(there).then("verdict").otherwise("resident_number"),
        step=pl.when(pl.col("decided")).then(step).otherwise("step"),
    ).drop("id", "verdict", "decided")
    return pl.concat([rows.filter(~waiting), decided]).sort("file", "line")


def _path(home: Path) -> Path:
    return home / "review" / "decisions.jsonl"
