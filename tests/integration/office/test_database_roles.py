"""What the database itself forbids the role of the screens: reading the vault, changing the audit."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone
from stage.office_parcels import City

from sukoyaka.office.web import roles
from sukoyaka.office.web.actions.reveal import DatabaseShelf
from sukoyaka.office.web.asking import TELL
from sukoyaka.office.web.models import Account, RevealRow

REFUSED = "permission denied"


@pytest.fixture
def as_web(city: City, cast: object) -> Iterator[None]:
    """The rest of the test runs as the screens do."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {roles.WEB}")
        yield
        cursor.execute("RESET ROLE")


def run(sql: str) -> list[tuple[object, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT box FROM office_sealedidentity",
        "SELECT * FROM office_sealedidentity",
        "UPDATE office_sealedidentity SET box = ''",
        "DELETE FROM office_sealedidentity",
        "COPY office_sealedidentity TO STDOUT",
    ],
)
def test_the_screens_cannot_read_or_change_the_vault(as_web: None, sql: str) -> None:
    with pytest.raises(ProgrammingError, match=REFUSED):
        run(sql)


def test_they_may_ask_whether_a_name_has_arrived(as_web: None, city: City) -> None:
    assert run('SELECT count("case") FROM office_sealedidentity') == [(len(city.cases) - 1,)]


@pytest.mark.parametrize("table", roles.WRITTEN_ONCE)
@pytest.mark.parametrize("sql", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}", "DROP TRIGGER written_once ON {0}"])
def test_they_cannot_change_the_audit(as_web: None, table: str, sql: str) -> None:
    column = "username" if table == "office_auditentry" else "hash"
    with pytest.raises(ProgrammingError, match=f"{REFUSED}|must be owner"):
        run(sql.format(table, column))


def granted(case: str, person: Account, purpose: str = "support", minutes: int = 20) -> None:
    """A look in force, and its person asking."""
    now = timezone.now()
    by = {"purpose": purpose, "reason": "家庭訪問の前に確かめるため", "session": "x", "opened_at": now - timedelta(minutes=5)}
    RevealRow.objects.create(case_id=case, account=person, ends_at=now + timedelta(minutes=minutes), **by)
    asks(person)


def asks(person: Account) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TELL, [person.role, str(person.pk)])


def test_the_vault_opens_for_one_statement_and_gives_the_role_back(as_web: None, city: City, cast: dict[str, Account]) -> None:
    granted(city.cases[1], cast["caseworker"])
    sealed = DatabaseShelf("support").fetch(city.cases[1])
    assert sealed is not None
    assert sealed.case == city.cases[1]
    assert run("SELECT current_user") == [(roles.WEB,)]
    with pytest.raises(ProgrammingError, match=REFUSED):
        run("SELECT box FROM office_sealedidentity")


def test_a_child_without_a_name_gives_the_role_back_too(as_web: None, city: City) -> None:
    assert DatabaseShelf("support").fetch(city.cases[-1]) is None
    assert run("SELECT current_user") == [(roles.WEB,)]


@pytest.mark.parametrize(
    ("purpose", "minutes", "person"),
    [("meeting", 20, "caseworker"), ("support", -1, "caseworker"), ("support", 20, "chief"), ("support", 20, "auditor")],
    ids=["another purpose", "the look is over", "another person's look", "somebody who may not"],
)
def test_without_a_look_in_force_the_vault_itself_shows_nothing(
    as_web: None, city: City, cast: dict[str, Account], purpose: str, minutes: int, person: str
) -> None:
    granted(city.cases[1], cast["caseworker"], purpose, minutes)
    asks(cast[person])
    assert DatabaseShelf("support").fetch(city.cases[1]) is None


def test_the_vault_s_role_reads_nothing_else(as_web: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {roles.VAULT}")
    for table in ("office_lifefact", "office_auditentry", "office_account"):
        with pytest.raises(ProgrammingError, match=REFUSED):
            run(f"SELECT * FROM {table}")  # noqa: S608 - names of our own tables


@pytest.mark.usefixtures("as_web")
def test_a_name_is_revealed_by_the_recorded_act_as_before(city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[1]
    client.post(f"/children/{case}/reveal/", {"purpose": "support", "reason": "家庭訪問の前に連絡先を確かめるため"})
    name = next(str(row["name"]) for row in city.tables["identities"] if row["case"] == case)
    assert name in client.get(f"/children/{case}/").content.decode()


def test_a_user_who_may_not_create_roles_is_told_what_the_administrator_runs(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute('CREATE ROLE "a tenant" NOLOGIN')
        cursor.execute('SET LOCAL ROLE "a tenant"')
    assert roles.instructions() == [f'GRANT {roles.WEB} TO "a tenant";', f'GRANT {roles.VAULT} TO "a tenant";']
    roles.prepare()  # does what it may, which is nothing
    with pytest.raises(roles.RolesMissing) as refusal:
        roles.serve_as_web()
    assert f'GRANT {roles.VAULT} TO "a tenant";' in refusal.value.next_step


def test_preparing_again_changes_nothing(db: None) -> None:
    granted = (
        "SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee LIKE 'office%' ORDER BY 1, 2, 3"
    )
    before = run(granted)
    roles.prepare()
    assert run(granted) == before != []
    assert roles.instructions() == []
