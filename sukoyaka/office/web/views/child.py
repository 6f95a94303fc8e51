"""A child's page: who (once revealed), why listed, what is known over time, and what is not.

Nothing of the vault is imported here: a name comes through `actions.reveal`, recorded before it shows.
"""

import json
from functools import cache
from typing import Any

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.purposes import REASON_LENGTH, REVEAL_LASTS, Category, LookPurpose
from sukoyaka.office.casework.roles import Permission
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions import reveal as reveals
from sukoyaka.office.web.actions import step_up
from sukoyaka.office.web.actions.move_case import move_case
from sukoyaka.office.web.actions.record import entry, record, store
from sukoyaka.office.web.models import Account, Case, Listing, Move, Run
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.rows import Row, made
from sukoyaka.office.web.views import chart, drawn, sheet
from sukoyaka.office.web.words import language_of
from sukoyaka.records.findings import Tier

ANY = "0" * 32
OF_RUN = tuple(field.attname for field in Run._meta.concrete_fields if field.name != "districts")
OF_CASE = tuple(field.attname for field in Case._meta.concrete_fields)
OF_OWNER = ("id", "username", "name", "organisation")
OWN = {"run_id", "case_id"}  # columns of the listing itself
BESIDE = ("moves", "assessments", "verdicts", "referrals", "entered_rows", "parted_rows")  # what is told as JSON
SHOWN = (Category.DETERMINATION, Category.HOUSEHOLD, Category.LIFE, Category.COVERAGE)


def listing_of(case: str) -> Listing:
    """The child's place in the latest determination that lists it. Raises `Http404` for a case nobody knows."""
    sql, values = _statement()
    found = next(iter(Listing.objects.raw(sql, [case if value == ANY else value for value in values])), None)
    if found is None:
        raise Http404(case)
    for name in BESIDE:
        setattr(found, name, [json.loads(told) for told in getattr(found, name)])
    found.run, found.case = _joined(found, "run", Run, OF_RUN), _joined(found, "case", Case, OF_CASE)
    if found.case.assigned_to_id:
        found.case.assigned_to = _joined(found, "owner", Account, OF_OWNER)
    return found


def _joined(found: Listing, prefix: str, model: type[Row], names: tuple[str, ...]) -> Row:
    """The row that was read together with the listing, its columns under the names `prefix_column`."""
    return made(model, names, [getattr(found, f"{prefix}_{name}") for name in names])


@cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """The question for a child's place and what is told beside it, worded once; `ANY` stands for the child."""
    moves = Move.objects.filter(case=OuterRef("case_id")).order_by("-at")
    told = JSONObject(at=F("at"), on=F("on"), before=F("before"), after=F("after"), by=F("by__name"), note=F("note"))
    beside = {"moves": moves.values(told=told), **sheet.told_beside()}
    latest = Listing.objects.filter(case=ANY).order_by("-run__current", "run__intake", "-run__as_of", "-run__pk")
    joined = {f"run_{name}": F(f"run__{name}") for name in OF_RUN} | {f"case_{name}": F(f"case__{name}") for name in OF_CASE}
    joined |= {f"owner_{name}": F(f"case__assigned_to__{name}") for name in OF_OWNER}
    told_beside = {name: ArraySubquery(rows) for name, rows in beside.items()}
    return latest.annotate(**{name: of for name, of in joined.items() if name not in OWN}, **told_beside)[:1].query.sql_with_params()


@require_safe
def child(request: OfficeRequest, case: str) -> HttpResponse:
    """The page. The look, and the opening of the vault if there is one, are stored before it is drawn."""
    listing = listing_of(case)
    look = reveals.look(request, case)
    purpose = look.reveal.purpose.value if look else ""
    seen = entry(request, Action.SEE_CHILD, "child", cases=[case], purpose=purpose, categories=SHOWN)
    store([seen, look.row] if look else [seen])
    reader = drawn.Reader(language_of(request), Permission.REPORT_DATA in request.user.actor.permissions, clock.today())
    parts = drawn.NOTHING if listing.run.intake else drawn.parts(listing, chart.way(request), reader)
    ctx = chart.header(request, listing, look) | {"drawn": parts, "home": {"size": parts.size}}
    return render(request, "child/child.html", ctx | sheet.on_child(request, listing, parts.items))


@require_http_methods(["GET", "POST"])
def reveal_name(request: OfficeRequest, case: str) -> HttpResponse:
    """Asks what the name is needed for; grants the look, or says why not."""
    listing = listing_of(case)
    purpose, reason, refused = request.POST.get("purpose", ""), request.POST.get("reason", ""), None
    if request.method == "POST":
        try:
            reveals.reveal(request, listing.case, purpose, reason)
        except Refused as error:
            refused = error
            record(request, Action.REVEAL, "child", cases=[case], outcome=Outcome.REFUSED, detail=error.came)
        else:
            return redirect("child", case=case)
    else:
        record(request, Action.SEE_CHILD, "reveal", cases=[case])
    ctx = {
        "purposes": [(p.value, p.label) for p in LookPurpose],
        "purpose": purpose,
        "reason": reason,
        "refused": refused,
        "code_due": step_up.due(request),
        "shortest": REASON_LENGTH,
        "minutes": int(REVEAL_LASTS.total_seconds() // 60),
    }
    return render(request, "child/reveal.html", chart.header(request, listing, None) | ctx, status=422 if refused else 200)


@require_POST
def mask_name(request: OfficeRequest, case: str) -> HttpResponse:
    """Masks the name again before its time is over."""
    listing_of(case)
    reveals.mask(request, case)
    return redirect("child", case=case)


@require_POST
def move(request: OfficeRequest, case: str) -> HttpResponse:
    """Moves the case to another state."""
    listing = listing_of(case)
    form = request.POST
    move_case(request, case, Tier(listing.tier), form.get("after", ""), form.get("note", ""), form.get("close_reason", ""))
    messages.success(request, "状態を変更しました")
    return redirect("child", case=case)
