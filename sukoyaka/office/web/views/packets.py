"""Meeting packets: ordering, handing out, taking back, and the register of all of them."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.purposes import LookPurpose
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions import keep_packets, step_up
from sukoyaka.office.web.actions import reveal as reveals
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Case, Packet, PacketCopy
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views.meetings import meeting_of
from sukoyaka.office.web.views.papers import fill, papers_of

LATEST = 100  # packets in the register's page


@require_safe
def register(request: OfficeRequest) -> HttpResponse:
    """Every packet, newest first: for whom, printed, given back, destroyed."""
    copies = Prefetch("copies", PacketCopy.objects.defer("pdf").select_related("member").order_by("number"))
    rows = Packet.objects.select_related("meeting", "ordered_by").prefetch_related(copies).order_by("-pk")[:LATEST]
    record(request, Action.SEE_MEETINGS, "packets")
    return render(request, "meeting/register.html", {"packets": rows, "late": clock.today()})


@require_POST
def order(request: OfficeRequest, meeting: int) -> HttpResponse:
    """A copy for every member, by a job."""
    meeting_of(meeting)
    keep_packets.order(request, meeting, request.POST.dict())
    messages.success(request, "会議資料の作成を始めました。できあがると、この画面に現れます")
    return redirect("meeting", meeting=meeting)


@require_POST
def named(request: OfficeRequest, meeting: int) -> HttpResponse:
    """One copy with names, by a recorded act: opened, set and sent at once, and kept nowhere."""
    row = meeting_of(meeting)
    member = row.members.filter(pk=request.POST["member"] if request.POST.get("member", "").isdecimal() else 0).first()
    if member is None:
        raise Refused("受け取る構成員が選ばれていません", "", "構成員を選んでください")
    try:
        step_up.confirm_again(request)
    except Refused as refusal:  # what was typed wrong must stay in the audit, so this answer is no error
        record(request, Action.REVEAL, "packet", outcome=Outcome.REFUSED, detail=refusal.came)
        messages.warning(request, f"{refusal.came}。{refusal.next_step}")
        return redirect("meeting", meeting=meeting)
    packet, new = keep_packets.enter(request, meeting, request.POST.dict(), named=True)
    if not new:
        raise Refused("この資料はすでに作られています", "", "もう一度必要な場合は、会議の画面を開き直してください")
    names = _names(request, keep_packets.cases_of(row), request.POST.get("reason", ""))
    copy = PacketCopy.objects.create(packet=packet, number=keep_packets.number_of(packet, 1), member=member, printed_at=clock.now())
    pdf = fill(copy, papers_of(packet, names))
    packet.state, packet.made_at, packet.children = "made", clock.now(), len(names)
    packet.save(update_fields=["state", "made_at", "children"])
    record(request, Action.OPEN_PACKET, f"packet:{copy.number}", cases=list(names), purpose="meeting", detail=copy.sha256)
    return _as_file(pdf, copy.number)


def _names(request: OfficeRequest, cases: list[str], reason: str) -> dict[str, str]:
    """Case → name, each look granted, stored and ended here; a child that nobody has named stays a pseudonym."""
    names = {}
    for case in cases:
        reveals.reveal(request, Case.objects.get(pk=case), LookPurpose.MEETING.value, reason)
        look = reveals.look(request, case)
        if look:
            look.row.save(force_insert=True)
        if look and look.shown and look.shown.identity.name:
            names[case] = look.shown.identity.name
        reveals.mask(request, case)
    return names


@require_safe
def copy(request: OfficeRequest, meeting: int, copy: int) -> HttpResponse:
    """One copy as a file, to be printed."""
    _check(meeting, copy)
    row = keep_packets.hand_out(request, meeting, copy)
    return _as_file(bytes(row.pdf or b""), row.number)


@require_POST
def back(request: OfficeRequest, meeting: int, copy: int) -> HttpResponse:
    """A copy was given back, or destroyed."""
    _check(meeting, copy)
    keep_packets.take_back(request, meeting, copy, request.POST.get("what", ""))
    messages.success(request, "会議資料の台帳に記録しました")
    return redirect("meeting", meeting=meeting)


def _check(meeting: int, copy: int) -> None:
    meeting_of(meeting)
    if not PacketCopy.objects.filter(pk=copy, packet__meeting=meeting).exists():
        raise Http404(copy)


def _as_file(pdf: bytes, number: str) -> HttpResponse:
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{number}.pdf"'})
