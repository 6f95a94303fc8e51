"""The two worklists: whom to look at next, why, and until when. No score, no percentage, no name."""

from dataclasses import replace

from django.core.paginator import Page, Paginator
from django.db.models import F, OrderBy, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.purposes import Category
from sukoyaka.office.casework.roles import Permission
from sukoyaka.office.casework.worklist import PAGE, SORTS, Question, ask
from sukoyaka.office.web import clock, due
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Listing, Run, SavedView
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views import rows
from sukoyaka.office.web.views.assign import assigning
from sukoyaka.office.web.words import language_of
from sukoyaka.records.findings import Tier

COLUMNS = {"waiting_since": "case__waiting_since", "last_seen_on": "seen_on"}  # names of the question → columns here
GAPS = {"last_seen_on", "town"}  # columns that may be empty


@require_safe
def worklist(request: OfficeRequest, tier: str) -> HttpResponse:
    """One page of a list; every child on it is written to the audit."""
    question = ask(Tier(tier), request.GET)
    run = Run.objects.filter(current=True).defer("sources", "districts", "strands").first()
    if run is None:
        return render(request, "worklist/empty.html")
    found = _pages(run, question, request).get_page(question.page)
    listed = rows.told(list(found.object_list))
    record(request, Action.SEE_WORKLIST, f"worklist:{tier}", cases=[row.case for row in listed], categories=[Category.DETERMINATION])
    may, language = request.user.actor.permissions, language_of(request)
    reader = rows.Reader(language, clock.today(), Permission.HAND_OVER in may, Permission.SEE_CHILD in may)
    ctx = {
        "run": run,
        "question": question,
        "tabs": [(t.value, run.labels.get(t.value, t.value), t.value == tier) for t in Tier],
        "filters": rows.filters(run.pk, run.parcel, replace(question, page=1), Permission.MOVE_CASE in may, language),
        "rows": rows.draw(run, listed, reader),
        "found": found,
        "pages": _addresses(found, question),
        "assigning": assigning(request) if reader.picks else None,
        "views": SavedView.objects.filter(account=request.user, tier=tier).order_by("name"),
    }
    return render(request, "worklist/worklist.html", ctx)


def _pages(run: Run, question: Question, request: OfficeRequest) -> "Paginator[int]":
    """The list in pages. How long a whole list is, the determination says; only a part of it is counted."""
    pages = Paginator(_listings(run, question, request).values_list("pk", flat=True), PAGE)
    if not (question.status or question.selected_by or question.town or question.mine or question.over):
        pages.count = run.support_needed if question.tier is Tier.SUPPORT_NEEDED else run.at_risk
    return pages


def _listings(run: Run, question: Question, request: OfficeRequest) -> QuerySet[Listing]:
    """The listings that the question is about, in its order; no column is worked out that it does not need."""
    wanted = {"case__status": question.status, "selected_by": question.selected_by, "town": question.town}
    listings = Listing.objects.filter(run=run, tier=question.tier.value, **{column: value for column, value in wanted.items() if value})
    if question.mine:
        listings = listings.filter(case__assigned_to=request.user)
    if question.over:
        late = listings.annotate(since=due.since("case_id", "case__waiting_since"))
        listings = late.filter(due.over(question.tier, clock.today()))
    if "last_seen_on" in SORTS[question.sort]:
        listings = listings.annotate(seen_on=due.seen_on("case_id", "last_seen_on"))
    return listings.order_by(*map(_order, SORTS[question.sort]))


def _order(name: str) -> OrderBy:
    """Never seen comes before seen long ago. A column without gaps is ordered plainly, as its index is."""
    plain = name.lstrip("-")
    column, gaps = F(COLUMNS.get(plain, plain)), plain in GAPS or None
    return column.desc(nulls_last=gaps) if name.startswith("-") else column.asc(nulls_first=gaps)


def _addresses(found: Page[int], question: Question) -> dict[str, str]:
    """Addresses of the neighbouring pages."""
    pages = {}
    if found.has_previous():
        pages["previous"] = "?" + question.at_page(found.number - 1).address
    if found.has_next():
        pages["next"] = "?" + question.at_page(found.number + 1).address
    return pages
