"""The register of packets: ordered, handed out, given back, destroyed. Each verb locks, checks, changes and records."""

import re
from collections.abc import Mapping

from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.meeting.states import WRITES_MINUTES, MeetingState, check_edit
from sukoyaka.office.casework.meeting.writing import day
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.web import clock, jobs
from sukoyaka.office.web.actions.plan_meeting import locked
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Meeting, Packet, PacketCopy
from sukoyaka.office.web.page import OfficeRequest


def cases_of(meeting: Meeting) -> list[str]:
    """The children on the agenda, in order."""
    return list(meeting.items.order_by("position", "pk").values_list("case_id", flat=True))


def enter(request: OfficeRequest, number: int, form: Mapping[str, str], *, named: bool = False) -> tuple[Packet, bool]:
    """A new packet in the register, or the one that the form made before. Raises `Refused`."""
    meeting = locked(number)
    check_edit(request.user.actor, MeetingState(meeting.state), WRITES_MINUTES)
    token, return_by = form.get("form", ""), day(form.get("return_by", ""))
    if not re.fullmatch(r"[0-9a-f]{32}", token):
        raise Refused("画面の有効期限が切れました", "", "もう一度開いてやり直してください")
    if found := Packet.objects.filter(form=token).first():
        return found, False
    if return_by is None or return_by < meeting.on:
        raise Refused("返却期限は、会議の日か、その後の日にしてください", "", "日を選び直してください")
    if not meeting.items.exists():
        raise Refused("議題がありません", "", "検討するこどもを議題に加えてください")
    packet = Packet.objects.create(
        meeting=meeting, form=token, ordered_by=request.user, ordered_at=clock.now(), return_by=return_by, named=named
    )
    return packet, True


def order(request: OfficeRequest, number: int, form: Mapping[str, str]) -> Packet:
    """A copy for every member, made by a job. Raises `Refused`."""
    packet, new = enter(request, number, form)
    if not new:
        return packet
    members = packet.meeting.members.order_by("organisation", "name", "pk")
    PacketCopy.objects.bulk_create(
        PacketCopy(packet=packet, number=number_of(packet, place), member=member) for place, member in enumerate(members, 1)
    )
    jobs.order(packet.pk)
    record(request, Action.ORDER_PACKET, f"packet:{packet.pk}", cases=cases_of(packet.meeting), purpose="meeting")
    return packet


def number_of(packet: Packet, place: int) -> str:
    """「2024-0003-02」: year of the meeting, packet, copy."""
    return f"{packet.meeting.on.year}-{packet.pk:04d}-{place:02d}"


def hand_out(request: OfficeRequest, meeting: int, copy: int) -> PacketCopy:
    """A copy to be printed. Raises `Refused` if it is not there any more, or not yet."""
    row = PacketCopy.objects.select_for_update().select_related("packet__meeting").get(pk=copy, packet__meeting=meeting)
    if row.packet.named:
        raise Refused("氏名のある資料は保存されていません", "", "必要な場合は、理由を書いて作り直してください")
    if row.pdf is None:
        words = "この資料は廃棄されました" if row.destroyed_on else "この資料はまだできていません"
        raise Refused(words, "", "会議の画面で状態を確かめてください")
    row.printed_at = row.printed_at or clock.now()
    row.save(update_fields=["printed_at"])
    record(request, Action.OPEN_PACKET, f"packet:{row.number}", cases=cases_of(row.packet.meeting), purpose="meeting", detail=row.sha256)
    return row


def take_back(request: OfficeRequest, meeting: int, copy: int, what: str) -> None:
    """A copy was given back, or destroyed after that. Raises `Refused`."""
    row = PacketCopy.objects.select_for_update().select_related("packet__meeting").get(pk=copy, packet__meeting=meeting)
    if what == "returned" and row.printed_at and not row.returned_on:
        row.returned_on, action = clock.today(), Action.RETURN_PACKET
    elif what == "destroyed" and not row.destroyed_on and (row.returned_on or not row.printed_at):
        row.destroyed_on, row.pdf, action = clock.today(), None, Action.DESTROY_PACKET
    elif (what == "returned" and row.returned_on) or (what == "destroyed" and row.destroyed_on):
        return  # a second click
    else:
        raise Refused("渡した資料は、返却を記録してから廃棄します", "", "返却を先に記録してください")
    row.save(update_fields=["returned_on", "destroyed_on", "pdf"])
    record(request, action, f"packet:{row.number}", cases=cases_of(row.packet.meeting))
