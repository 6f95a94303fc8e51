"""The two worklists: whom to look at next, why, and until when. No score, no percentage, no name."""

from collections import defaultdict
from datetime import date
from functools import lru_cache

from django.contrib.postgres.aggregates import BoolOr
from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, Min, OrderBy, OuterRef, Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sukoyaka.office.casework.deadlines import Clock, step_due
from sukoyaka.office.casework.deadlines import clock as clock_of
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import can
from sukoyaka.office.casework.purposes import Category
from sukoyaka.office.casework.roles import Permission
from sukoyaka.office.casework.states import LABELS, Status
from sukoyaka.office.casework.worklist import PAGE, SELECTED_BY_LABELS, SORT_LABELS, SORTS, Question, ask
from sukoyaka.office.web import clock, due
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Listing, Reason, Run, SavedView, SealedIdentity
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views.assign import assigning
from sukoyaka.office.web.views.chart import CRITERIA
from sukoyaka.records.findings import Tier
from sukoyaka.records.ids import CaseId

TOP = 3  # reasons shown in a row
COLUMNS = {"waiting_since": "case__waiting_since", "last_seen_on": "seen_on"}  # names of the question → columns here
UNSHOWN = [f"case__assigned_to__{name}" for name in ("password", "last_login", "role", "organisation", "holdings", "is_active")]
GAPS = {"last_seen_on", "town"}  # columns that may be empty


@require_safe
def worklist(request: OfficeRequest, tier: str) -> HttpResponse:
    """One page of a list; every child on it is written to the audit."""
    question = ask(Tier(tier), request.GET)
    run = Run.objects.filter(current=True).first()
    if run is None:
        return render(request, "worklist/empty.html")
    found = _pages(run, question, request).get_page(question.page)
    listings = list(found.object_list)
    cases = [listing.case_id for listing in listings]
    record(request, Action.SEE_WORKLIST, f"worklist:{tier}", cases=cases, categories=[Category.DETERMINATION])
    ctx = {
        "run": run,
        "question": question,
        "tabs": [(t.value, run.labels.get(t.value, t.value), t.value == tier) for t in Tier],
        "rows": _rows(run, listings, clock.today()),
        "found": found,
        "pages": _addresses(found, question),
        "assigning": assigning(request) if can(request.user.actor, Permission.HAND_OVER) else None,
        "views": SavedView.objects.filter(account=request.user, tier=tier).order_by("name"),
        "choices": {"status": LABELS, "selected_by": SELECTED_BY_LABELS, "sort": SORT_LABELS, "town": _towns(run.pk, run.parcel, tier)},
    }
    return render(request, "worklist/worklist.html", ctx)


def _pages(run: Run, question: Question, request: OfficeRequest) -> "Paginator[Listing]":
    """The list in pages. How long a whole list is, the determination says; only a part of it is counted."""
    pages = Paginator(_listings(run, question, request), PAGE)
    if not (question.status or question.selected_by or question.town or question.mine or question.over):
        pages.count = run.support_needed if question.tier is Tier.SUPPORT_NEEDED else run.at_risk
    return pages


def _listings(run: Run, question: Question, request: OfficeRequest) -> QuerySet[Listing]:
    listings = Listing.objects.filter(run=run, tier=question.tier.value).select_related("case", "case__assigned_to").defer(*UNSHOWN)
    wanted = {"case__status": question.status, "selected_by": question.selected_by, "town": question.town}
    listings = listings.filter(**{column: value for column, value in wanted.items() if value})
    if question.mine:
        listings = listings.filter(case__assigned_to=request.user)
    listings = listings.annotate(since=due.since("case_id", "case__waiting_since"), seen_on=due.seen_on("case_id", "last_seen_on"))
    if question.over:
        listings = listings.filter(due.over(question.tier, clock.today()))
    named = Exists(SealedIdentity.objects.filter(case=OuterRef("case_id")))
    return listings.annotate(named=named).order_by(*map(_order, SORTS[question.sort]))


def _order(name: str) -> OrderBy:
    """Never seen comes before seen long ago. A column without gaps is ordered plainly, as its index is."""
    plain = name.lstrip("-")
    column, gaps = F(COLUMNS.get(plain, plain)), plain in GAPS or None
    return column.desc(nulls_last=gaps) if name.startswith("-") else column.asc(nulls_first=gaps)


def _rows(run: Run, listings: list[Listing], today: date) -> list[dict[str, object]]:
    reasons = _top_reasons(run, [listing.case_id for listing in listings])
    return [
        {
            "listing": listing,
            "case": listing.case,
            "id": CaseId(listing.case_id).short,
            "status": LABELS[Status(listing.case.status)],
            "selected_by": SELECTED_BY_LABELS.get(listing.selected_by, listing.selected_by),  # type: ignore[call-overload]  # StrEnum keys
            "reasons": reasons[listing.case_id],
            "days": max((today - listing.case.waiting_since).days, 0),
            "clock": _clock(listing, today),
        }
        for listing in listings
    ]


def _clock(listing: Listing, today: date) -> Clock | None:
    since: date = listing.since  # type: ignore[attr-defined]  # annotated by `_listings`
    step = step_due(Tier(listing.tier), Status(listing.case.status), since)
    return clock_of(step, today) if step else None


def _top_reasons(run: Run, cases: list[str]) -> dict[str, list[dict[str, object]]]:
    """The heaviest items that speak for looking. An item's points are spread over its facts, so they are summed first."""
    items = Reason.objects.filter(run=run, case__in=cases).exclude(source=CRITERIA).values("case_id", "item", "asks")
    summed = items.annotate(place=Min("position"), points=Sum("points"), flag=BoolOr("red_flag")).filter(Q(points__gt=0) | Q(flag=True))
    top: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in summed.order_by("case_id", "place", "item"):
        if len(known := top[row["case_id"]]) < TOP:
            known.append({"asks": row["asks"], "red_flag": row["flag"]})
    return top


@lru_cache(maxsize=16)  # the listings of a determination never change
def _towns(run: int, parcel: str, tier: str) -> tuple[str, ...]:
    """Towns of a list; `parcel` is part of the key because a restored database may give a row's number again."""
    towns = Listing.objects.filter(run=run, tier=tier).order_by("town").values_list("town", flat=True).distinct()
    return tuple(town for town in towns if town)


def _addresses(found: Page[Listing], question: Question) -> dict[str, str]:
    """Addresses of the neighbouring pages."""
    pages = {}
    if found.has_previous():
        pages["previous"] = "?" + question.at_page(found.number - 1).address
    if found.has_next():
        pages["next"] = "?" + question.at_page(found.number + 1).address
    return pages
