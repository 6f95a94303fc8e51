"""A chronology drafted from events; the way of looking in an address; what changed since the determination before."""

from datetime import date

import pytest

from sukoyaka.office.casework.chronology import Event, chronology
from sukoyaka.office.casework.looking import Look, Zoom, look
from sukoyaka.office.casework.since_last import Before, change

BORN = date(2022, 1, 1)


def event(on: date, label: str, value: str = "", whose: str = "", source: str = "checkup") -> Event:
    return Event(on, whose, label, value, source, {"checkup": "小児健診", "resident": "住基"}[source])


def test_one_sentence_for_a_day_and_source_with_age_and_footnote() -> None:
    day = date(2023, 7, 3)
    draft = chronology([event(day, "1歳6か月児健診 受診"), event(day, "1歳6か月児健診 身長", "79.2cm")], BORN)
    assert [sentence.text for sentence in draft.sentences] == ["令和5年7月3日（1歳6か月）1歳6か月児健診：受診、身長 79.2cm。[1]"]
    assert draft.text.endswith("[1] 小児健診")


def test_days_are_in_order_and_sources_are_numbered_by_first_use() -> None:
    draft = chronology([event(date(2023, 7, 3), "健診"), event(BORN, "出生", source="resident")], BORN)
    assert [(sentence.on, sentence.note) for sentence in draft.sentences] == [(BORN, 1), (date(2023, 7, 3), 2)]
    assert draft.sources == ("住基", "小児健診")


def test_whose_it_is_is_said_of_others_alone() -> None:
    draft = chronology([event(BORN, "離婚", whose="世帯主（30歳）", source="resident"), event(BORN, "出生", source="resident")], BORN)
    assert [sentence.words for sentence in draft.sentences] == ["出生。", "世帯主（30歳）：離婚。"]


def test_before_birth_has_no_age() -> None:
    assert chronology([event(date(2021, 12, 1), "妊娠届")], BORN).sentences[0].age == "出生前"


def test_the_same_fact_twice_is_said_once() -> None:
    assert chronology([event(BORN, "外来 受診"), event(BORN, "外来 受診")], BORN).sentences[0].words == "外来：受診。"


def test_no_events_make_no_sentences() -> None:
    assert chronology([], BORN).sentences == ()


GROUPS = frozenset({"concern", "life", "siblings"})


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ({}, Look()),
        ({"zoom": "2y"}, Look(Zoom.TWO_YEARS)),
        ({"zoom": "<script>", "fold": "nobody", "on": "yesterday"}, Look()),
        ({"fold": "life,siblings"}, Look(folded=frozenset({"life", "siblings"}))),
        ({"on": "2023-05-01", "zoom": "6m"}, Look(Zoom.HALF_A_YEAR, on=date(2023, 5, 1))),
    ],
)
def test_a_look_from_an_address(words: dict[str, str], seen: Look) -> None:
    assert look(words, GROUPS) == seen


def test_a_link_shows_the_same_look() -> None:
    seen = Look(Zoom.TWO_YEARS, frozenset({"siblings", "life"}), date(2023, 5, 1))
    assert seen.address == "?zoom=2y&fold=life,siblings&on=2023-05-01"
    assert seen.toggled("life").toggled("life") == seen
    assert Look().address == "?"


def test_no_earlier_determination_is_no_change() -> None:
    assert change(None, "at_risk", {}) is None


def test_new_and_gone_reasons() -> None:
    found = change(Before(BORN, "at_risk", {"a": "A", "b": "B"}), "at_risk", {"b": "B", "c": "C"})
    assert found is not None
    assert (found.new, found.gone, found.first, found.moved, found.same) == (("C",), ("A",), False, False, False)


def test_a_child_that_was_on_no_list() -> None:
    found = change(Before(BORN, None, {}), "at_risk", {"a": "A"})
    assert found is not None
    assert (found.first, found.new) == (True, ())


def test_another_list_and_the_same_reasons() -> None:
    before = Before(BORN, "at_risk", {"a": "A"})
    moved, same = change(before, "support_needed", {"a": "A"}), change(before, "at_risk", {"a": "A"})
    assert moved is not None
    assert same is not None
    assert (moved.moved, same.same) == (True, True)
