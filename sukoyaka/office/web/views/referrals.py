"""通告・相談: the list of cases that somebody's word opened, opening one, and joining one entered by hand with a delivered one.

A search shows names; they are on the answer to that search alone, and every one of them is in the audit before it shows.
"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sukoyaka.office.casework.deadlines import Clock
from sukoyaka.office.casework.deadlines import clock as clock_of
from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.purposes import REASON_LENGTH, Category
from sukoyaka.office.casework.referral import TELLER_LABELS, WAY_LABELS, Way, safety_due
from sukoyaka.office.casework.searching import MOST, PURPOSES, Result
from sukoyaka.office.casework.states import LABELS, Status
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions import step_up
from sukoyaka.office.web.actions.form import new_number
from sukoyaka.office.web.actions.open_case import join, open_case
from sukoyaka.office.web.actions.part_cases import part
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.actions.search_vault import search_vault
from sukoyaka.office.web.models import Case, EnteredIdentity, Listing, Outreach, Referral
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views import chart
from sukoyaka.office.web.views.child import listing_of
from sukoyaka.records.ids import CaseId

ROWS = 200  # of the list


@require_safe
def referrals(request: OfficeRequest) -> HttpResponse:
    """Newest first; closed cases on request."""
    closed, mine = request.GET.get("closed") == "1", request.GET.get("mine") == "1"
    rows = _rows(_told(closed=closed, owner=request.user.pk if mine else None)[:ROWS], clock.today())
    record(request, Action.SEE_REFERRALS, "referrals", cases=sorted({row["case"].pk for row in rows}), categories=[Category.DETERMINATION])
    return render(request, "referral/list.html", {"rows": rows, "closed": closed, "mine": mine})


@require_http_methods(["GET", "POST"])
def new(request: OfficeRequest) -> HttpResponse:
    """Asks whom to look for and why; the answer to the search shows who fits."""
    if request.method == "GET":
        return _screen(request)
    try:
        result = search_vault(request, request.POST)
    except Refused as refusal:
        return _refuse(request, Action.SEARCH_VAULT, refusal)
    return _screen(request, result)


@require_POST
def open_one(request: OfficeRequest) -> HttpResponse:
    """Opens the case of the chosen child. What was typed stays, and who fits shows again, if something is missing."""
    try:
        case = open_case(request, request.POST)
    except Refused as refusal:
        return _refuse(request, Action.OPEN_CASE, refusal)
    messages.success(request, "受け付けました。安全の確認と次の対応を記録してください")
    return redirect("child", case=case)


@require_http_methods(["GET", "POST"])
def join_screen(request: OfficeRequest, case: str) -> HttpResponse:
    """A case entered by hand, a search, and the choice of the delivered child that it is."""
    listing = listing_of(case)
    if not EnteredIdentity.objects.filter(pk=case).exists():
        raise Http404(case)
    result, refused = None, None
    try:
        if request.POST.get("act") == "join":
            join(request, case, request.POST.get("case", ""), request.POST.get("why", ""))
            messages.success(request, "同じこどもとして結びつけました。どちらの記録も残っています")
            return redirect("child", case=request.POST["case"])
        if request.method == "POST":
            result = search_vault(request, request.POST)
    except Refused as error:
        refused = error
        record(request, Action.JOIN_CASES, "case", cases=[case], outcome=Outcome.REFUSED, detail=error.came)
    else:
        record(request, Action.SEE_CHILD, "join", cases=[case])
    ctx = chart.header(request, listing, None) | _form(request, result) | {"refused": refused}
    return render(request, "referral/join.html", ctx, status=422 if refused else 200)


@require_POST
def part_two(request: OfficeRequest, case: str) -> HttpResponse:
    """Takes back that a case entered by hand is a delivered one; says what stays where."""
    listing_of(case)
    stays = part(request, case, request.POST.get("why", ""))
    messages.success(request, "結びつけを取り消しました。どちらの記録も残っています")
    if stays:
        messages.warning(request, "結びつけていた間に届いた方のケースに書いた記録は、そちらに残ります。要るものは書き写してください")
    return redirect("child", case=case)


def _refuse(request: OfficeRequest, action: Action, refusal: Refused) -> HttpResponse:
    record(request, action, "referral", outcome=Outcome.REFUSED, detail=refusal.came)
    return _screen(request, _again(request) if action is Action.OPEN_CASE else None, refusal)


def _again(request: OfficeRequest) -> Result | None:
    """The search of the form once more, recorded once more; nothing if it is not allowed any longer."""
    try:
        return search_vault(request, request.POST)
    except Refused:
        return None


def _screen(request: OfficeRequest, result: Result | None = None, refused: Refused | None = None) -> HttpResponse:
    return render(request, "referral/new.html", _form(request, result) | {"refused": refused}, status=422 if refused else 200)


def _form(request: OfficeRequest, result: Result | None) -> dict[str, Any]:
    """What the forms need; `kept` is what was typed."""
    return {
        "purposes": [(one.value, one.label) for one in PURPOSES],
        "shortest": REASON_LENGTH,
        "code_due": step_up.due(request),
        "most": MOST,
        "years": range(7),
        "ways": WAY_LABELS,
        "tellers": TELLER_LABELS,
        "kept": request.POST,
        "today": clock.today(),
        "once": request.POST.get("once") or new_number(),
        "result": result,
        "candidates": _candidates(result) if result else [],
    }


def _candidates(result: Result) -> list[dict[str, Any]]:
    """Who fits, and whether somebody follows the child already."""
    held = Case.objects.filter(pk__in=[one.case for one in result.shown]).select_related("assigned_to").in_bulk()
    return [
        {
            "case": one.case,
            "id": CaseId(one.case).short,
            "identity": one.identity,
            "held": held.get(one.case),
            "status": LABELS[Status(held[one.case].status)] if one.case in held else "",
        }
        for one in result.shown
    ]


def _told(*, closed: bool, owner: int | None) -> QuerySet[Referral]:
    latest = Listing.objects.filter(case=OuterRef("case")).order_by("-run__current", "run__intake", "-run__as_of", "-run__pk")
    seen = Outreach.objects.filter(case=OuterRef("case"), child_seen=True, attempted_on__gte=OuterRef("received_on")).order_by()
    rows = Referral.objects.select_related("case__assigned_to", "case__entered", "case__joined").annotate(
        birth_month=Subquery(latest.values("birth_month")[:1]),
        listed=Exists(Listing.objects.filter(case=OuterRef("case"), run__current=True)),
        seen_on=Subquery(seen.values("case").annotate(day=Min("attempted_on")).values("day")),
    )
    rows = rows if closed else rows.exclude(case__status=Status.CLOSED.value)
    return (rows.filter(case__assigned_to=owner) if owner else rows).order_by("-received_on", "-pk")


def _rows(found: QuerySet[Referral], today: date) -> list[dict[str, Any]]:
    return [
        {
            "told": one,
            "case": one.case,
            "id": CaseId(one.case_id).short,
            "way": WAY_LABELS[Way(one.way)],
            "status": LABELS[Status(one.case.status)],
            "safety": _safety(one, today),
            "entered": getattr(one.case, "entered", None),
            "joined": hasattr(one.case, "joined"),
        }
        for one in found
    ]


def _safety(one: Referral, today: date) -> Clock | None:
    """The clock of the first look; nothing once somebody has seen the child, or where none runs."""
    due = safety_due(Way(one.way), one.received_on)
    return clock_of(due, today) if due and not one.seen_on else None  # type: ignore[attr-defined]  # annotated by `_told`
