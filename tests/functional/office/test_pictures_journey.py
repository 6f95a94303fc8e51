"""The pictures in a browser: for everybody, under the policy, without script, on paper; the slider and the links between them."""

from typing import Any

import pytest

pytestmark = [pytest.mark.needs_browser, pytest.mark.needs_database]
Visitor = Any

PAGES = [
    ("caseworker", "/children/{case}/?zoom=2y&fold=life,siblings"),
    ("caseworker", "/children/{case}/chronology/?whose=all"),
    ("steward", "/desk/"),
    ("steward", "/desk/districts/?show=listed"),
    ("steward", "/sources/"),
    ("holder", "/sources/"),
    ("analyst", "/desk/districts/"),
]


def child_whose_home_changed(office: Any) -> str:
    """A listed child from whose home somebody went, with a dose on record."""
    went = {row["case"] for row in office.city.tables["members"] if row["until_on"]}
    dosed = {row["case"] for row in office.city.tables["life"] if str(row["code"]).startswith("VACCINE/")}
    return str(min(went & dosed))


def child_page(visitor: Visitor, query: str = "") -> None:
    visitor.logs_in("caseworker")
    visitor.goes(f"/children/{child_whose_home_changed(visitor.office)}/{query}")


@pytest.fixture(autouse=True)
def boundaries(office: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two districts on the map, put there by the command."""
    towns = sorted({str(row["town"]) for row in office.city.tables["children"] if row["town"]})[:2]
    file = tmp_path_factory.mktemp("towns") / "towns.geojson"
    features = ", ".join(
        f'{{"type": "Feature", "properties": {{"code": "{town}", "name": "町{n}"}}, "geometry": {{"type": "Polygon", '
        f'"coordinates": [[[139.{n}, 35.1], [139.{n + 1}, 35.1], [139.{n + 1}, 35.2], [139.{n}, 35.1]]]}}}}'
        for n, town in enumerate(towns)
    )
    file.write_text(f'{{"type": "FeatureCollection", "features": [{features}]}}', encoding="utf-8")
    done = office.command("office", "towns", str(file), "--json")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_a_picture_is_for_everybody_and_breaks_no_policy(role: str, path: str, visitor: Visitor) -> None:
    visitor.logs_in(role)
    visitor.goes(path.format(case=child_whose_home_changed(visitor.office)))
    assert visitor.axe() == []
    assert visitor.complaints == []
    assert visitor.sideways() <= 0
    visitor.page.set_viewport_size({"width": 683, "height": 384})  # 200 %
    assert visitor.sideways() <= 0


def test_a_boundary_file_that_is_none_is_refused(office: Any, tmp_path: Any) -> None:
    (tmp_path / "towns.geojson").write_text("{}")
    done = office.command("office", "towns", str(tmp_path / "towns.geojson"))
    assert done.returncode != 0
    assert "no features" in done.stderr


def test_a_sign_of_the_matrix_leads_to_its_record(visitor: Visitor) -> None:
    child_page(visitor)
    link = visitor.page.locator("a.matrix__link").first
    link.click()
    assert visitor.page.url.endswith(link.get_attribute("href"))
    assert visitor.page.locator("tr:target").is_visible()


def test_folding_and_zooming_stay_in_the_address(visitor: Visitor) -> None:
    child_page(visitor)
    visitor.page.get_by_role("navigation", name="時系列の期間").get_by_role("link", name="6か月").click()
    visitor.page.get_by_role("navigation", name="時系列の期間").get_by_role("link", name="こどもの生活").click()
    assert "zoom=6m&fold=life" in visitor.page.url
    assert visitor.page.locator("svg.timeline__picture", has_text="本をたたんで表示").count() == 1


def test_the_slider_shows_another_day_and_keeps_it_in_the_address(visitor: Visitor) -> None:
    child_page(visitor)
    slider = visitor.page.locator("#home-day")
    assert int(slider.get_attribute("max") or 0) > 0
    slider.focus()
    visitor.page.keyboard.press("Home")
    assert visitor.page.locator("figure.home:visible").get_attribute("data-step") == "0"
    assert "on=" in visitor.page.url
    visitor.page.reload()
    assert visitor.page.locator("figure.home:visible").get_attribute("data-step") == "0"


def test_without_script_every_picture_is_there_and_the_days_are_links(browser: Any, office: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(office.address + "/login/")
    page.fill("#username", "caseworker")
    page.fill("#password", office.passwords["caseworker"])
    page.get_by_role("main").get_by_role("button", name="ログイン").click()
    page.goto(f"{office.address}/children/{child_whose_home_changed(office)}/")
    assert page.locator("svg.growth__picture:visible").count() == 2
    assert page.locator("svg.home__picture:visible").count() == 1
    assert not page.locator("#home-day").is_visible()
    page.get_by_role("navigation", name="世帯が変わった日").get_by_role("link").first.click()
    assert page.locator("figure.home:visible").get_attribute("data-step") == "0"
    context.close()


def test_the_pictures_print(visitor: Visitor) -> None:
    child_page(visitor)
    visitor.page.emulate_media(media="print")
    assert visitor.page.locator("svg.growth__picture:visible").count() == 2
    assert not visitor.page.locator(".switches").first.is_visible()


def test_in_english_no_word_of_the_pictures_is_left_behind(visitor: Visitor) -> None:
    child_page(visitor)
    visitor.page.get_by_role("button", name="English").click()
    for section in ("growth", "matrix"):
        text = visitor.page.locator(f"section:has(#{section})").inner_text()
        assert not [word for word in ("体重", "身長", "計測", "期限", "データが", "予防接種") if word in text]


def test_pages_for_the_documents(visitor: Visitor) -> None:
    visitor.logs_in("steward")
    visitor.goes("/desk/")
    assert "一覧に載った" in visitor.text()
    visitor.goes("/desk/districts/?show=listed")
    assert visitor.page.locator("svg.map__picture path[fill-rule]").count() == 2


def test_an_analyst_finds_the_map_and_not_the_desk(visitor: Visitor) -> None:
    visitor.logs_in("analyst")
    visitor.page.get_by_role("link", name="地区の地図").click()
    assert "一覧のこどもの数" not in visitor.text()
    visitor.goes("/desk/")
    assert "認められていません" in visitor.text()
