"""A child in a meeting: the five blocks to be written, the live screen, and the minutes as a document."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sukoyaka.office.casework.assessment.states import DECISION_LABELS, decision_label
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.meeting import blocks, writing
from sukoyaka.office.casework.meeting.writing import Written
from sukoyaka.office.casework.purposes import Category
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions import reveal as reveals
from sukoyaka.office.web.actions import write_minutes
from sukoyaka.office.web.actions.record import entry, record, store
from sukoyaka.office.web.kept import wants_json
from sukoyaka.office.web.models import Meeting, MeetingItem, Reason, Unknown
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views import chart, sheet
from sukoyaka.office.web.views.child import listing_of
from sukoyaka.office.web.views.meetings import about, meeting_of
from sukoyaka.records.ids import CaseId

SHOWN = (Category.DETERMINATION, Category.HOUSEHOLD)
SPARE_ROLES = 2  # empty rows offered below the written ones
LIVE = "live"
WORDS = {field: words for words, fields in blocks.BLOCKS.values() for field in fields} | {
    "lead_organisation": "主担当機関",
    "lead_person": "主たる援助者",
    "policy": "援助方針",
    "dissent": "異なる意見",
    "notes": "メモ",
    "decision": "支援の要否",
    "next_review_on": "次回検討日",
    "roles": "役割分担",
}


@require_http_methods(["GET", "POST"])
def child(request: OfficeRequest, meeting: int, case: str) -> HttpResponse:
    """The child on the table; a POST saves. `?view=live` is for the projector."""
    row = meeting_of(meeting)
    item = _item(row, case)
    return _save(request, row, item) if request.method == "POST" else _page(request, row, item)


def _item(row: Meeting, case: str) -> MeetingItem:
    found = row.items.select_related("case", "run", "assessment__approved_by").prefetch_related("roles").filter(case=case).first()
    if found is None:
        raise Http404(case)
    return found


def _page(request: OfficeRequest, row: Meeting, item: MeetingItem, status: int = 200, **more: Any) -> HttpResponse:
    """Draws it; the look, and the opening of the vault if there is one, are stored before."""
    listing, look = listing_of(item.case_id), reveals.look(request, item.case_id)
    purpose = look.reveal.purpose.value if look else ""
    seen = entry(request, Action.SEE_MEETING_CHILD, f"meeting:{row.pk}", cases=[item.case_id], purpose=purpose, categories=SHOWN)
    store([seen, look.row] if look else [seen])
    ctx = about(request, row, write_minutes.standing(row)) | chart.header(request, listing, look)
    ctx |= _case(item) | _written(write_minutes.written(item)) | _neighbours(row, item) | more
    live = request.GET.get("view") == LIVE or request.POST.get("view") == LIVE
    return render(request, "meeting/live.html" if live else "meeting/child.html", ctx, status=status)


def _case(item: MeetingItem) -> dict[str, Any]:
    """What is on the table: reasons, unknowns, the approved assessment."""
    of_child = {"run": item.run_id, "case": item.case_id}
    reasons = chart.by_direction(chart.by_item(Reason.objects.filter(**of_child).order_by("position", "-happened_on", "pk")))
    return {
        "item": item,
        "raising": reasons["raising"],
        "lowering": reasons["lowering"],
        "unknowns": chart.by_remedy(Unknown.objects.filter(**of_child).order_by("item", "pk")),
        "assessed": sheet.locked(item.assessment) if item.assessment else None,
        "copies": list(item.copies.select_related("by").order_by("-pk")),
    }


def _written(now: Written) -> dict[str, Any]:
    roles: list[blocks.Role | None] = [*now.roles, *[None] * SPARE_ROLES]
    return {
        "now": now,
        "texts": now.texts,
        "roles": list(enumerate(roles)),
        "decisions": [(d.value, words) for d, words in DECISION_LABELS.items()],
        "decision_label": decision_label(now.decision),
    }


def _neighbours(row: Meeting, item: MeetingItem) -> dict[str, Any]:
    order = list(row.items.order_by("position", "pk").values_list("case_id", flat=True))
    at = order.index(item.case_id)
    return {
        "place": at + 1,
        "places": len(order),
        "earlier": order[at - 1] if at else "",
        "later": order[at + 1] if at + 1 < len(order) else "",
    }


def _save(request: OfficeRequest, row: Meeting, item: MeetingItem) -> HttpResponse:
    """Stores the form. Nothing written is lost, whatever is refused."""
    form = request.POST.dict()
    saved = write_minutes.save(request, row.pk, item.case_id, form)
    if wants_json(request):
        return _told(saved)
    if saved.stale:
        return _page(request, row, _item(row, item.case_id), 409, stale=saved.stale, **_side_by_side(_item(row, item.case_id), form))
    messages.success(request, "会議録を保存しました")
    live = f"?view={LIVE}" if form.get("view") == LIVE else ""
    response = redirect("meeting-child", meeting=row.pk, case=item.case_id)
    response["Location"] += live
    return response


def _told(saved: write_minutes.Saved) -> JsonResponse:
    if saved.stale:
        return JsonResponse({"sentence": saved.stale}, status=409)
    return JsonResponse({"revision": saved.item.revision, "saved": timezone.localtime(clock.now()).strftime("%H:%M:%S")})


def _side_by_side(item: MeetingItem, form: Mapping[str, str]) -> dict[str, Any]:
    """The form as this person wrote it, and what somebody else saved first, field by field."""
    theirs = write_minutes.written(item)
    mine = writing.from_form(form, theirs)
    return _written(mine) | {"theirs": [(WORDS[name], _words(theirs, name)) for name in writing.differences(theirs, mine)]}


def _words(written: Written, name: str) -> str:
    if name == "decision":
        return decision_label(written.decision) or "―"
    if name == "next_review_on":
        return written.next_review_on.isoformat() if written.next_review_on else "―"
    if name == "roles":
        return "\n".join(f"{r.organisation} {r.act} {r.due or ''}" for r in written.roles) or "―"
    return written.texts.get(name, "") or "―"


@require_safe
def document(request: OfficeRequest, meeting: int) -> HttpResponse:
    """The minutes as a document: the locked ones once they are approved, proved by their hash."""
    row = meeting_of(meeting)
    standing = write_minutes.standing(row)
    items = list(row.items.select_related("run", "assessment").prefetch_related("roles").order_by("position", "pk"))
    text = row.snapshot or write_minutes.document(row, items)
    told = json.loads(text)
    cases = [child["case"] for child in told["children"]]
    record(request, Action.SEE_MEETING, f"meeting:{row.pk}", cases=cases, categories=SHOWN)
    ctx = about(request, row, standing) | {"document": _in_words(told), "whole": not row.sha256 or write_minutes.digest(text) == row.sha256}
    return render(request, "meeting/minutes.html", ctx)


def _in_words(told: dict[str, Any]) -> dict[str, Any]:
    for child in told["children"]:
        child["id"] = CaseId(child["case"]).short
        child["decision_label"] = decision_label(child["decision"])
        child["review"] = writing.day(child["next_review_on"])
        child["roles"] = [role | {"day": writing.day(role["due"])} for role in child["roles"]]
    return told


@require_POST
def add(request: OfficeRequest, meeting: int) -> HttpResponse:
    """An addendum."""
    meeting_of(meeting)
    write_minutes.add(request, meeting, request.POST.get("case", ""), request.POST.get("words", ""))
    messages.success(request, "追記を残しました")
    return redirect("meeting-minutes", meeting=meeting)
