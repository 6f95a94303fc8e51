"""From answers to a level and a route, as a table that a caseworker can read."""

import pytest

from sukoyaka.office.casework.assessment.answers import Answer, from_form
from sukoyaka.office.casework.assessment.levels import guide
from sukoyaka.office.casework.assessment.sheet import Level, sheets
from sukoyaka.office.casework.assessment.summary import Summary, digest, document, lighter

URGENT, HOME = sheets()["emergency_v1"], sheets()["home_v1"]
AT_FOUR, UNDER_FOUR = 48, 47  # months

LEVELS = [
    # item, found, extent, months → level
    ("E85", "yes", "", AT_FOUR, Level.CONCERN),
    ("E85", "yes", "", UNDER_FOUR, Level.CONCERN),  # the rule begins at 軽度
    ("E72", "yes", "", AT_FOUR, Level.MILD),
    ("E72", "yes", "", UNDER_FOUR, Level.MODERATE),
    ("E52", "suspected", "", AT_FOUR, Level.MODERATE),  # a suspicion weighs as much
    ("E52", "yes", "", UNDER_FOUR, Level.GRAVE),
    ("E51", "yes", "", UNDER_FOUR, Level.GRAVEST),  # 重度 below four is 最重度
    ("E32", "yes", "", AT_FOUR, Level.GRAVE),
    ("E32", "yes", "heavy", AT_FOUR, Level.GRAVEST),
    ("E32", "yes", "slight", AT_FOUR, Level.MODERATE),
    ("E32", "yes", "slight", UNDER_FOUR, Level.GRAVE),
    ("E11", "yes", "", UNDER_FOUR, Level.GRAVEST),
    ("E52", "no", "heavy", UNDER_FOUR, None),
    ("E52", "unknown", "", UNDER_FOUR, None),
    ("E41", "yes", "heavy", UNDER_FOUR, None),  # being young is context: it raises, it is not a finding
]


@pytest.mark.parametrize(("item", "found", "extent", "months", "level"), LEVELS)
def test_one_item(item: str, found: str, extent: str, months: int, level: Level | None) -> None:
    assert guide(URGENT, {item: Answer(found=found, extent=extent)}, months).level is level


def test_the_gravest_of_several_stands_first() -> None:
    found = guide(URGENT, {"E85": Answer("yes"), "E51": Answer("yes"), "E72": Answer("yes")}, AT_FOUR)
    assert [w.item.id for w in found.weighed] == ["E51", "E72", "E85"]


def test_strengths_lighten_nothing_and_are_told() -> None:
    found = guide(HOME, {"C06": Answer("yes"), "P01": Answer("yes")}, AT_FOUR)
    assert found.level is Level.MILD
    assert [item.id for item in found.strengths] == ["P01"]


ROUTES = [
    ({"E11"}, "A"),
    ({"E22"}, "A"),
    ({"E32"}, "A"),
    ({"E42", "E52"}, "B"),
    ({"E42"}, "C"),
    ({"E52"}, "C"),
    ({"E61"}, "C"),
    ({"E72"}, "C"),
    ({"E85"}, "D"),
    ({"E41"}, None),
    (set(), None),
]


@pytest.mark.parametrize(("items", "route"), ROUTES)
def test_the_route(items: set[str], route: str | None) -> None:
    found = guide(URGENT, {item: Answer("yes") for item in items}, AT_FOUR).route
    assert (found.id if found else None) == route


def test_what_is_not_a_choice_counts_as_unanswered() -> None:
    given = from_form(URGENT, {"E11-found": "maybe", "E11-extent": "heavy", "E11-text": " a\r\nb "}, {})
    assert given["E11"] == Answer(extent="heavy", text="a\nb")


def test_a_number_that_names_no_fact_is_dropped() -> None:
    assert from_form(URGENT, {"E11-evidence": "1, ９, x"}, {})["E11"].evidence == ()


def test_lighter_than_the_guide() -> None:
    found = guide(URGENT, {"E51": Answer("yes")}, UNDER_FOUR)
    assert lighter(Summary(level="grave"), found)
    assert not lighter(Summary(level="gravest"), found)
    assert not lighter(Summary(), found)


def test_the_same_contents_have_the_same_bytes_and_any_change_another_hash() -> None:
    def made(text: str) -> str:
        answers = {"E51": Answer("yes", text=text)}
        return document(URGENT, answers, Summary("gravest"), guide(URGENT, answers, UNDER_FOUR), {"case": "x"})

    assert made("青あざ") == made("青あざ")
    assert digest(made("青あざ")) != digest(made("あざ"))
