"""Data freshness and quality: through which day each source was delivered, how old that is, how many rows were held back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.visibility import held_share, visible_sources
from sukoyaka.office.draw import freshness
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Parcel, Run
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views.desk import word_of
from sukoyaka.office.web.views.pictures import safe


@require_safe
def sources(request: OfficeRequest) -> HttpResponse:
    """All sources for the steward, a holder's own for a holder."""
    run = Run.objects.filter(current=True).first()
    record(request, Action.SEE_SOURCES, "sources")
    visible = visible_sources(request.user.actor, run.sources if run else [])
    rows = [_row(source, clock.today()) for source in visible]
    fresh = [freshness.Fresh(source["name"], _through(source)) for source in visible]
    ctx = {
        "run": run,
        "sources": rows,
        "picture": safe(freshness.draw(fresh, clock.today(), word_of(request))) if rows else "",
        "parcels": Parcel.objects.order_by("-received_on", "-sequence", "parcel")[:20] if request.user.role == "steward" else [],
    }
    return render(request, "sources/sources.html", ctx)


def _row(source: Mapping[str, Any], today: date) -> dict[str, object]:
    through = _through(source)
    return {
        "name": source["name"],
        "holder": source.get("holder", ""),
        "through": through,
        "days": (today - through).days if through else None,
        "read": source.get("rows_read"),
        "held": source.get("rows_held_back"),
        "unplaced": source.get("rows_unplaced"),
        "share": held_share(source),
    }


def _through(source: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(source["known_through"]) if source.get("known_through") else None
