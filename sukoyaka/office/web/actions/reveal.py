"""Reveals a name: grants the look, and shows what it allows for as long as it lasts.

The only part of the web application that reaches the vault, and only through `casework.reidentify`.
"""

from dataclasses import dataclass

from django.db import connection

from sukoyaka.office.casework import reidentify
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.reidentify import Reveal, Shown
from sukoyaka.office.vault.sealing import Sealed
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.record import entry, record
from sukoyaka.office.web.actions.step_up import confirm_again
from sukoyaka.office.web.keyring import vault_key
from sukoyaka.office.web.models import AuditEntry, Case, RevealRow
from sukoyaka.office.web.page import OfficeRequest, session_digest

SESSION = "reveals"  # case → id of the reveal


@dataclass(frozen=True)
class Look:
    """A look in force, what it shows, and the audit row to store before it does."""

    reveal: Reveal
    shown: Shown | None  # nothing: no delivery has named the child
    row: AuditEntry


OPEN = """
    SAVEPOINT the_vault;
    SELECT set_config('office.purpose', %s, true);
    SET LOCAL ROLE office_vault;
    SELECT "case", key_id, box FROM office_sealedidentity WHERE "case" = %s;
    ROLLBACK TO SAVEPOINT the_vault;
    RELEASE SAVEPOINT the_vault;
"""
"""One message to the database: purpose and role of the vault for one statement; the rollback takes both back."""


class DatabaseShelf:
    """Sealed identities in the office's database: the role of the vault sees that of a granted look, for its purpose."""

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose

    def fetch(self, case: str) -> Sealed | None:
        """The sealed identity of a case, if it has arrived."""
        with connection.cursor() as cursor:
            cursor.execute(OPEN, [self._purpose, case])
            while cursor.description is None or len(cursor.description) == 1:  # until the answer with three columns
                cursor.nextset()
            row = cursor.fetchone()
        return Sealed(row[0], row[1], bytes(row[2])) if row else None


def reveal(request: OfficeRequest, case: Case, purpose: str, reason: str) -> None:
    """Grants the look and records it. Raises `Refused`, also where the code of the second factor is due again."""
    confirm_again(request)
    granted = reidentify.grant(request.user.actor, case.case, purpose, reason, session_digest(request), clock.now())
    row = RevealRow.objects.create(
        case=case,
        account=request.user,
        session=granted.session,
        purpose=granted.purpose.value,
        reason=granted.reason,
        opened_at=granted.opened_at,
        ends_at=granted.ends_at,
    )
    request.session[SESSION] = request.session.get(SESSION, {}) | {case.case: row.pk}
    record(request, Action.REVEAL, "child", cases=[case.case], purpose=granted.purpose.value, detail=granted.reason)


def look(request: OfficeRequest, case: str) -> Look | None:
    """What this person may see of the child's identity now; nothing without a look in force."""
    number = request.session.get(SESSION, {}).get(case)
    if number is None:
        return None
    granted = RevealRow.objects.select_related("account").get(pk=number).as_rule()
    try:
        shown = reidentify.open_vault(
            vault_key(), DatabaseShelf(granted.purpose.value), granted, request.user.actor, session_digest(request), clock.now()
        )
    except Refused:
        forget(request, case)
        return None
    categories = shown.categories if shown else ()
    row = entry(request, Action.OPEN_VAULT, "identity", cases=[case], purpose=granted.purpose.value, categories=categories)
    return Look(granted, shown, row)


def mask(request: OfficeRequest, case: str) -> None:
    """Ends the look before its time and records it."""
    now = clock.now()
    RevealRow.objects.filter(account=request.user, case_id=case, session=session_digest(request), ends_at__gt=now).update(ends_at=now)
    forget(request, case)
    record(request, Action.MASK, "child", cases=[case])


def forget(request: OfficeRequest, case: str) -> None:
    """The session no longer names the look."""
    request.session[SESSION] = {key: value for key, value in request.session.get(SESSION, {}).items() if key != case}
