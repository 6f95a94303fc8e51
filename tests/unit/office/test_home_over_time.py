"""A home from one change to the next, and its genogram: lines only where the register says whose child somebody is."""

import xml.etree.ElementTree as ET
from datetime import date

import pytest

from sukoyaka.office.casework.home import MOST, chosen, steps
from sukoyaka.office.casework.household import Together
from sukoyaka.office.draw.household import Person, draw
from sukoyaka.office.draw.relation import level, path

BORN, AS_OF = date(2022, 1, 1), date(2024, 4, 1)
SVG = "{http://www.w3.org/2000/svg}"


def lived(member: str, relation: str, from_on: date = BORN, until_on: date | None = None, same: bool = True) -> Together:
    return Together(member, relation, date(1990, 1, 1), "female", same, from_on, until_on)


CHILD = Together("child", "子", BORN, "male", True, BORN, None)


def test_a_home_without_changes_is_one_step() -> None:
    (only,) = steps([lived("m", "世帯主"), CHILD], {}, AS_OF)
    assert (only.day, len(only.present)) == (BORN, 2)


def test_who_came_who_went_and_who_is_called_another_way() -> None:
    day = date(2023, 6, 1)
    together = [lived("f", "世帯主", until_on=day), lived("m", "妻", until_on=day), lived("m", "世帯主", day), lived("g", "母", day), CHILD]
    _, step = steps(together, {day: ["離婚"]}, AS_OF)
    assert [one.member for one in step.came] == ["g"]
    assert [one.member for one in step.went] == ["f"]
    assert [(old.relation, new.relation) for old, new in step.renamed] == [("妻", "世帯主")]
    assert step.events == ("離婚",)


def test_a_move_of_the_whole_home_is_a_step_though_nobody_changed() -> None:
    found = steps([lived("m", "世帯主"), CHILD], {date(2023, 9, 25): ["転居", "転居"]}, AS_OF)
    assert [(step.day, step.events) for step in found] == [(BORN, ()), (date(2023, 9, 25), ("転居",))]


def test_what_comes_after_the_day_is_not_told() -> None:
    later = date(2024, 5, 1)
    assert len(steps([lived("m", "世帯主", until_on=later), CHILD], {later: ["転出"]}, AS_OF)) == 1


@pytest.mark.parametrize(("on", "index"), [(date(2021, 1, 1), 0), (date(2023, 5, 31), 0), (date(2023, 6, 1), 1), (AS_OF, 1)])
def test_the_step_that_holds_on_a_day(on: date, index: int) -> None:
    found = steps([lived("m", "世帯主"), lived("g", "母", date(2023, 6, 1)), CHILD], {}, AS_OF)
    assert chosen(found, on) == index


def test_nobody_is_no_step() -> None:
    assert steps([], {}, AS_OF) == []
    assert chosen([], AS_OF) == 0


def test_many_changes_keep_the_latest() -> None:
    events = {date(2023, 1, 1 + n): ["転居"] for n in range(30)}
    assert len(steps([lived("m", "世帯主"), CHILD], events, AS_OF)) == MOST


RELATIONS = {
    # as written              path                    generations below the head
    "世帯主": ((), 0),
    "妻（未届）": (("妻(未届)",), 0),
    "長男": (("子",), 1),
    "妻（未届）の子": (("妻(未届)", "子"), 1),
    "子の子": (("子", "子"), 2),
    "妻の母": (("妻", "母"), -1),
    "祖父": (("祖父",), -2),
    "縁故者": (("縁故者",), 0),
}


@pytest.mark.parametrize("written", RELATIONS)
def test_what_a_relation_says_of_generations(written: str) -> None:
    assert (path(written), level(path(written))) == RELATIONS[written]


def picture(*people: Person) -> ET.Element:
    return ET.fromstring(draw(people, "世帯主、子"))  # noqa: S314 - our own picture


def person(relation: str, years: int, sex: str = "female", **more: bool) -> Person:
    return Person(relation, sex, years, **more)


HEAD, WIFE, CHILD_ITSELF = person("世帯主", 35, "male"), person("妻", 33), person("子", 2, is_child=True)


def test_squares_circles_and_a_double_outline() -> None:
    found = picture(HEAD, WIFE, CHILD_ITSELF)
    assert len(list(found.iter(f"{SVG}circle"))) == 3  # the wife, and the child twice
    assert "本人" in [element.text for element in found.iter(f"{SVG}text")]


def test_couples_are_joined_and_their_children_hang_from_between() -> None:
    found = picture(HEAD, WIFE, CHILD_ITSELF)
    (couple,) = found.iter(f"{SVG}line")
    (descent,) = found.iter(f"{SVG}path")
    middle = (float(couple.get("x1") or 0) + float(couple.get("x2") or 0)) / 2
    assert (descent.get("d") or "").startswith(f"M{middle:.1f} ")


def test_an_unmarried_couple_is_dashed() -> None:
    found = picture(HEAD, person("妻（未届）", 30), CHILD_ITSELF)
    (couple,) = found.iter(f"{SVG}line")
    assert couple.get("stroke-dasharray")


def test_a_child_of_the_wife_hangs_from_her_alone() -> None:
    found = picture(HEAD, WIFE, person("妻の子", 9), person("子", 2, is_child=True))
    starts = {(element.get("d") or "").split(" ")[0] for element in found.iter(f"{SVG}path")}
    assert len(starts) == 2


def test_no_line_where_the_register_leaves_it_open() -> None:
    grown = [person("子", 25), person("子", 23)]
    found = picture(HEAD, *grown, person("子の子", 1, is_child=True))
    assert len(list(found.iter(f"{SVG}path"))) == 1  # head to his children; whose the grandchild is stays open


def test_a_household_apart_has_its_own_box_at_the_same_address() -> None:
    apart = [person("世帯主", 60, same_household=False), person("妻", 58, same_household=False)]
    texts = [element.text for element in picture(HEAD, CHILD_ITSELF, *apart).iter(f"{SVG}text")]
    assert {"こどもの世帯", "同じ住所の別の世帯", "同じ住所"} <= set(texts)
    assert "同じ住所" not in [element.text for element in picture(HEAD, CHILD_ITSELF).iter(f"{SVG}text")]


def test_nobody_at_home_is_still_a_picture() -> None:
    assert "こどもの世帯" in [element.text for element in picture().iter(f"{SVG}text")]
