"""The chronology of a child as text: a draft to copy into minutes, or to print. A look at the child, recorded as one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sukoyaka.office.casework.chronology import Event, chronology
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.looking import Zoom, look, stretch
from sukoyaka.office.casework.purposes import Category
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import LifeFact, Member
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views import chart
from sukoyaka.office.web.views.child import listing_of
from sukoyaka.records.age import add_months


@require_safe
def chronology_screen(request: OfficeRequest, case: str) -> HttpResponse:
    """Dated sentences from the events of the child, or of everybody at home (`?whose=all`), as far back or in the stretch asked for."""
    listing = listing_of(case)
    record(request, Action.SEE_CHILD, "chronology", cases=[case], categories=(Category.LIFE,))
    seen, everybody = look(request.GET, frozenset()), request.GET.get("whose") == "all"
    facts = LifeFact.objects.filter(run=listing.run, case=listing.case).order_by("happened_on", "code", "pk")
    if not everybody:
        facts = facts.filter(member=case)
    first, last = stretch(request.GET)
    if first or last:
        facts = facts.filter(**{f"happened_on__{side}": day for side, day in (("gte", first), ("lte", last)) if day})
    elif seen.zoom.months:
        facts = facts.filter(happened_on__gte=add_months(listing.run.as_of, -seen.zoom.months))
    members = list(Member.objects.filter(run=listing.run, case=listing.case).order_by("from_on", "member", "pk"))
    others = chart.names_of(chart.household_of(listing, members), listing.run.as_of) if everybody else {}
    draft = chronology((_event(fact, others) for fact in facts), listing.birth_month)
    words = {"draft": draft, "zooms": list(Zoom), "zoom": seen.zoom, "everybody": everybody, "first": first, "last": last}
    return render(request, "child/chronology.html", chart.header(request, listing, None) | words)


def _event(fact: LifeFact, others: dict[str, str]) -> Event:
    return Event(fact.happened_on, others.get(fact.member, ""), fact.label, fact.value or "", fact.source, fact.source_name)
