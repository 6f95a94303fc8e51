"""Row-level security: raw SQL under the role of the screens finds what the person who asks may see, and nothing otherwise."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from stage.office_parcels import City

from sukoyaka.office.web import roles
from sukoyaka.office.web.asking import TELL, as_office
from sukoyaka.office.web.models import Account, Case, LifeFact, Listing, SavedView
from sukoyaka.office.web.rules import RULES

OF_NO_CHILD = {"office_auditentry", "office_renewedcase"}  # the audit outlives the data; numbers of numbers


@pytest.fixture
def as_web(city: City, cast: dict[str, Account]) -> Iterator[dict[str, Account]]:
    """The rest of the test runs as the screens do; nobody has said who asks."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {roles.WEB}; SET office.role = ''")
        yield cast
        cursor.execute("RESET ROLE; SET office.role = 'office'")


def asks(person: Account) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TELL, [person.role, str(person.pk)])


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - names of our own tables
        return int(cursor.fetchone()[0])


def test_every_table_that_names_a_child_has_a_rule() -> None:
    named = {
        model._meta.db_table
        for model in apps.get_app_config("office").get_models()
        if {"case", "case_id", "cases"} & {field.attname for field in model._meta.concrete_fields}
    }
    assert named - OF_NO_CHILD - set(RULES) == set()


@pytest.mark.parametrize("table", ["office_case", "office_listing", "office_reason", "office_lifefact", "office_move", "office_goal"])
def test_nothing_shows_to_nobody(as_web: object, table: str) -> None:
    assert count(table) == 0


@pytest.mark.parametrize(
    ("person", "listing", "reason", "life"),
    [
        ("caseworker", True, True, True),
        ("chief", True, True, True),
        ("steward", True, True, False),
        ("analyst", True, False, False),
        ("holder", False, False, False),
        ("auditor", False, False, False),
    ],
)
def test_each_role_finds_what_its_charter_needs(as_web: dict[str, Account], person: str, listing: bool, reason: bool, life: bool) -> None:
    asks(as_web[person])
    assert (count("office_listing") > 0, count("office_reason") > 0, count("office_lifefact") > 0) == (listing, reason, life)


def test_an_unknown_role_finds_nothing(as_web: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TELL, ["mayor", "1"])
    assert count("office_listing") == 0


@pytest.mark.parametrize("sql", ["UPDATE office_case SET status = 'closed'", "DELETE FROM office_lifefact"])
def test_nobody_changes_nothing(as_web: object, sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount == 0


def test_nobody_adds_a_case(as_web: object) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Case.objects.create(case="f" * 32, waiting_since=datetime(2024, 4, 1, tzinfo=UTC).date())


def test_saved_views_are_one_s_own(as_web: dict[str, Account]) -> None:
    asks(as_web["chief"])
    SavedView.objects.create(account=as_web["chief"], name="毎朝見る", tier="at_risk")
    assert count("office_savedview") == 1
    asks(as_web["caseworker"])
    assert count("office_savedview") == 0
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        SavedView.objects.create(account=as_web["chief"], name="ほかの人の", tier="at_risk")


def test_a_holder_finds_the_reports_on_its_own_data(as_web: dict[str, Account]) -> None:
    asks(as_web["caseworker"])
    now = timezone.now()
    for number, holder in enumerate([as_web["holder"].holdings[0], "ほかの課"]):
        told = {"source": "checkup_child", "source_name": "小児健診", "wrong": "wrong_day", "once": f"{number:032d}", "holder": holder}
        days = {"reported_on": now.date(), "due": now.date(), "state": "open"}
        apps.get_model("office", "DataError").objects.create(
            case_id=Listing.objects.all()[0].case_id, by=as_web["caseworker"], at=now, **told, **days
        )
    assert count("office_dataerror") == 2
    asks(as_web["holder"])
    assert count("office_dataerror") == 1
    asks(as_web["analyst"])
    assert count("office_dataerror") == 0


def test_the_office_s_own_work_sees_what_it_works_on(as_web: object, city: City) -> None:
    with as_office():
        assert LifeFact.objects.exists()


def test_the_rules_hold_for_the_owner_of_the_tables_too(city: City) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname = ANY(%s) AND relrowsecurity AND relforcerowsecurity", [list(RULES)])
        assert cursor.fetchone() == (len(RULES),)


def test_the_charters_in_the_database_cannot_be_changed_by_the_screens(as_web: object) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO office_charter VALUES ('analyst', 'see_child')")
