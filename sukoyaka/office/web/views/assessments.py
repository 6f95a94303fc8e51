"""A child's assessments: opening, writing, reading over, approving, printing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from sukoyaka.office.casework.assessment.states import AssessmentState
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.purposes import Category
from sukoyaka.office.web.actions import assess
from sukoyaka.office.web.actions import reveal as reveals
from sukoyaka.office.web.actions.assess import Saved
from sukoyaka.office.web.actions.record import entry, store
from sukoyaka.office.web.kept import wants_json
from sukoyaka.office.web.models import Assessment, Listing
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views import chart, sheet
from sukoyaka.office.web.views.child import listing_of

SHOWN = (Category.DETERMINATION, Category.LIFE, Category.HOUSEHOLD)
WITH = ("run", "opened_by", "saved_by", "second_reader", "approved_by")


@require_POST
def open_sheet(request: OfficeRequest, case: str) -> HttpResponse:
    """A new draft, or the one that is open."""
    row = assess.open_assessment(request, listing_of(case), request.POST.get("sheet", ""))
    return redirect("assessment", case=case, number=row.pk)


@require_http_methods(["GET", "POST"])
def assessment(request: OfficeRequest, case: str, number: int) -> HttpResponse:
    """The sheet: to be written while it is a draft, to be read afterwards. A POST saves."""
    listing, row = listing_of(case), _row(case, number)
    if request.method == "POST":
        return _save(request, listing, row)
    return _page(request, listing, row)


def _row(case: str, number: int) -> Assessment:
    found = Assessment.objects.select_related(*WITH).filter(pk=number, case=case).first()
    if found is None:
        raise Http404(number)
    return found


def _page(request: OfficeRequest, listing: Listing, row: Assessment, status: int = 200, **more: Any) -> HttpResponse:
    """Draws it; the look, and the opening of the vault if there is one, are stored before."""
    look = reveals.look(request, listing.case_id)
    purpose = look.reveal.purpose.value if look else ""
    seen = entry(request, Action.SEE_ASSESSMENT, f"assessment:{row.pk}", cases=[listing.case_id], purpose=purpose, categories=SHOWN)
    store([seen, look.row] if look else [seen])
    writes = row.state == AssessmentState.DRAFT.value and "assess" in request.user.actor.permissions
    parts = sheet.for_writing(row, listing) if writes else sheet.for_reading(row, listing)
    ctx = chart.header(request, listing, look) | sheet.about(request, row, listing) | parts | more
    return render(request, "assessment/write.html" if writes else "assessment/read.html", ctx, status=status)


def _save(request: OfficeRequest, listing: Listing, row: Assessment) -> HttpResponse:
    """Stores the form; with `then` it goes on to the next state. Nothing written is lost, whatever is refused."""
    saved = assess.save(request, row.pk, listing.case_id, request.POST.dict())
    if wants_json(request):
        return _told(saved, listing)
    row = _row(listing.case_id, row.pk)
    if saved.stale:
        return _page(request, listing, row, 409, stale=saved.stale, **sheet.side_by_side(row, request.POST.dict()))
    try:
        if then := request.POST.get("then", ""):
            assess.move(request, row.pk, listing, then, "")
    except Refused as refused:
        return _page(request, listing, row, 422, refused=refused)
    messages.success(request, "アセスメントを承認に出しました" if then else "アセスメントを保存しました")
    return redirect("assessment", case=listing.case_id, number=row.pk)


def _told(saved: Saved, listing: Listing) -> JsonResponse:
    """To the script that saves every ten seconds."""
    if saved.stale:
        return JsonResponse({"sentence": saved.stale}, status=409)
    guide = assess.guide_of(saved.row, listing)
    return JsonResponse(
        {
            "revision": saved.row.revision,
            "saved": timezone.localtime(saved.row.saved_at).strftime("%H:%M:%S"),
            "level": guide.level.label if guide.level else "",
            "route": guide.route.title if guide.route else "",
            "unanswered": len(guide.unanswered),
        }
    )


@require_POST
def move(request: OfficeRequest, case: str, number: int) -> HttpResponse:
    """Sends it back, approves it, withdraws it."""
    listing = listing_of(case)
    _row(case, number)
    row = assess.move(request, number, listing, request.POST.get("after", ""), request.POST.get("words", ""))
    messages.success(request, MOVED[AssessmentState(row.state)])
    return redirect("assessment", case=case, number=number)


MOVED = {
    AssessmentState.DRAFT: "下書きに戻しました",
    AssessmentState.SUBMITTED: "アセスメントを承認に出しました",
    AssessmentState.APPROVED: "アセスメントを承認しました。以後は追記だけができます",
    AssessmentState.WITHDRAWN: "アセスメントを取りやめました",
}


@require_POST
def second_read(request: OfficeRequest, case: str, number: int) -> HttpResponse:
    """A second reader's words."""
    _row(case, number)
    assess.second_read(request, number, case, request.POST.get("words", ""))
    messages.success(request, "第二の目による確認を記録しました")
    return redirect("assessment", case=case, number=number)


@require_POST
def add(request: OfficeRequest, case: str, number: int) -> HttpResponse:
    """An addendum."""
    _row(case, number)
    assess.add(request, number, case, request.POST.get("words", ""))
    messages.success(request, "追記を残しました")
    return redirect("assessment", case=case, number=number)
