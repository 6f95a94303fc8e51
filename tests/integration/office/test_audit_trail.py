"""The trail cannot be changed through the database's doors, and whoever breaks in is found out."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from stage.office_parcels import City

from sukoyaka.office.web.actions.seal_audit import head, read_heads, seal_new, seal_recent, verify, write_head
from sukoyaka.office.web.models import AuditEntry, AuditSeal

ENTRY, SEAL = "office_auditentry", "office_auditseal"


@pytest.fixture
def trail(city: City, enter: Callable[[str], object]) -> int:
    """Some looks, sealed. How many rows."""
    client = enter("caseworker")
    for case in city.cases[:4]:
        client.get(f"/children/{case}/")  # type: ignore[attr-defined]  # a test client
    return seal_new()


def as_superuser(statement: str) -> None:
    """What somebody with the database's own key could do: switch the triggers off first."""
    with connection.cursor() as cursor:
        for table in (ENTRY, SEAL):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute(statement)


@pytest.mark.parametrize("table", [ENTRY, SEAL])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_rows_are_written_once(statement: str, table: str, trail: int) -> None:
    column = "detail" if table == ENTRY else "hash"
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column))


def test_an_untouched_trail_holds(trail: int) -> None:
    assert verify({}) == (trail, None)


def test_sealing_again_seals_only_what_is_new(trail: int, city: City, enter: Callable[[str], object]) -> None:
    assert seal_new() == 0
    enter("chief").get("/worklist/at-risk/")  # type: ignore[attr-defined]  # a test client
    assert seal_recent() == 1
    assert verify({}) == (trail + 1, None)


@pytest.mark.parametrize(
    ("what", "statement"),
    [
        ("a row is edited", "UPDATE office_auditentry SET username = 'somebody' WHERE id = {middle}"),
        ("a row is removed", "DELETE FROM office_auditentry WHERE id = {middle}"),
        (
            "a row and its seal are removed",
            "WITH gone AS (DELETE FROM office_auditseal WHERE seq = 3) DELETE FROM office_auditentry WHERE id = {middle}",
        ),
        ("two seals change places", "UPDATE office_auditseal SET hash = (SELECT hash FROM office_auditseal WHERE seq = 4) WHERE seq = 3"),
        ("another child is put into a row", "UPDATE office_auditentry SET cases = ARRAY['f'] WHERE id = {middle}"),
    ],
)
def test_tampering_is_found_at_its_place(what: str, statement: str, trail: int) -> None:
    middle = AuditSeal.objects.get(seq=3).entry
    as_superuser(statement.format(middle=middle))
    assert verify({})[1] == 3, what


def test_a_cut_end_is_found_by_the_head_written_elsewhere(trail: int, tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    write_head(path)
    as_superuser("DELETE FROM office_auditseal WHERE seq = (SELECT max(seq) FROM office_auditseal)")
    as_superuser("DELETE FROM office_auditentry WHERE id = (SELECT max(id) FROM office_auditentry)")
    assert verify({})[1] is None
    assert verify(read_heads(path))[1] == trail


def test_a_chain_rebuilt_as_a_whole_is_found_by_the_head(trail: int, tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    write_head(path)
    as_superuser("UPDATE office_auditentry SET username = 'somebody'")
    as_superuser("DELETE FROM office_auditseal")
    seal_new()
    assert verify({})[1] is None
    assert verify(read_heads(path))[1] == trail


def test_a_head_is_written_once_a_place(trail: int, tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    write_head(path)
    write_head(path)
    assert [json.loads(line)["seq"] for line in path.read_text().splitlines()] == [trail]
    assert head()[0] == trail


def test_no_foreign_keys(db: None) -> None:
    assert not [field for field in AuditEntry._meta.get_fields() if field.is_relation]
