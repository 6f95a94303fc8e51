"""The link report as a clerk reads it: it adds up, and doubt is said in words."""

from typing import Any

import pytest

from sukoyaka.governance import register
from sukoyaka.terminal.report.links import STEPS, in_words, shown
from sukoyaka.terminal.resolve import identify, links, review


def row(source: str, step: str, rows: int, linked: bool = True, wrong: float | None = None, high: float | None = None) -> dict[str, Any]:
    return {
        "source": source,
        "step": step,
        "rows": rows,
        "linked": linked,
        "with_candidates": 0 if linked else 1,
        "expected_wrong": wrong,
        "high": high,
    }


PASSES = [
    row("consultation", "likelihood", 20, wrong=1.6, high=3.2),
    row("consultation", "no unique match", 2, linked=False),
    row("consultation", "number", 78),
    row("vaccination", "number", 100),
]


def test_everything_adds_up() -> None:
    told = shown(PASSES, register.load())
    assert (told["total"], told["known"], told["open"], told["offered"]) == (200, 198, 2, 1)
    assert [source["rows"] for source in told["by_source"]] == [100, 100]
    for source in told["by_source"]:
        assert sum(source["parts"].values()) + source["open"] == source["rows"]
    assert sum(way["rows"] for way in told["ways"]) + sum(wait["rows"] for wait in told["waits"]) == 200


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([row("a", "number", 9)], "番号のとおり"),
        ([row("a", "likelihood", 9, wrong=0.01, high=0.3)], "ほぼ0行（多くても1行）"),
        ([row("a", "likelihood", 9_000, wrong=1.6, high=3.2)], "およそ2行（多くても4行）"),
        ([row("a", "likelihood", 9, wrong=0.4, high=0.9), row("b", "likelihood", 9, wrong=0.4, high=0.9)], "およそ1行（多くても2行）"),
    ],
)
def test_doubt_is_said_in_words(rows: list[dict[str, Any]], says: str) -> None:
    assert in_words(rows) == says


def test_every_step_has_words_and_every_wait_a_next_step() -> None:
    linked = {links.NUMBER, links.CROSSWALK, review.REVIEW, identify.LIKELY, *(name for name, *_ in identify.PASSES)}
    waits = {links.UNKNOWN_NUMBER, links.NO_CARD, links.NO_MATCH, review.NOBODY, review.NOT_SETTLED, review.GONE}
    assert set(STEPS) == linked | waits
    assert all(STEPS[name].family for name in linked)
    assert all(STEPS[name].next for name in waits)
