"""Records an act or a look. Called inside the transaction of the act itself, before its answer leaves."""

from collections.abc import Iterable, Sequence
from functools import cache

from django.db import connection
from django.http import HttpRequest

from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.casework.purposes import Category
from sukoyaka.office.web import clock
from sukoyaka.office.web.models import AuditEntry
from sukoyaka.office.web.page import OfficeRequest

LONGEST = 2000  # characters of a stated reason


def entry(
    request: OfficeRequest,
    action: Action,
    about: str,
    *,
    cases: Sequence[str] = (),
    purpose: str = "",
    outcome: Outcome = Outcome.DONE,
    categories: Iterable[Category] = (),
    detail: str = "",
) -> AuditEntry:
    """A row about what the person of the request does; not yet stored."""
    return AuditEntry(
        at=clock.now(),
        username=request.user.username,
        role=request.user.role,
        organisation=request.user.organisation,
        purpose=purpose,
        target=about,
        cases=list(cases),
        action=action.value,
        outcome=outcome.value,
        categories=sorted(categories),
        detail=detail[:LONGEST],
        request_id=request.request_id,
        address=address_of(request),
    )


def record(
    request: OfficeRequest,
    action: Action,
    about: str,
    *,
    cases: Sequence[str] = (),
    purpose: str = "",
    outcome: Outcome = Outcome.DONE,
    categories: Iterable[Category] = (),
    detail: str = "",
) -> None:
    """Stores a row about what the person of the request does."""
    row = entry(request, action, about, cases=cases, purpose=purpose, outcome=outcome, categories=categories, detail=detail)
    store([row])


def store(rows: Sequence[AuditEntry]) -> None:
    """Writes rows of the audit, in their order, as one statement of the transaction that is open."""
    sql, columns = _insert()
    values = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} {values}", [getattr(row, column) for row in rows for column in columns])


@cache
def _insert() -> tuple[str, tuple[str, ...]]:
    """The statement without its values, and the columns in its order; the database numbers the rows."""
    columns = tuple(field.attname for field in AuditEntry._meta.concrete_fields if not field.primary_key)
    named = ", ".join(f'"{column}"' for column in columns)
    return f'INSERT INTO "{AuditEntry._meta.db_table}" ({named}) VALUES', columns


def record_command(action: Action, about: str, detail: str, cases: Sequence[str] = ()) -> None:
    """Stores a row about what an operator did at the keyboard of the server."""
    AuditEntry.objects.create(
        at=clock.now(),
        username="(command)",
        role="operator",
        organisation="",
        purpose="",
        target=about,
        cases=list(cases),
        action=action.value,
        outcome=Outcome.DONE.value,
        detail=detail,
        request_id="",
        address="",
    )


def address_of(request: HttpRequest) -> str:
    """Where the request came from, as the server saw it."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]
