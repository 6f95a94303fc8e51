"""What a followed child's person is told of a new determination, as a table."""

from dataclasses import replace
from datetime import date

import pytest

from sukoyaka.office.casework.alerts import Change, Fact, Picture, Why, changes

CHILD = "c" * 32


def fact(code: str, *, strand: str = "life", day: date = date(2024, 5, 2), label: str = "転居", value: str = "") -> Fact:
    return Fact(day, code, CHILD, label, value, "resident", strand)


BEFORE = Picture(
    support_needed=False,
    facts=frozenset({fact("RESIDENCE/MOVE_WITHIN", day=date(2022, 1, 1))}),
    reasons=frozenset({Why("C01", "過去に相談の記録がある", "consultation")}),
    unknowns=frozenset({Why("C40", "妊婦健診が少ない"), Why("C41", "妊娠の届出が遅い")}),
)


def with_fact(new: Fact) -> Picture:
    return replace(BEFORE, facts=BEFORE.facts | {new})


def with_reason(*new: Why) -> Picture:
    return replace(BEFORE, reasons=BEFORE.reasons | set(new))


MOVED, BORN = fact("RESIDENCE/MOVE_WITHIN"), fact("RESIDENCE/BIRTH", label="出生")
ABUSE = fact("CONSULTATION/ABUSE", strand="concern", label="虐待相談の受付", value="身体的")
MISSED, LATE = Why("C07", "健診を受けていない", "checkup_child"), Why("C11", "予防接種が遅れている", "vaccination")


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (BEFORE, []),
        (replace(BEFORE, support_needed=True), [Change.RAISED]),
        (with_fact(MOVED), [Change.MOVED]),
        (with_fact(BORN), []),  # a sibling's birth is no move
        (with_fact(ABUSE), [Change.CONCERN]),
        (with_fact(fact("CHECKUP/18M/DONE", label="健診")), []),
        (with_reason(MISSED), [Change.MISSED]),
        (with_reason(LATE), [Change.MISSED]),
        (with_reason(Why("C22", "転居が多い", "resident")), [Change.NEW_REASON]),
        (with_reason(Why("C01", "過去に相談の記録がある", "claims_nhi")), []),  # the item was there, another fact behind it
        (replace(BEFORE, unknowns=frozenset({Why("C41", "妊娠の届出が遅い")})), [Change.NOW_KNOWN]),
        (replace(BEFORE, reasons=frozenset()), []),  # what no longer counts is on the child's page
    ],
)
def test_a_listed_child(after: Picture, told: list[Change]) -> None:
    assert [found.change for found in changes(BEFORE, after, listed_last=True)] == told


def test_the_words_are_those_of_the_data() -> None:
    (found,) = changes(BEFORE, with_fact(ABUSE), listed_last=True)
    assert (found.about, found.happened_on) == ("虐待相談の受付 身体的", date(2024, 5, 2))


def test_a_child_that_left_the_lists_is_said_to_have() -> None:
    assert [found.change for found in changes(BEFORE, None, listed_last=True)] == [Change.LEFT_LIST]
    assert "安全を意味しない" in Change.LEFT_LIST.label


def test_and_is_said_so_once() -> None:
    assert changes(BEFORE, None, listed_last=False) == []


def test_a_child_that_came_back_is_compared_with_what_was_last_known() -> None:
    assert [found.change for found in changes(BEFORE, with_fact(MOVED), listed_last=False)] == [Change.CAME_BACK, Change.MOVED]


def test_the_same_change_is_told_once() -> None:
    twice = replace(BEFORE, facts=BEFORE.facts | {ABUSE, replace(ABUSE, member="d" * 32)})
    assert len(changes(BEFORE, twice, listed_last=True)) == 1
