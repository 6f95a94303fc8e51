"""Sessions: prolonged now and then, over after their time; a closed account is out at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.web import clock
from sukoyaka.office.web.models import Account
from sukoyaka.office.web.sessions import PROLONG_EVERY

FULL = timedelta(seconds=settings.SESSION_COOKIE_AGE)


def left() -> timedelta:
    return Session.objects.get().expire_date - clock.now()


def set_left(seconds: float) -> None:
    Session.objects.update(expire_date=clock.now() + timedelta(seconds=seconds))


@pytest.mark.usefixtures("city")
def test_a_page_prolongs_a_session_that_was_not_prolonged_for_a_while(enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    set_left(60)
    assert client.get("/alive/").status_code == 200
    assert left() > FULL - timedelta(seconds=5)


@pytest.mark.usefixtures("city")
def test_the_next_page_does_not_write_it_again(
    enter: Callable[[str], Client], statements: Callable[[Callable[[], object]], list[str]]
) -> None:
    client = enter("caseworker")
    assert not [sql for sql in statements(lambda: client.get("/alive/")) if sql.startswith("UPDATE")]


@pytest.mark.usefixtures("city")
def test_a_session_lasts_fifteen_minutes_whenever_it_was_written() -> None:
    assert timedelta(minutes=15) == FULL - PROLONG_EVERY


@pytest.mark.usefixtures("city")
def test_over_is_over(enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    set_left(-1)
    assert client.get("/alive/").status_code == 302


def test_a_closed_account_is_out_with_its_next_request(city: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    Account.objects.filter(username="caseworker").update(is_active=False)
    assert client.get(f"/children/{city.cases[0]}/").status_code == 302


def test_a_changed_password_ends_the_sessions_of_before(city: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    account = Account.objects.get(username="caseworker")
    account.set_password("another one, long enough")
    account.save()
    assert client.get(f"/children/{city.cases[0]}/").status_code == 302
