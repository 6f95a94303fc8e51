"""`sukoyaka audit verify` from outside: it proves the trail of a running office, and finds what was done to it."""

import json
from typing import Any

import psycopg
import pytest

from sukoyaka.records.errors import ExitCode

pytestmark = pytest.mark.needs_database


def test_verify_holds_then_finds_a_tampered_row(office: Any) -> None:
    done = office.command("audit", "verify", "--json")
    assert done.returncode == ExitCode.OK, done.stderr
    before = json.loads(done.stdout)
    assert before["first_broken"] is None
    assert before["sealed"] >= 3
    socket = (office.home / "postgres" / "postmaster.pid").read_text().splitlines()[4]
    with psycopg.connect(f"postgresql://postgres@/postgres?host={socket}") as connection:
        connection.execute("ALTER TABLE office_auditentry DISABLE TRIGGER ALL")
        connection.execute(
            "UPDATE office_auditentry SET detail = detail || 'x' WHERE id = (SELECT entry FROM office_auditseal WHERE seq = 2)"
        )
    broken = office.command("audit", "verify", "--json")
    assert broken.returncode == ExitCode.AUDIT_BROKEN
    assert json.loads(broken.stdout)["first_broken"] == 2
    with psycopg.connect(f"postgresql://postgres@/postgres?host={socket}") as connection:
        connection.execute(
            "UPDATE office_auditentry SET detail = left(detail, -1) WHERE id = (SELECT entry FROM office_auditseal WHERE seq = 2)"
        )
        connection.execute("ALTER TABLE office_auditentry ENABLE TRIGGER ALL")
    assert office.command("audit", "verify").returncode == ExitCode.OK


def test_check_tells_what_is_there(office: Any) -> None:
    result = json.loads(office.command("office", "check", "--json").stdout)
    assert result["keys"] == ["office.secret", "vault.secret", "web.secret"]
    assert result["trusted"] == ["hub", "terminal"]
    assert result["migrations_open"] == 0


def test_receiving_again_brings_nothing_new(office: Any) -> None:
    result = json.loads(office.command("office", "receive", str(office.home.parent / "medium"), "--json").stdout)
    assert [parcel["new"] for parcel in result["parcels"]] == [False, False]


def test_a_wrong_passphrase_opens_nothing(office: Any) -> None:
    environment = office.environment | {"SUKOYAKA_PASSPHRASE": "wrong"}
    wrong = type(office)(office.address, office.home, office.passwords, office.city, environment)
    done = wrong.command("office", "receive", str(office.home.parent / "medium"))
    assert done.returncode == ExitCode.KEY_UNAVAILABLE
    assert "Traceback" not in done.stderr
