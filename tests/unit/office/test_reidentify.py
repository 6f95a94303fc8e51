"""Re-identification: one person, one child, one purpose, one session, half an hour."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.purposes import Category, LookPurpose
from sukoyaka.office.casework.reidentify import Reveal, as_shown, grant, open_vault
from sukoyaka.office.casework.roles import Actor, Role
from sukoyaka.office.vault.keys import VaultKey
from sukoyaka.office.vault.sealing import Identity, Sealed, seal

KEY, CASE, NOW, REASON = VaultKey(b"k" * 32), "a" * 32, datetime(2024, 4, 10, 9, tzinfo=UTC), "家庭訪問の前に確認するため"
SAKURA = Actor("sakura", "支援 さくら", Role.CASEWORKER, "健康福祉センター")
CHILD = Identity("佐藤 蓮", "サトウ レン", date(2022, 1, 5), "male", "238-0000", "みらい市1-2-3", False, None, date(2024, 4, 1))


class Shelf:
    def __init__(self, *sealed: Sealed) -> None:
        self.opened: list[str] = []
        self._sealed = {one.case: one for one in sealed}

    def fetch(self, case: str) -> Sealed | None:
        self.opened.append(case)
        return self._sealed.get(case)


def given(purpose: str = "support") -> Reveal:
    return grant(SAKURA, CASE, purpose, REASON, "session", NOW)


def test_it_lasts_half_an_hour() -> None:
    assert given().ends_at - given().opened_at == timedelta(minutes=30)


def test_it_shows_the_child() -> None:
    shown = open_vault(KEY, Shelf(seal(CASE, CHILD, KEY)), given(), SAKURA, "session", NOW)
    assert shown
    assert shown.identity == CHILD


@pytest.mark.parametrize(
    ("username", "session", "later"),
    [("kaede", "session", 0), ("sakura", "another", 0), ("sakura", "session", 30), ("sakura", "session", -1)],
)
def test_outside_its_bounds_the_vault_stays_shut(username: str, session: str, later: int) -> None:
    shelf = Shelf(seal(CASE, CHILD, KEY))
    with pytest.raises(Refused):
        open_vault(KEY, shelf, given(), replace(SAKURA, username=username), session, NOW + timedelta(minutes=later))
    assert shelf.opened == []


def test_a_child_without_identity_shows_nothing() -> None:
    assert open_vault(KEY, Shelf(), given(), SAKURA, "session", NOW) is None


@pytest.mark.parametrize("purpose", LookPurpose)
def test_the_address_shows_for_those_who_go_there(purpose: LookPurpose) -> None:
    shown = as_shown(CHILD, purpose)
    goes = purpose in {LookPurpose.SUPPORT, LookPurpose.WATCHING, LookPurpose.EMERGENCY}
    assert (shown.identity.address is not None) is goes
    assert (Category.ADDRESS in shown.categories) is goes


@pytest.mark.parametrize("purpose", LookPurpose)
def test_under_the_measure_no_purpose_shows_an_address(purpose: LookPurpose) -> None:
    shown = as_shown(replace(CHILD, support_measure=True), purpose)
    assert (shown.identity.address, shown.identity.postal_code) == (None, None)
    assert Category.ADDRESS not in shown.categories


def test_an_analyst_is_granted_nothing() -> None:
    with pytest.raises(Refused):
        grant(replace(SAKURA, role=Role.ANALYST), CASE, "support", REASON, "session", NOW)
