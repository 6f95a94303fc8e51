"""What was drawn of a child is drawn once, and never outlives a row behind it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.casework.looking import look
from sukoyaka.office.web.models import Drawn, LifeFact, Listing, Reason
from sukoyaka.office.web.views import drawn
from sukoyaka.office.web.views.child import listing_of

Statements = Callable[[Callable[[], object]], list[str]]


def page(client: Client, case: str, asked: str = "") -> str:
    return client.get(f"/children/{case}/{asked}").content.decode()


def main_of(text: str) -> str:
    """The page without what differs at each request: tokens of forms, its number."""
    return text.split("<main")[1].split("</main>", maxsplit=1)[0].split("csrfmiddlewaretoken", maxsplit=1)[0]


def test_the_second_look_reads_no_life(city: City, enter: Callable[[str], Client], statements: Statements) -> None:
    client, case = enter("caseworker"), city.cases[0]
    first = page(client, case)
    sent = statements(lambda: page(client, case))
    assert len(sent) <= 6
    assert not [sql for sql in sent if "office_lifefact" in sql]
    assert main_of(page(client, case)) == main_of(first)


@pytest.mark.parametrize("model", [LifeFact, Reason, Listing])
def test_a_changed_row_is_seen_at_once(model: type[LifeFact], city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[0]
    page(client, case)
    assert Drawn.objects.filter(case=case).exists()
    model.objects.filter(case=case).update(run_id=model.objects.filter(case=case)[0].run_id)
    assert not Drawn.objects.exists()


@pytest.mark.parametrize("model", [LifeFact, Reason])
def test_an_added_row_is_seen_at_once(model: type[LifeFact], city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[0]
    page(client, case)
    added = model.objects.filter(case=case)[0]
    added.pk = None
    added.save(force_insert=True)
    assert not Drawn.objects.exists()


def test_each_way_of_reading_has_its_own(city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[0]
    japanese = page(client, case)
    client.cookies["language"] = "en"
    assert "Why listed" in page(client, case) or '<html lang="en"' in page(client, case)
    client.cookies["language"] = "ja"
    assert main_of(page(client, case)) == main_of(japanese)
    assert {row.view.split("/")[0] for row in Drawn.objects.filter(case=case)} == {"ja", "en"}


def test_another_zoom_is_drawn_and_not_kept(city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[0]
    assert page(client, case, "?zoom=6m") != page(client, case, "?zoom=2y")
    assert not Drawn.objects.exists()


def test_ages_are_those_of_the_month(city: City) -> None:
    march, april = (drawn.Reader("ja", reports=True, today=day) for day in (date(2024, 3, 31), date(2024, 4, 1)))
    assert march.view != april.view


def test_drawing_ahead_draws_what_a_look_would(city: City, enter: Callable[[str], Client]) -> None:
    assert drawn.draw_ahead(5) == 5
    assert {row.case_id for row in Drawn.objects.all()} == set(city.cases[:5])
    listing = listing_of(city.cases[0])
    reader = drawn.Reader("ja", reports=True, today=date(2024, 4, 10))
    assert drawn.parts(listing, look({}, frozenset()), reader) == drawn.draw(listing, look({}, frozenset()), reader)
    assert drawn.draw_ahead(1_000) == len(city.cases) - 5
    assert drawn.draw_ahead(1_000) == 0


def test_nothing_of_a_form_or_a_name_is_kept(city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[1]
    client.post(f"/children/{case}/reveal/", {"purpose": "support", "reason": "家庭訪問の前に連絡先を確かめるため"})
    identity = next(row for row in city.tables["identities"] if row["case"] == case)
    assert str(identity["name"]) in page(client, case)
    kept = drawn._kept(listing_of(case), drawn.Reader("ja", reports=True, today=date(2024, 4, 10)))
    assert kept is not None
    text = kept.why + kept.unknowns + kept.life
    assert not [key for key in ("name", "kana", "address", "birth_date") if str(identity[key]) in text]
    assert "csrf" not in text
