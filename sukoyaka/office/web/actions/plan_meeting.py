"""Plans a meeting: day, chair, members, the children on its agenda. Each verb locks, checks, changes and records."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time

from django.db.models import F, Max, OuterRef, QuerySet, Subquery

from sukoyaka.office.casework.assessment.states import AssessmentState
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.meeting import agenda, states
from sukoyaka.office.casework.meeting.blocks import TEXTS
from sukoyaka.office.casework.meeting.states import MeetingState
from sukoyaka.office.casework.meeting.writing import day
from sukoyaka.office.casework.permissions import Refused, check_allowed
from sukoyaka.office.casework.roles import Permission, Role
from sukoyaka.office.casework.states import Status
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Account, Assessment, Case, Listing, Meeting, MeetingItem, MeetingMember
from sukoyaka.office.web.page import OfficeRequest

UNDER_WAY = [s.value for s in (MeetingState.PLANNED, MeetingState.OPEN, MeetingState.MINUTES, MeetingState.CONFIRMED)]


def plan(request: OfficeRequest, form: Mapping[str, str]) -> Meeting:
    """A new meeting; the form sent twice finds the first. Raises `Refused`."""
    check_allowed(request.user.actor, Permission.PREPARE_MEETING)
    token = form.get("form", "")
    if not re.fullmatch(r"[0-9a-f]{32}", token):
        raise Refused("画面の有効期限が切れました", "", "もう一度開いてやり直してください")
    Account.objects.select_for_update().get(pk=request.user.pk)  # two clicks at once make one meeting
    if found := Meeting.objects.filter(form=token).first():
        return found
    on, starts, place = day(form.get("on", "")), _time(form.get("starts", "")), form.get("place", "").strip()[:80]
    chair = Account.objects.filter(username=form.get("chair", ""), role=Role.CHIEF.value, is_active=True).first()
    missing = [words for words, value in (("日", on), ("時刻", starts), ("場所", place), ("座長", chair)) if not value]
    if missing or on is None or starts is None or chair is None:
        raise Refused("会議の設定に、空いている欄か、正しくない欄があります", "・".join(missing), "書き直してください")
    made = Meeting.objects.create(on=on, starts=starts, place=place, chair=chair, made_by=request.user, made_at=clock.now(), form=token)
    people = {(a.name, a.organisation) for a in (chair, request.user)}
    MeetingMember.objects.bulk_create(MeetingMember(meeting=made, name=name, organisation=where) for name, where in sorted(people))
    record(request, Action.PLAN_MEETING, f"meeting:{made.pk}", detail=on.isoformat())
    return made


def _time(words: str) -> time | None:
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)(:00)?", words)
    return time(int(found[1]), int(found[2])) if found else None


def locked(number: int) -> Meeting:
    """The meeting, held until the end of the transaction."""
    return Meeting.objects.select_for_update().get(pk=number)


def candidates(meeting: Meeting) -> QuerySet[Case]:
    """Children sent to the meeting, or due for another look by its day, who are on no agenda under way."""
    taken = MeetingItem.objects.filter(meeting__state__in=UNDER_WAY).values("case")
    due = MeetingItem.objects.filter(meeting__state=MeetingState.APPROVED.value, case=OuterRef("pk")).order_by("-decided_on", "-pk")
    cases = Case.objects.annotate(review_on=Subquery(due.values("next_review_on")[:1])).exclude(pk__in=taken)
    sent = cases.filter(status=Status.TO_MEETING.value, review_on__isnull=True)
    again = cases.filter(review_on__lte=meeting.on).exclude(status=Status.CLOSED.value)
    return (sent | again).order_by(F("review_on").asc(nulls_first=True), "waiting_since", "case")


def arrange(request: OfficeRequest, number: int, form: Mapping[str, str], add: Sequence[str], remove: Sequence[str]) -> None:
    """Orders the agenda, adds children, takes off those of whom nothing was written. Raises `Refused`."""
    meeting = locked(number)
    states.check_edit(request.user.actor, MeetingState(meeting.state), states.AGENDA_CHANGES)
    _take_off(meeting, remove)
    _put_on(meeting, add)
    items = {item.pk: item for item in meeting.items.order_by("position", "pk")}
    for entry in agenda.arranged([agenda.Entry(i.pk, i.position, i.minutes) for i in items.values()], form):
        item = items[entry.number]
        item.position, item.minutes = entry.position, entry.minutes
        item.save(update_fields=["position", "minutes"])
    record(request, Action.CHANGE_AGENDA, f"meeting:{number}", cases=[item.case_id for item in items.values()])


def _take_off(meeting: Meeting, remove: Sequence[str]) -> None:
    for item in meeting.items.filter(pk__in=[int(n) for n in remove if n.isascii() and n.isdigit()]):
        if item.decision or any(getattr(item, name) for name in TEXTS) or item.roles.exists():
            raise Refused("会議録を書き始めたこどもは、議題から外せません", "", "検討しなかった場合は、その旨を会議録に書いてください")
        item.delete()


def _put_on(meeting: Meeting, add: Sequence[str]) -> None:
    allowed = {case.pk: case for case in candidates(meeting).filter(pk__in=add)}
    here = set(meeting.items.values_list("case_id", flat=True))
    if set(add) - set(allowed) - here:
        raise Refused(
            "議題にできないこどもが含まれています", "「検討会へ」の状態で、ほかの会議の議題にないこども", "画面を開き直してください"
        )
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    new = [case for case in dict.fromkeys(add) if case in allowed]
    for place, case in enumerate(new, last + 1):
        MeetingItem.objects.create(
            meeting=meeting, case=allowed[case], run_id=_run_of(case), assessment=_assessment_of(case), position=place, minutes=agenda.USUAL
        )


def _run_of(case: str) -> int:
    """The determination on the table: the latest that lists the child."""
    listing = Listing.objects.filter(case=case).order_by("-run__current", "run__intake", "-run__as_of", "-run__pk").first()
    if listing is None:
        raise Refused("判定の届いていないこどもです", "", "総括管理主体に確認してください")
    return listing.run_id


def _assessment_of(case: str) -> Assessment | None:
    return Assessment.objects.filter(case=case, state=AssessmentState.APPROVED.value).order_by("-approved_at").first()


def add_member(request: OfficeRequest, number: int, name: str, organisation: str) -> None:
    """Somebody takes part. Raises `Refused`."""
    meeting = locked(number)
    states.check_edit(request.user.actor, MeetingState(meeting.state))
    name, organisation = name.strip()[:80], organisation.strip()[:80]
    if not name or not organisation:
        raise Refused("構成員の氏名か所属が書かれていません", "", "氏名と所属を書いてください")
    MeetingMember.objects.get_or_create(meeting=meeting, name=name, organisation=organisation)
    record(request, Action.CHANGE_MEMBERS, f"meeting:{number}")


def remove_member(request: OfficeRequest, number: int, member: str) -> None:
    """Somebody does not take part after all. Raises `Refused`."""
    meeting = locked(number)
    states.check_edit(request.user.actor, MeetingState(meeting.state), frozenset({MeetingState.PLANNED}))
    found = meeting.members.filter(pk=member) if member.isascii() and member.isdigit() else meeting.members.none()
    if found and found[0].name == meeting.chair.name:
        raise Refused("座長は構成員から外せません", "", "座長を替える場合は、会議を設定し直してください")
    if meeting.packets.filter(copies__member__in=found).exists():
        raise Refused("会議資料を渡した構成員は外せません", "", "欠席の場合は、出席の確認で欠席にしてください")
    found.delete()
    record(request, Action.CHANGE_MEMBERS, f"meeting:{number}")


def set_attendance(request: OfficeRequest, number: int, form: Mapping[str, str]) -> None:
    """Who came, and who promised confidentiality. Raises `Refused`."""
    meeting = locked(number)
    states.check_edit(request.user.actor, MeetingState(meeting.state), frozenset({MeetingState.OPEN, MeetingState.MINUTES}))
    for member in meeting.members.all():
        came = {"yes": True, "no": False}.get(form.get(f"present-{member.pk}", ""))
        member.present, member.confidential = came, bool(came) and form.get(f"confidential-{member.pk}") == "1"
        member.save(update_fields=["present", "confidential"])
    record(request, Action.CHANGE_MEMBERS, f"meeting:{number}", detail="attendance")


def months_around(on: date) -> tuple[date, date]:
    """First day of the month of a day, and of the one after it."""
    first = on.replace(day=1)
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)
