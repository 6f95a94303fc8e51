"""What the database itself allows whom: a role for the screens, a role for the vault. Roles, grants, and what is missing.

The screens run as `office_web`, which cannot read a sealed identity nor change the audit; only the one door of
re-identification takes `office_vault`, for one statement. Why beside the application's own rules: a mistake in any other
query then finds nothing to read.
"""

from typing import Any

from django.db import DatabaseError, connection, connections, transaction
from psycopg.errors import DuplicateObject, InsufficientPrivilege

from sukoyaka.office.web import rules
from sukoyaka.office.web.postgres import DatabaseUnavailable

WEB, VAULT = "office_web", "office_vault"
SEALED = "office_sealedidentity"
WRITTEN_ONCE = ("office_auditentry", "office_auditseal")

CREATE = [f"CREATE ROLE {role} NOLOGIN" for role in (WEB, VAULT)]
GRANTS = [
    f"GRANT USAGE ON SCHEMA public TO {WEB}, {VAULT}",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {WEB}",
    f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {WEB}",
    f"REVOKE ALL ON {SEALED} FROM {WEB}",
    f'GRANT SELECT ("case") ON {SEALED} TO {WEB}',  # whether a name has arrived, never the name
    f"REVOKE UPDATE, DELETE ON {', '.join(WRITTEN_ONCE)} FROM {WEB}",
    f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {WEB}",
    f"REVOKE INSERT, UPDATE, DELETE ON {rules.CHARTER} FROM {WEB}",
    f"GRANT SELECT, INSERT ON {SEALED} TO {VAULT}",  # a name entered by hand is put in, none is ever changed
]


class RolesMissing(DatabaseUnavailable):
    """The database lacks a role that the screens or the vault need."""


def missing() -> list[str]:
    """Roles that are not there, or that the user of this connection may not take."""
    may = "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND pg_has_role(current_user, oid, 'MEMBER')"
    with connection.cursor() as cursor:
        cursor.execute(may, [[WEB, VAULT]])
        found = {row[0] for row in cursor.fetchall()}
    return [role for role in (WEB, VAULT) if role not in found]


def instructions() -> list[str]:
    """What an administrator of the database runs once where the office's own user may not create roles."""
    absent = missing()
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_user), ARRAY(SELECT rolname::text FROM pg_roles)")
        user, there = cursor.fetchone()
    make = [sql for role, sql in zip((WEB, VAULT), CREATE, strict=True) if role in absent and role not in there]
    return [f"{sql};" for sql in make] + [f"GRANT {role} TO {user};" for role in absent]


def prepare(**_: Any) -> None:
    """After every migration: makes the roles where this user may, says what each may do, and makes the rules of the rows."""
    for sql in instructions():
        _try(sql)
    if not missing():
        with connection.cursor() as cursor:
            for sql in (*rules.statements(web=WEB, vault=VAULT), *GRANTS):
                cursor.execute(sql)


def _try(sql: str) -> None:
    """A role that this user may not create is left to the administrator; `office check` prints the statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        if not isinstance(error.__cause__, InsufficientPrivilege | DuplicateObject):
            raise


def check() -> None:
    """Raises `RolesMissing` with the statements that make the roles."""
    if absent := missing():
        raise RolesMissing(
            f"the database has no role {', '.join(absent)} that this user may take",
            "screens that cannot read the vault nor change the audit",
            f"let an administrator of the database run: {' '.join(instructions())} and then `sukoyaka office migrate`",
        )


def serve_as_web(asks: str = "") -> None:
    """Every connection of this process from now on is the screens' role; nobody asks unless told. Raises `RolesMissing`."""
    check()
    described = connections["default"].settings_dict
    described["OPTIONS"] = described.get("OPTIONS", {}) | {"options": f"-c role={WEB}" + (f" -c office.role={asks}" if asks else "")}
    connections.close_all()
