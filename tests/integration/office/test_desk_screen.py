"""The desk: funnel, waiting, map, quality of the sources. Counts alone; small ones hidden from those without rights to cases."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action
from sukoyaka.office.web import towns
from sukoyaka.office.web.models import AuditEntry, Listing, Run

Enter = Callable[[str], Client]
RING = [[139.0, 35.0], [139.1, 35.0], [139.1, 35.1], [139.0, 35.0]]


def geojson(path: Path, *features: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return path


def feature(code: str, name: str = "港町", kind: str = "Polygon", ring: object = RING) -> dict[str, object]:
    coordinates = [ring] if kind == "Polygon" else [[ring], [ring]]
    return {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": {"type": kind, "coordinates": coordinates}}


@pytest.fixture
def place(settings: object, tmp_path: Path) -> Path:
    """The office's home, empty of maps."""
    settings.HOME = tmp_path  # type: ignore[attr-defined]  # pytest-django's wrapper
    return tmp_path


def words(response: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))  # type: ignore[attr-defined]  # Django's test response


def test_the_funnel_counts_those_who_came_to_a_step(city: City, enter: Enter) -> None:
    enter("caseworker").post(f"/children/{city.cases[0]}/move/", {"after": "looking"})
    text = words(enter("steward").get("/desk/"))
    listed = Listing.objects.count()
    assert f"一覧に載った {listed}" in text
    assert "確認を始めた 1" in text
    assert "検討会へ送った 0" in text
    assert AuditEntry.objects.latest("pk").action == Action.SEE_DESK.value


def test_waiting_begins_with_the_first_determination(city: City, enter: Enter) -> None:
    waiting = (Run.objects.get().as_of - Run.objects.get().as_of).days
    assert waiting == 0
    assert f"待ち 8〜14日 {Listing.objects.count()}" in words(enter("steward").get("/desk/"))  # listed on the 1st, today is the 10th


def test_a_move_back_and_forth_is_counted_once(city: City, enter: Enter) -> None:
    client, case = enter("caseworker"), city.cases[0]
    for after in ("looking", "watching", "looking", "watching"):
        client.post(f"/children/{case}/move/", {"after": after, "note": "様子をみるため"})
    assert "見守りへ 1" in words(enter("steward").get("/desk/"))


def test_without_a_determination_there_is_nothing_to_count(enter: Enter, place: Path) -> None:
    assert "判定結果はまだ届いていません" in words(enter("steward").get("/desk/"))
    assert "判定結果はまだ届いていません" in words(enter("steward").get("/desk/districts/"))


def test_the_map_waits_for_its_boundaries(city: City, enter: Enter, place: Path) -> None:
    assert "地区の境界がまだ登録されていません" in words(enter("steward").get("/desk/districts/"))


def test_the_map_shows_what_the_hub_told_and_nothing_smaller(city: City, enter: Enter, place: Path) -> None:
    told = [{"town": "001", "children": 120, "mark": ""}, {"town": "002", "children": None, "mark": "10未満"}]
    Run.objects.update(districts=told)
    towns.keep(geojson(place / "in.json", feature("001"), feature("002", "磯町", "MultiPolygon")), place, "code", "name")
    text = words(enter("analyst").get("/desk/districts/?show=listed"))
    assert "港町 001 120" in text
    assert "磯町 002 10未満" in text
    assert "一覧のこどもの数" not in text


def test_who_may_see_the_lists_sees_them_on_the_map(city: City, enter: Enter, place: Path) -> None:
    town = Listing.objects.exclude(town=None).values_list("town", flat=True).first()
    towns.keep(geojson(place / "in.json", feature(str(town))), place, "code", "name")
    count = Listing.objects.filter(town=town).count()
    assert f"港町 {town} {count}" in words(enter("steward").get("/desk/districts/?show=listed"))


WRONG = {
    "no JSON": "boundaries",
    "no features": json.dumps({"type": "FeatureCollection", "features": []}),
    "a point": json.dumps({"features": [{"properties": {"code": "1", "name": "x"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}),
    "metres": json.dumps({"features": [feature("1", ring=[[0, 0], [500_000, 0], [500_000, 9], [0, 0]])]}),
    "no code": json.dumps({"features": [{"properties": {"name": "x"}, "geometry": {"type": "Polygon", "coordinates": [RING]}}]}),
}


@pytest.mark.parametrize("what", WRONG)
def test_boundaries_that_are_none_are_refused_and_the_map_stays(what: str, place: Path) -> None:
    towns.keep(geojson(place / "in.json", feature("001")), place, "code", "name")
    (place / "in.json").write_text(WRONG[what], encoding="utf-8")
    with pytest.raises(towns.TownsInvalid):
        towns.keep(place / "in.json", place, "code", "name")
    assert [one.code for one in towns.load(place)] == ["001"]


def test_a_city_names_its_own_properties(place: Path) -> None:
    one = feature("001") | {"properties": {"KEY_CODE": "142010010", "S_NAME": "港町"}}
    assert [d.code for d in towns.keep(geojson(place / "in.json", one), place, "KEY_CODE", "S_NAME")] == ["142010010"]


def test_a_determination_that_did_not_tell_of_rows_shows_none(city: City, enter: Enter) -> None:
    run = Run.objects.get()
    run.sources = [{name: value for name, value in source.items() if not name.startswith("rows_")} for source in run.sources]
    run.save()
    assert "― ― ―" in words(enter("steward").get("/sources/"))


def test_the_first_screen_hides_who_has_not_begun_with_the_rest(city: City, enter: Enter) -> None:
    enter("caseworker").post(f"/children/{city.cases[-1]}/move/", {"after": "looking"})
    listed = Listing.objects.filter(tier="at_risk").count()
    assert f"未着手 {listed - 1}" not in words(enter("analyst").get("/"))
    assert f"未着手 {listed - 1}" in words(enter("steward").get("/"))


def test_agreement_is_told_to_those_who_see_children_and_hidden_in_small_from_the_steward(
    city: City, enter: Callable[[str], Client]
) -> None:
    client = enter("caseworker")
    for place in range(4):
        said = {"verdict": "agree", "reason": "reasons_hold"} if place < 3 else {"verdict": "disagree", "reason": "supported"}
        client.post(f"/children/{city.cases[place]}/verdict/", said)
    page = client.get("/desk/").content.decode()
    assert "75%" in page
    assert "すでに支援につながっている" in page
    hidden = enter("steward").get("/desk/").content.decode()
    assert "75%" not in hidden
    assert "示せない数" in hidden
