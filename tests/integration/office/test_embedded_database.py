"""The embedded database: what the office does there, it does without a superuser's rights."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from sukoyaka.office.web.postgres import GIVE, OWNER


@pytest.fixture
def owner(db: None) -> Iterator[psycopg.Connection]:
    """As a command of the office connects."""
    if not connection.settings_dict["HOST"].startswith("/"):
        pytest.skip("a managed database has its own administrator")
    with psycopg.connect(host=connection.settings_dict["HOST"], dbname="postgres", user=OWNER) as opened:
        yield opened


def test_the_owner_is_no_superuser_and_bypasses_no_rule(owner: psycopg.Connection) -> None:
    found = owner.execute("SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user")
    assert found.fetchone() == (False, False, False, False)


def test_it_may_not_become_one(owner: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("SET ROLE postgres")


def test_tables_that_a_superuser_made_before_become_the_owner_s(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_before (id int)")
        for sql in GIVE:
            cursor.execute(sql)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner <> %s", [OWNER])
        assert cursor.fetchone() == (0,)
