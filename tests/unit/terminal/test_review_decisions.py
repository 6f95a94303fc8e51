"""What people decide about a row: the last word counts, or two people's same word; remembered by what the row says."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sukoyaka.governance import register
from sukoyaka.terminal.resolve import decide, queue, review
from sukoyaka.terminal.resolve.decide import DecisionRefused
from sukoyaka.terminal.resolve.renumbered import renumbered
from sukoyaka.terminal.resolve.review import Decision

SOURCE = register.load().source("consultation")
PEOPLE = pl.DataFrame({"resident": ["0000000022", "0000000023"]})
ROWS = pl.DataFrame(
    {
        "reception_number": ["U-2", "U-3"],
        "received_on": [date(2023, 7, 1)] * 2,
        "name": ["田中"] * 2,
        "resident": [None, None],
        "closed_on": [None, None],
        "file": [5, 5],
        "line": [3, 4],
        "resident_number": [None, None],
        "step": ["no unique match"] * 2,
    },
    schema_overrides={"resident": pl.String, "resident_number": pl.String, "closed_on": pl.Date},
)


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ([("1", "a", 1)], "1"),
        ([("1", "a", 1), ("none", "b", 1)], "none"),
        ([("1", "a", 2)], None),
        ([("1", "a", 2), ("1", "a", 2)], None),
        ([("1", "a", 2), ("1", "b", 2)], "1"),
        ([("1", "a", 2), ("2", "b", 2)], None),
        ([("1", "a", 2), ("2", "b", 2), ("1", "b", 2)], "1"),
        ([("1", "a", 1), ("1", "b", 2)], "1"),
    ],
)
def test_whose_word_counts(said: list[tuple[str, str, int]], counts: str | None) -> None:
    assert review.settled(Decision("row", *words) for words in said) == {"row": counts}


def test_a_row_is_known_by_what_it_says_not_by_where_it_stands() -> None:
    first, second = review.digests(ROWS, SOURCE)
    assert first != second
    moved = ROWS.with_columns(line=pl.col("line") + 100, file=pl.lit(9), closed_on=pl.lit(date(2023, 8, 1)))
    assert review.digests(moved, SOURCE).to_list() == [first, second]
    assert review.digests(ROWS.with_columns(name=pl.lit("田仲")), SOURCE)[0] != first


@pytest.mark.parametrize(
    ("verdict", "number", "step"),
    [
        ("0000000022", "0000000022", review.REVIEW),
        ("none", None, review.NOBODY),
        (None, None, review.NOT_SETTLED),
        ("0000000099", None, review.GONE),
    ],
)
def test_decisions_are_honoured_and_refused_with_their_reason(verdict: str | None, number: str | None, step: str) -> None:
    first = review.digests(ROWS, SOURCE)[0]
    done = review.honour(ROWS, SOURCE, {first: verdict}, PEOPLE)
    assert done.select("resident_number", "step").rows() == [(number, step), (None, "no unique match")]


def test_decisions_are_appended_and_read_again(tmp_path: Path) -> None:
    for by in ("a", "b"):
        review.append(tmp_path, Decision("row", "none", by, 2))
    assert review.read(tmp_path) == [Decision("row", "none", "a", 2), Decision("row", "none", "b", 2)]
    assert review.read(tmp_path / "elsewhere") == []


@pytest.fixture
def home(tmp_path: Path) -> Path:
    waits = pl.DataFrame([("abcd1234", "consultation", "f.csv", 3, "no unique match")], schema=queue.QUEUE, orient="row")
    empty = (pl.DataFrame(schema=queue.ROWS), pl.DataFrame(schema=queue.CANDIDATES))
    queue.keep(queue.Queue(waits, *empty, frozenset(PEOPLE["resident"])), tmp_path)
    return tmp_path


def test_a_decision_by_two(home: Path) -> None:
    assert decide.decide(home, "abcd", "0000000022", "a", 2) is None
    assert decide.decide(home, "abcd", "0000000022", "b", 2) == "0000000022"


@pytest.mark.parametrize(
    ("row", "verdict", "by", "needs"),
    [("ffff", "none", "a", 1), ("abcd", "0000000099", "a", 1), ("abcd", "none", "", 2), ("", "none", "a", 1)],
)
def test_what_cannot_be_decided_is_refused(row: str, verdict: str, by: str, needs: int, home: Path) -> None:
    with pytest.raises(DecisionRefused):
        decide.decide(home, row, verdict, by, needs)
    assert review.read(home) == []


def test_people_who_came_back_are_candidates_only_if_one_number_is_gone() -> None:
    person = {
        "family_kana": "サトウ",
        "given_kana": "アオイ",
        "family_name": "佐藤",
        "given_name": "葵",
        "birth": "20200101",
        "sex": "female",
    }
    keys = pl.DataFrame([{"resident": "1", **person}, {"resident": "2", **person}, {"resident": "3", **person, "birth": "20200102"}])
    assert renumbered(keys, pl.Series(["1"])).rows() == [("1", "2", "identical")]
    assert renumbered(keys, pl.Series([], dtype=pl.String)).is_empty(), "two namesakes who both live here are two people"
    married = keys.with_columns(family_kana=pl.when(pl.col("resident") == "2").then(pl.lit("スズキ")).otherwise("family_kana"))
    assert renumbered(married, pl.Series(["1"])).rows() == [("1", "2", "likely")]
