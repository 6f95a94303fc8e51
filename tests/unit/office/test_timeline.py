"""The picture of a life: what happened, what nobody could have told us, and the same bytes every time."""

import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest

from sukoyaka.office.draw.axis import Axis, Stretch, gaps
from sukoyaka.office.draw.timeline import CoResident, Fact, Life, Source, draw

BIRTH, AS_OF = date(2022, 1, 1), date(2024, 4, 1)
SVG = "{http://www.w3.org/2000/svg}"


def source(*covered: Stretch, strand: str = "life") -> Source:
    return Source("checkup", "小児健診", strand, covered)


def life(facts: tuple[Fact, ...] = (), sources: tuple[Source, ...] = (), others: tuple[CoResident, ...] = ()) -> Life:
    return Life(BIRTH, AS_OF, facts, sources, others)


def hatched(picture: str) -> list[ET.Element]:
    return [rect for rect in ET.fromstring(picture).iter(f"{SVG}rect") if rect.get("fill") == "url(#not-supplied)"]  # noqa: S314 - our own picture


def titles(picture: str) -> list[str]:
    return [title.text or "" for title in ET.fromstring(picture).iter(f"{SVG}title")]  # noqa: S314 - our own picture


def test_the_same_life_has_the_same_bytes() -> None:
    one = life((Fact("life", "checkup", date(2022, 5, 1), "健診"),), (source(Stretch(BIRTH, AS_OF)),))
    assert draw(one) == draw(one)


def test_a_covered_lane_without_facts_is_empty() -> None:
    assert hatched(draw(life(sources=(source(Stretch(BIRTH, AS_OF)),)))) == []


def test_a_lane_that_nobody_supplied_is_hatched_from_end_to_end() -> None:
    (band,) = hatched(draw(life(sources=(source(),))))
    assert float(band.get("width") or 0) > 800


def test_the_gap_says_from_when_to_when() -> None:
    picture = draw(life(sources=(source(Stretch(BIRTH, date(2024, 1, 1))),)))
    assert "未提供: 2024-01-01 – 2024-03-31" in titles(picture)


def test_facts_are_in_their_strand() -> None:
    facts = (Fact("concern", "checkup", date(2023, 1, 1), "要観察"), Fact("agency", "checkup", date(2023, 6, 1), "訪問"))
    picture = draw(life(facts, (source(Stretch(BIRTH, AS_OF)),)))
    assert picture.count("<polygon") == 1
    assert "2023-01-01 要観察" in titles(picture)
    assert picture.index("要観察") < picture.index("訪問")


def test_facts_too_close_to_tell_apart_are_one_mark_that_counts_them() -> None:
    facts = tuple(Fact("life", "checkup", date(2023, 1, 1) + timedelta(days=n), f"受診{n}") for n in range(3))
    picture = draw(life(facts, (source(Stretch(BIRTH, AS_OF)),)))
    assert picture.count("<circle") == 1
    assert ">3</text>" in picture
    assert all(f"受診{n}" in picture for n in range(3))


def test_co_residents_have_a_lane_with_the_time_together() -> None:
    mother = CoResident("母（29歳）", (Stretch(BIRTH, None),), (Fact("concern", "claims", date(2023, 3, 1), "気分障害"),))
    picture = draw(life(others=(mother,)))
    assert "母（29歳）" in picture
    assert "2023-03-01 気分障害" in titles(picture)


def test_words_of_the_data_are_escaped() -> None:
    picture = draw(life((Fact("life", "checkup", date(2023, 1, 1), "<script>&"),), (source(Stretch(BIRTH, AS_OF)),)))
    assert "<script>" not in picture
    assert "2023-01-01 <script>&" in titles(picture)


def test_no_style_attribute_for_the_policy_to_refuse() -> None:
    picture = draw(life(sources=(source(),)))
    assert "style=" not in picture
    assert "<style" not in picture


def test_a_life_of_one_day_is_drawn() -> None:
    ET.fromstring(draw(Life(AS_OF, AS_OF, (), (source(),), ())))  # noqa: S314 - our own picture


@pytest.mark.parametrize(
    ("covered", "expected"),
    [
        ([], [(1, 31)]),
        ([(1, 31)], []),
        ([(1, 10)], [(10, 31)]),
        ([(10, 20)], [(1, 10), (20, 31)]),
        ([(5, 20), (10, 25)], [(1, 5), (25, 31)]),
        ([(20, None), (1, 5)], [(5, 20)]),
    ],
)
def test_gaps(covered: list[tuple[int, int | None]], expected: list[tuple[int, int]]) -> None:
    def day(number: int) -> date:
        return date(2024, 1, number)

    stretches = [Stretch(day(a), day(b) if b else None) for a, b in covered]
    assert gaps(stretches, day(1), day(31)) == [Stretch(day(a), day(b)) for a, b in expected]


def test_days_outside_lie_on_the_edge() -> None:
    axis = Axis(BIRTH, AS_OF, 0, 100)
    assert (axis.x(date(2000, 1, 1)), axis.x(date(2030, 1, 1))) == (0, 100)
    assert len(axis.marks()) <= 9
    assert [years for years, _ in axis.birthdays(BIRTH)] == [0, 1, 2]


def lane_marks(picture: str) -> int:
    return picture.count("<circle") + picture.count("<polygon")


def test_a_closer_look_leaves_out_what_was_before_and_says_how_much() -> None:
    facts = (Fact("life", "checkup", date(2022, 5, 1), "健診"), Fact("life", "checkup", date(2024, 2, 1), "接種"))
    covered = (source(Stretch(BIRTH, AS_OF)),)
    near = draw(Life(BIRTH, AS_OF, facts, covered, (), months=6))
    assert lane_marks(near) == 1
    assert "← これより前に1件" in near
    assert "これより前" not in draw(life(facts, covered))


def test_a_folded_group_is_one_lane_with_all_its_facts() -> None:
    facts = tuple(Fact("life", name, date(2022, 3 * n, 1), name) for n, name in enumerate(("checkup", "vaccination"), 1))
    covered = tuple(Source(name, name, "life", (Stretch(BIRTH, AS_OF),)) for name in ("checkup", "vaccination"))
    whole, folded = draw(Life(BIRTH, AS_OF, facts, covered, ())), draw(Life(BIRTH, AS_OF, facts, covered, (), folded=frozenset({"life"})))
    assert "2本をたたんで表示" in folded
    assert lane_marks(whole) == lane_marks(folded) == 2


def test_brothers_and_sisters_have_lanes_of_their_own_before_the_others() -> None:
    sister = CoResident("子（4歳）", (Stretch(BIRTH, None),), (), sibling=True)
    mother = CoResident("妻（29歳）", (Stretch(BIRTH, None),), ())
    picture = draw(life(others=(mother, sister)))
    assert picture.index("きょうだい") < picture.index("子（4歳）") < picture.index(">同居者<") < picture.index("妻（29歳）")


def test_the_picture_tells_its_span_and_counts() -> None:
    picture = draw(life((Fact("concern", "checkup", date(2023, 1, 1), "要観察"),), (source(Stretch(BIRTH, AS_OF)),)))
    (told,) = [d.text or "" for d in ET.fromstring(picture).iter(f"{SVG}desc")]  # noqa: S314 - our own picture
    assert "2024-04-01" in told
    assert "懸念: 1" in told
