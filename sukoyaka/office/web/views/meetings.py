"""Meetings: the calendar, a new one, and one with its agenda, members, papers and next steps."""

import calendar
import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sukoyaka.office.casework.assessment.states import decision_label
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.meeting import agenda, blocks, states
from sukoyaka.office.casework.meeting.states import ACT_LABELS, AGENDA_CHANGES, WRITES_MINUTES, MeetingState
from sukoyaka.office.casework.meeting.writing import day
from sukoyaka.office.casework.permissions import Refused, can
from sukoyaka.office.casework.roles import Permission, Role
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions import plan_meeting, step_up, write_minutes
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Account, Listing, Meeting, MeetingItem, PacketCopy
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.records.ids import CaseId

COMING = 20  # meetings listed below the calendar
RETURN_AFTER = timedelta(days=7)  # papers come back, unless another day is chosen


@require_safe
def meetings(request: OfficeRequest) -> HttpResponse:
    """A month of meetings, and the next and the last ones."""
    month = day(f"{request.GET.get('month', '')}-01") or clock.today().replace(day=1)
    first, following = plan_meeting.months_around(month)
    told = Meeting.objects.select_related("chair").annotate(children=Count("items")).order_by("on", "starts", "pk")
    here = list(told.filter(on__gte=first, on__lt=following))
    ctx = {
        "month": month,
        "previous": (first.replace(year=first.year - 1, month=12) if first.month == 1 else first.replace(month=first.month - 1)),
        "following": following,
        "weeks": _weeks(month, here),
        "coming": [_line(m) for m in told.filter(on__gte=clock.today())[:COMING]],
        "past": [_line(m) for m in told.filter(on__lt=clock.today()).order_by("-on", "-starts")[:COMING]],
    }
    record(request, Action.SEE_MEETINGS, "meetings", detail=f"{month:%Y-%m}")
    return render(request, "meeting/calendar.html", ctx)


def _weeks(month: date, found: Iterable[Meeting]) -> list[list[dict[str, Any]]]:
    """Weeks from Monday, each day with its meetings."""
    lines = [_line(meeting) for meeting in found]
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return [
        [{"day": d, "out": d.month != month.month, "meetings": [x for x in lines if x["meeting"].on == d]} for d in week] for week in weeks
    ]


def _line(meeting: Meeting) -> dict[str, Any]:
    return {"meeting": meeting, "state": MeetingState(meeting.state).label, "children": meeting.children}  # type: ignore[attr-defined]  # annotated


@require_http_methods(["GET", "POST"])
def new(request: OfficeRequest) -> HttpResponse:
    """Asks when, where and who chairs."""
    refused = None
    if request.method == "POST":
        try:
            made = plan_meeting.plan(request, request.POST.dict())
        except Refused as error:
            refused = error
        else:
            return redirect("meeting", meeting=made.pk)
    chairs = Account.objects.filter(role=Role.CHIEF.value, is_active=True).order_by("name")
    form = request.POST.dict() if refused else {"on": request.GET.get("on", ""), "starts": "13:30", "form": secrets.token_hex(16)}
    ctx = {"chairs": chairs, "form": form, "refused": refused}
    return render(request, "meeting/new.html", ctx, status=422 if refused else 200)


def meeting_of(number: int) -> Meeting:
    """The meeting. Raises `Http404`."""
    found = Meeting.objects.select_related("chair", "made_by", "confirmed_by", "approved_by").filter(pk=number).first()
    if found is None:
        raise Http404(number)
    return found


@require_safe
def meeting(request: OfficeRequest, meeting: int) -> HttpResponse:
    """One meeting. The children on its agenda are written to the audit."""
    row = meeting_of(meeting)
    standing = write_minutes.standing(row)
    items = lines(row)
    waiting = _waiting(row) if standing.state in AGENDA_CHANGES else []
    cases = [line["item"].case_id for line in items] + [one["case"].pk for one in waiting]
    record(request, Action.SEE_MEETING, f"meeting:{row.pk}", cases=cases)
    return render(request, "meeting/meeting.html", about(request, row, standing) | {"lines": items, "waiting": waiting})


