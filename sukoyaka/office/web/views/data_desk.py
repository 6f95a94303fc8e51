"""Errors in the data and wished-for data: reported from a child's page, answered at the holder's desk, counted for the steward."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sukoyaka.office.casework.deadlines import clock as clock_of
from sukoyaka.office.casework.errors_in_data import ANSWERS, STATE_LABELS, WRONG_LABELS, State, Wrong, may_see
from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.casework.permissions import Refused, can
from sukoyaka.office.casework.roles import Permission
from sukoyaka.office.casework.wishes import CATEGORY_LABELS, NEW
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.form import new_number
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.actions.report_data import answer_error, registered, report_error, wish
from sukoyaka.office.web.models import DataError, LifeFact, Listing, WishedData
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views import chart
from sukoyaka.office.web.views.child import listing_of
from sukoyaka.records.ids import CaseId

ANSWERED = 50  # answered reports that the desk still shows


@require_http_methods(["GET", "POST"])
def report(request: OfficeRequest, case: str) -> HttpResponse:
    """Asks what is wrong with a fact, or what is missing from a source; sends it to the holder."""
    listing, refused = listing_of(case), None
    fact = _fact(listing, request.POST.get("fact") or request.GET.get("fact") or "")
    if request.method == "POST":
        try:
            report_error(request, listing, fact)
        except Refused as error:
            refused = error
            record(request, Action.REPORT_ERROR, "child", cases=[case], outcome=Outcome.REFUSED, detail=error.came)
        else:
            messages.success(request, "データの保有課に送りました")
            return redirect("plan", case=case)
    else:
        record(request, Action.SEE_CHILD, "data-error", cases=[case])
    ctx = {"fact": fact, "wrongs": WRONG_LABELS, "refused": refused, "form": request.POST, "once": new_number(), "wishes": _wishable()}
    return render(request, "data/report.html", chart.header(request, listing, None) | ctx, status=422 if refused else 200)


@require_POST
def wish_for(request: OfficeRequest, case: str) -> HttpResponse:
    """Notes data that would have helped."""
    wish(request, listing_of(case).case, request.POST.get("wish", ""))
    messages.success(request, "あればよかったデータとして数えました")
    return redirect("plan", case=case)


@require_safe
def desk(request: OfficeRequest) -> HttpResponse:
    """Open reports of the holder's own sources, then answered ones. No name, no words of the reporter."""
    actor = request.user.actor
    held = DataError.objects.all() if can(actor, Permission.SEE_ALL_SOURCES) else DataError.objects.filter(holder__in=actor.holdings)
    waiting = [row for row in held.filter(state=State.OPEN.value).order_by("due", "pk") if may_see(actor, row.holder)]
    answered = list(held.exclude(state=State.OPEN.value).order_by("-answered_on", "-pk")[:ANSWERED])
    record(request, Action.SEE_ERRORS, "data-errors", cases=sorted({row.case_id for row in [*waiting, *answered]}))
    ctx = {
        "waiting": [_row(row) | {"clock": clock_of(row.due, clock.today())} for row in waiting],
        "answered": [_row(row) for row in answered],
        "answers": [(one.value, one.label) for one in ANSWERS],
    }
    return render(request, "data/desk.html", ctx)


@require_POST
def answer(request: OfficeRequest, number: int) -> HttpResponse:
    """The holder's answer to one report."""
    answer_error(request, number)
    messages.success(request, "回答を記録しました")
    return redirect("data-errors")


@require_safe
def wishes(request: OfficeRequest) -> HttpResponse:
    """Data that would have helped, by how many children it was asked for: candidates of the register."""
    record(request, Action.SEE_WISHES, "wishes")
    rows = WishedData.objects.values("source", "item").annotate(asked=Count("case")).order_by("-asked", "source", "item")
    names = {source: name for source, (name, _) in registered().items()}
    labels: dict[str, dict[str, str]] = defaultdict(dict, {source: items for source, (_, items) in registered().items()})
    labels[NEW] = {category.value: label for category, label in CATEGORY_LABELS.items()}
    found = [
        row | {"name": names.get(row["source"], row["source"]), "label": labels[row["source"]].get(row["item"], row["item"])}
        for row in rows
    ]
    return render(request, "data/wishes.html", {"wishes": found})


def _fact(listing: Listing, number: str) -> LifeFact | None:
    """A fact of this child in the determination that is on the screen."""
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    return LifeFact.objects.filter(run=listing.run, case=listing.case, pk=int(number)).first()


def _wishable() -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of the choice: new data first, then the register's items by source."""
    new = [(f"{NEW}/{category.value}", label) for category, label in CATEGORY_LABELS.items()]
    known = [(name, [(f"{source}/{item}", column) for item, column in items.items()]) for source, (name, items) in registered().items()]
    return [("台帳にないデータ", new), *known]


def _row(row: DataError) -> dict[str, Any]:
    """What the desk may show of a report."""
    return {
        "number": row.pk,
        "ref": CaseId(row.case_id).short,
        "source": row.source_name,
        "code": row.code or "",
        "label": row.label,
        "happened_on": row.happened_on,
        "wrong": WRONG_LABELS[Wrong(row.wrong)],
        "reported_on": row.reported_on,
        "due": row.due,
        "state": STATE_LABELS[State(row.state)],
        "answer": row.answer,
        "answered_on": row.answered_on,
    }
