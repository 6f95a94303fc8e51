"""続柄 → steps from the head of the household: 妻（未届）の子 is a partner, not registered, and their child.

Reads `relations.toml`, the table of words that a city can add to. What is not in the table is not guessed at: it has no relation.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

DEEPEST = 4
_MARKED = re.compile(r"(?P<word>[^()]+)(?:\((?P<mark>[^()]+)\))?")


@dataclass(frozen=True)
class Relation:
    """Steps from the head (`("partner", "child")`), and whether one of them is a partner who is not registered as a spouse."""

    steps: tuple[str, ...]
    unregistered: bool = False


@cache
def _table() -> tuple[dict[str, str], frozenset[str]]:
    read = tomllib.loads(Path(__file__).with_name("relations.toml").read_text(encoding="utf-8"))
    return {word: step for step, words in read["step"].items() for word in words}, frozenset(read["mark"]["unregistered"])


def parse(text: str) -> Relation | None:
    """None for a word that the table does not have, or more than four steps."""
    words, marks = _table()
    parts = [_MARKED.fullmatch(part) for part in "".join(unicodedata.normalize("NFKC", text).split()).split("の")]
    if len(parts) > DEEPEST or not all(part and part["word"] in words and part["mark"] in (None, *marks) for part in parts):
        return None
    return Relation(tuple(words[part["word"]] for part in parts if part), any(part["mark"] for part in parts if part))


def unread(column: pl.Series) -> int:
    """Rows whose relation is written in a way that the table does not have; blank is not counted."""
    counts = column.drop_nulls().value_counts(name="rows")
    return sum(rows for text, rows in counts.rows() if text.strip() and parse(text) is None)
