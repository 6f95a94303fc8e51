"""Moves a case from one state to another: check, change, note and audit in one transaction."""

from sukoyaka.office.casework.closing import CloseReason, check_reason
from sukoyaka.office.casework.events import MOVES
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.states import Status, check_move
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Case, Closing, Move
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.records.findings import Tier


def move_case(request: OfficeRequest, case: str, tier: Tier, after: str, note: str, close_reason: str = "") -> None:
    """Raises `Refused` unless this person may. Taking a case up assigns it to who does; closing it asks for a category."""
    row = Case.objects.select_for_update().get(pk=case)
    if after not in set(Status):
        raise Refused("この状態へは進めません", "・".join(status.label for status in Status), "選べる状態から選んでください")
    before, to = Status(row.status), Status(after)
    check_move(request.user.actor, tier, before, to, note)
    reason = check_reason(close_reason) if to is Status.CLOSED else None
    if to is Status.LOOKING:
        row.assigned_to = request.user
    store_move(request, row, to, note, reason)


def store_move(request: OfficeRequest, row: Case, to: Status, note: str, reason: CloseReason | None) -> None:
    """Changes a locked case that may be changed: its state, the move, why it was closed, the audit."""
    before, row.status = row.status, to.value
    row.save(update_fields=["status", "assigned_to"])
    moved = Move.objects.create(
        case=row, before=before, after=to.value, by=request.user, at=clock.now(), on=clock.today(), note=note.strip()
    )
    if reason:
        Closing.objects.create(move=moved, reason=reason.value)
    record(request, MOVES[to], "case", cases=[row.pk], detail=f"{before} → {to.value}")
