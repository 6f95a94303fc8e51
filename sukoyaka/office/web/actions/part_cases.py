"""Takes back a wrong join: the case entered by hand and the delivered one are two children after all.

In one transaction: the join becomes a row of the past that both pages show, both cases go back to where they stood unless somebody
moved them since, what was told comes back to the case entered by hand, and the audit names both.
"""

from datetime import datetime

from django.db.models import QuerySet

from sukoyaka.office.casework.closing import CloseReason
from sukoyaka.office.casework.events import MOVES, Action
from sukoyaka.office.casework.permissions import Refused, check_allowed
from sukoyaka.office.casework.purposes import REASON_LENGTH
from sukoyaka.office.casework.roles import Permission
from sukoyaka.office.casework.states import Status
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.open_case import TAKEN_OVER
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Assessment, Case, Goal, Joined, Move, Outreach, Parted, PlanAct, Review
from sukoyaka.office.web.models.plan import Written
from sukoyaka.office.web.page import OfficeRequest

WRITTEN: tuple[type[Written], ...] = (Goal, PlanAct, Outreach, Review)
NOTE = "別のこどもとわかり、結びつけを取り消した"


def part(request: OfficeRequest, case: str, reason: str) -> int:
    """Parts a case entered by hand from the delivered one; how many rows written meanwhile stay with the latter. Raises `Refused`."""
    check_allowed(request.user.actor, Permission.OPEN_CASE)
    if len(reason.strip()) < REASON_LENGTH:
        raise Refused(f"理由が短すぎます（{REASON_LENGTH}文字以上）", "", "別のこどもと判断した理由を書いてください")
    joined = Joined.objects.select_for_update().filter(pk=case).first()
    if joined is None:
        raise Refused("結びつけられていないケースです", "", "すでに取り消されています。画面を開き直してください")
    entered, delivered = (Case.objects.select_for_update().get(pk=pk) for pk in (case, joined.delivered_id))
    _keep(request, joined, reason.strip())
    by_the_join = Move.objects.filter(at__gte=joined.at)
    _back(request, entered, by_the_join.filter(closing__reason=CloseReason.JOINED.value))
    _back(request, delivered, by_the_join.filter(by=joined.by_id, note=TAKEN_OVER))
    record(request, Action.PART_CASES, "case", cases=[case, delivered.pk], detail=reason.strip())
    stays = _written_since(delivered, joined.at)
    joined.delete()
    return stays


def _keep(request: OfficeRequest, joined: Joined, reason: str) -> None:
    """The join as a row of the past, with who took it back and why."""
    was = {"joined_by_id": joined.by_id, "joined_at": joined.at, "joined_reason": joined.reason}
    of = {"entered_id": joined.pk, "delivered_id": joined.delivered_id}
    Parted.objects.create(**of, **was, by=request.user, at=clock.now(), on=clock.today(), reason=reason)


def _back(request: OfficeRequest, row: Case, by_the_join: QuerySet[Move]) -> None:
    """Where the join moved the case and nobody has moved it since, it stands again where it stood."""
    last = Move.objects.filter(case=row).order_by("-at", "-pk").first()
    if last is None or not by_the_join.filter(pk=last.pk).exists():
        return
    before, row.status = row.status, last.before
    if row.status == Status.NEW.value:
        row.assigned_to = None
    row.save(update_fields=["status", "assigned_to"])
    Move.objects.create(case=row, before=before, after=row.status, by=request.user, at=clock.now(), on=clock.today(), note=NOTE)
    record(request, MOVES.get(Status(row.status), Action.PART_CASES), "case", cases=[row.pk], detail=f"{before} → {row.status}")


def _written_since(row: Case, since: datetime) -> int:
    """How many rows of plan, outreach and assessment somebody wrote in the case while the two were joined."""
    rows = sum(model._default_manager.filter(case=row, at__gte=since).count() for model in WRITTEN)
    return rows + Assessment.objects.filter(case=row, saved_at__gte=since).count()
