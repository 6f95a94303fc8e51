"""A child's page: who (once revealed), why listed, what is known over time, and what is not.

Nothing of the vault is imported here: a name comes through `actions.reveal`, recorded before it shows.
"""

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import JSONObject
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.purposes import REASON_LENGTH, REVEAL_LASTS, Category, LookPurpose
from sukoyaka.office.web.actions import reveal as reveals
from sukoyaka.office.web.actions.move_case import move_case
from sukoyaka.office.web.actions.record import entry, record, store
from sukoyaka.office.web.models import Listing, Move, SealedIdentity
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views import chart, sheet
from sukoyaka.records.findings import Tier

SHOWN = (Category.DETERMINATION, Category.HOUSEHOLD, Category.LIFE, Category.COVERAGE)


def listing_of(case: str) -> Listing:
    """The child's place in the latest determination that lists it. Raises `Http404` for a case nobody knows."""
    moves = Move.objects.filter(case=OuterRef("case_id")).order_by("-at")
    told = JSONObject(at=F("at"), before=F("before"), after=F("after"), by=F("by__name"), note=F("note"))
    found = (
        Listing.objects.filter(case=case)
        .select_related("run", "case", "case__assigned_to")
        .annotate(named=Exists(SealedIdentity.objects.filter(case=case)), moves=ArraySubquery(moves.values(told=told)))
        .annotate(**{name: ArraySubquery(rows) for name, rows in sheet.told_beside().items()})
        .order_by("-run__current", "run__intake", "-run__as_of", "-run__pk")
        .first()
    )
    if found is None:
        raise Http404(case)
    return found


@require_safe
def child(request: OfficeRequest, case: str) -> HttpResponse:
    """The page. The look, and the opening of the vault if there is one, are stored before it is drawn."""
    listing = listing_of(case)
    look = reveals.look(request, case)
    purpose = look.reveal.purpose.value if look else ""
    seen = entry(request, Action.SEE_CHILD, "child", cases=[case], purpose=purpose, categories=SHOWN)
    store([seen, look.row] if look else [seen])
    ctx = chart.context(request, listing, look)
    reasons = [*ctx["raising"], *ctx["lowering"], *ctx["neutral"]]
    return render(request, "child/child.html", ctx | sheet.on_child(request, listing, reasons))


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