def about(request: OfficeRequest, row: Meeting, standing: states.Standing) -> dict[str, Any]:
    """What every screen of a meeting shows: state, people, what this person may do next."""
    actor = request.user.actor
    moves = states.open_moves(actor, standing)
    prepares = can(actor, Permission.PREPARE_MEETING)
    copies = Prefetch("copies", PacketCopy.objects.defer("pdf").select_related("member").order_by("number"))
    return {
        "meeting": row,
        "state": standing.state.label,
        "members": row.members.order_by("organisation", "name", "pk"),
        "moves": [(s.value, ACT_LABELS[s]) for s in moves if s is not MeetingState.CANCELLED and _forward(standing.state, s)],
        "back": [(s.value, ACT_LABELS[s]) for s in moves if not _forward(standing.state, s)],
        "may_cancel": MeetingState.CANCELLED in moves,
        "may_arrange": prepares and standing.state in AGENDA_CHANGES,
        "may_write": prepares and standing.state in WRITES_MINUTES,
        "may_attend": prepares and standing.state in {MeetingState.OPEN, MeetingState.MINUTES},
        "may_add": prepares and standing.state is MeetingState.APPROVED,
        "missing": standing.missing,
        "waits_for_chair": standing.state is MeetingState.CONFIRMED and MeetingState.APPROVED not in moves,
        "own_minutes": actor.username in standing.writers and actor.username == standing.chair,
        "addenda": list(row.addenda.select_related("by").order_by("pk")),
        "packets": list(row.packets.select_related("ordered_by").prefetch_related(copies).order_by("-pk")),
        "code_due": step_up.due(request),
        "may_name": prepares and can(actor, Permission.REVEAL_NAME) and standing.state in WRITES_MINUTES,
        "form_token": secrets.token_hex(16),
        "return_by": row.on + RETURN_AFTER,
    }


def _forward(before: MeetingState, after: MeetingState) -> bool:
    order = list(MeetingState)
    return order.index(after) > order.index(before)


def lines(row: Meeting) -> list[dict[str, Any]]:
    """The agenda: child, when it begins, how much of the minutes is filled."""
    items = list(row.items.select_related("case", "run", "assessment").prefetch_related("roles").order_by("position", "pk"))
    listed = {
        x.case_id: x
        for x in Listing.objects.filter(case__in=[i.case_id for i in items]).order_by("run__current", "-run__intake", "run__as_of")
    }
    starts = agenda.begins(row.starts, [item.minutes for item in items])
    return [_agenda_line(item, listed.get(item.case_id), at) for item, at in zip(items, starts, strict=False)]


def _agenda_line(item: MeetingItem, listing: Listing | None, at: Any) -> dict[str, Any]:
    return {
        "item": item,
        "id": CaseId(item.case_id).short,
        "listing": listing,
        "at": at,
        "missing": len(blocks.missing(write_minutes.minute(item))),
        "decision": decision_label(item.decision),
    }


def _waiting(row: Meeting) -> list[dict[str, Any]]:
    cases = list(plan_meeting.candidates(row)[:200])
    listed = {x.case_id: x for x in Listing.objects.filter(case__in=cases).order_by("run__current", "-run__intake", "run__as_of")}
    return [
        {"case": case, "id": CaseId(case.pk).short, "listing": listed.get(case.pk), "review_on": case.review_on}  # type: ignore[attr-defined]  # annotated
        for case in cases
    ]


@require_POST
def arrange(request: OfficeRequest, meeting: int) -> HttpResponse:
    """Adds children, takes them off, orders them."""
    meeting_of(meeting)
    plan_meeting.arrange(request, meeting, request.POST.dict(), request.POST.getlist("add"), request.POST.getlist("remove"))
    messages.success(request, "議題を変更しました")
    return redirect("meeting", meeting=meeting)


@require_POST
def members(request: OfficeRequest, meeting: int) -> HttpResponse:
    """Adds or removes a member."""
    meeting_of(meeting)
    if "remove" in request.POST:
        plan_meeting.remove_member(request, meeting, request.POST["remove"])
    else:
        plan_meeting.add_member(request, meeting, request.POST.get("name", ""), request.POST.get("organisation", ""))
    messages.success(request, "構成員を変更しました")
    return redirect("meeting", meeting=meeting)


@require_POST
def attendance(request: OfficeRequest, meeting: int) -> HttpResponse:
    """Who came and who promised confidentiality."""
    meeting_of(meeting)
    plan_meeting.set_attendance(request, meeting, request.POST.dict())
    messages.success(request, "出席と守秘を記録しました")
    return redirect("meeting", meeting=meeting)


@require_POST
def move(request: OfficeRequest, meeting: int) -> HttpResponse:
    """Opens, closes, confirms, approves, cancels."""
    meeting_of(meeting)
    sentences = write_minutes.move(request, meeting, request.POST.get("after", ""), request.POST.get("why", ""))
    messages.success(request, "会議の状態を変更しました")
    for sentence in sentences:
        messages.warning(request, sentence)
    return redirect("meeting", meeting=meeting)
