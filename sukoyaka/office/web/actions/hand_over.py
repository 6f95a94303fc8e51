"""Gives cases to another person: one with a note, or many at once from a worklist."""

from dataclasses import dataclass

from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.handover import Held, check_assign
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.states import Status
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.form import number_of, sent_before
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Account, Alert, Case, HandOver
from sukoyaka.office.web.page import OfficeRequest

MOST = 100  # cases at once


@dataclass(frozen=True)
class Assigned:
    """What became of many: given, changed by somebody else in the meantime, refused by a rule."""

    given: int
    stale: int
    refused: int


def hand_over(request: OfficeRequest, case: str) -> str:
    """Gives the case to the person of the form. Raises `Refused`."""
    row, number = _locked([case])[0], number_of(request)
    if sent_before(HandOver, number):
        return "担当を引き継ぎました"
    _give(request, row, receiver(request), request.POST.get("note", ""), number)
    return "担当を引き継ぎました"


def assign_many(request: OfficeRequest, picked: list[str]) -> Assigned:
    """Gives every picked case, as `case:user name of who had it when the screen was drawn`, to the person of the form."""
    if not picked:
        raise Refused("ケースが選ばれていません", f"{MOST}件まで", "左の欄で選んでください")
    seen = {case: owner for case, _, owner in (one.partition(":") for one in picked[:MOST])}
    to, number, given, stale, refused = receiver(request), number_of(request), 0, 0, 0
    for place, row in enumerate(_locked(sorted(seen))):
        own = f"{number[:28]}{place:04x}"
        if sent_before(HandOver, own):
            continue
        if _owner(row) != seen[row.case]:
            stale += 1
            continue
        try:
            _give(request, row, to, request.POST.get("note", ""), own)
            given += 1
        except Refused:
            refused += 1
    return Assigned(given, stale, refused)


def receiver(request: OfficeRequest) -> Account:
    """The person who is to have the cases. Raises `Refused`."""
    account = Account.objects.filter(username=request.POST.get("to", "")[:40], is_active=True).first()
    if account is None:
        raise Refused("引き継ぐ相手が選ばれていません", "", "相手を選んでください")
    return account


def _locked(cases: list[str]) -> list[Case]:
    return list(Case.objects.select_for_update(of=("self",)).filter(pk__in=cases).select_related("assigned_to").order_by("pk"))


def _owner(row: Case) -> str:
    return row.assigned_to.username if row.assigned_to else ""


def _give(request: OfficeRequest, row: Case, to: Account, note: str, number: str) -> None:
    """Checks, changes, records; what waits for the old person to see waits for the new one."""
    check_assign(request.user.actor, Held(Status(row.status), _owner(row)), to.actor, note)
    before, row.assigned_to = row.assigned_to, to
    row.save(update_fields=["assigned_to"])
    Alert.objects.filter(case=row, acknowledged_at=None).update(account=to)
    HandOver.objects.create(case=row, by=request.user, at=clock.now(), once=number, before=before, after=to, note=note.strip()[:1000])
    record(request, Action.HAND_OVER, "case", cases=[row.case], detail=f"{before.username if before else '-'} → {to.username}")
