"""The pictures of the dashboards: bars in proportion, old sources marked, districts where they lie and hatched where not told."""

import xml.etree.ElementTree as ET
from datetime import date

from sukoyaka.office.draw import bars, freshness
from sukoyaka.office.draw import map as maps

SVG = "{http://www.w3.org/2000/svg}"
TODAY = date(2024, 4, 1)


def elements(picture: str, name: str) -> list[ET.Element]:
    return list(ET.fromstring(picture).iter(f"{SVG}{name}"))  # noqa: S314 - our own picture


def number(element: ET.Element, attribute: str) -> float:
    return float(element.get(attribute) or "nan")


def texts(picture: str) -> list[str]:
    return [element.text or "" for element in elements(picture, "text")]


def test_bars_are_in_proportion_and_say_their_count() -> None:
    picture = bars.draw("x", "段階", [bars.Bar("一覧", 1_200), bars.Bar("確認", 300, "25%"), bars.Bar("終結", 0)])
    long, short = elements(picture, "rect")
    assert abs(number(long, "width") / number(short, "width") - 4) < 0.01
    assert {"1,200", "300", "25%", "0"} <= set(texts(picture))


def test_no_bars_and_nothing_but_zeros_are_pictures_too() -> None:
    assert elements(bars.draw("x", "段階", []), "rect") == []
    assert elements(bars.draw("x", "段階", [bars.Bar("一覧", 0)]), "rect") == []


def test_an_old_source_is_told_by_shape() -> None:
    sources = [freshness.Fresh("新", date(2024, 3, 1)), freshness.Fresh("旧", date(2023, 11, 1)), freshness.Fresh("無", None)]
    picture = freshness.draw(sources, TODAY)
    assert (len(elements(picture, "circle")), len(elements(picture, "polygon"))) == (1, 1)
    assert {"31日前", "152日前", "記録なし"} <= set(texts(picture))


def test_a_source_older_than_the_picture_lies_at_its_edge() -> None:
    (mark,) = elements(freshness.draw([freshness.Fresh("旧", date(2020, 1, 1))], TODAY), "polygon")
    assert (mark.get("points") or "").startswith("210.0,")


def square(code: str, west: float) -> maps.District:
    ring = ((west, 35.0), (west + 0.1, 35.0), (west + 0.1, 35.1), (west, 35.1), (west, 35.0))
    return maps.District(code, f"町{code}", (ring,))


LAND = [square(str(n), 139 + n / 10) for n in range(5)]


def shapes(told: dict[str, int | str]) -> dict[str, str]:
    found = {}
    for path in elements(maps.draw("地図", LAND, told), "path"):
        title = path.find(f"{SVG}title")
        if title is not None:
            found[title.text or ""] = path.get("fill") or ""
    return found


def test_the_more_the_darker() -> None:
    found = shapes({"0": 10, "1": 20, "2": 30, "3": 40, "4": 50})
    assert list(found.values()) == list(maps.SHADES)


def test_a_count_that_is_not_told_is_hatched_and_says_its_mark() -> None:
    found = shapes({"0": 40, "1": "10未満", "2": 12})
    assert found["町1 10未満"] == "url(#hidden-map)"
    assert found["町3 0"] == "#ffffff"


def test_districts_lie_where_they_are() -> None:
    paths = [p.get("d") or "" for p in elements(maps.draw("地図", LAND, {}), "path") if p.find(f"{SVG}title") is not None]
    lefts = [float(path[1:].split(" ")[0]) for path in paths]
    assert lefts == sorted(lefts)
    assert lefts[0] == maps.PAD


def test_a_district_of_two_islands_is_one_shape() -> None:
    two = maps.District("9", "島", (LAND[0].rings[0], LAND[3].rings[0]))
    (path,) = [p for p in elements(maps.draw("地図", [two], {"9": 11}), "path") if p.find(f"{SVG}title") is not None]
    assert (path.get("d") or "").count("M") == 2


def test_no_land_is_no_error() -> None:
    assert "0の地区" in maps.draw("地図", [], {})
