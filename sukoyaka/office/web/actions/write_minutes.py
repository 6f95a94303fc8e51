"""Writes the minutes of a child, moves a meeting, locks approved minutes. Each verb locks, checks, changes and records.

A save that comes after somebody else's is kept beside, word for word. Approval never stops because a child has moved
away or was closed: what was decided is recorded, and a sentence says what happened.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sukoyaka.office.casework.closing import CloseReason
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.meeting import blocks, states, writing
from sukoyaka.office.casework.meeting.blocks import DECIDED, TEXTS, Minute
from sukoyaka.office.casework.meeting.states import MeetingState
from sukoyaka.office.casework.meeting.writing import Written
from sukoyaka.office.casework.permissions import Refused, check_allowed
from sukoyaka.office.casework.roles import Permission
from sukoyaka.office.casework.states import TRANSITIONS, Status
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.move_case import store_move
from sukoyaka.office.web.actions.plan_meeting import locked
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Case, KeptMinutes, Listing, Meeting, MeetingItem, MeetingRole, MinutesAddendum, PlanAct
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.records.feedback import Decision
from sukoyaka.records.ids import CaseId


@dataclass(frozen=True)
class Saved:
    """How a save ended: stored, or kept beside because of `stale` (a sentence)."""

    item: MeetingItem
    stale: str = ""


def written(item: MeetingItem) -> Written:
    """What the minutes of a child say now."""
    roles = tuple(blocks.Role(r.organisation, r.act, r.due) for r in sorted(item.roles.all(), key=lambda r: r.position))
    return Written({name: getattr(item, name) for name in TEXTS}, item.decision, item.next_review_on, roles)


def minute(item: MeetingItem) -> Minute:
    """The minutes of a child as the rules know them."""
    now = written(item)
    return Minute(CaseId(item.case_id).short, now.texts, now.decision, now.roles, now.next_review_on)


def save(request: OfficeRequest, number: int, case: str, form: Mapping[str, str]) -> Saved:
    """Stores the form, or keeps it beside if somebody saved first. Raises `Refused`."""
    check_allowed(request.user.actor, Permission.PREPARE_MEETING)
    meeting = locked(number)
    item = meeting.items.select_for_update().get(case=case)
    before = written(item)
    after = writing.from_form(form, before)
    if after == before:
        return Saved(item)
    if stale := _stale(meeting, item, form.get("revision", "")):
        return _keep(request, item, form, stale)
    _store(request, meeting, item, after)
    if after.for_minutes != before.for_minutes:
        meeting.writers = sorted({*meeting.writers, request.user.username})
        meeting.save(update_fields=["writers"])
    return Saved(item)


def _stale(meeting: Meeting, item: MeetingItem, read: str) -> str:
    if MeetingState(meeting.state) not in states.WRITES_MINUTES:
        state = MeetingState(meeting.state).label
        return f"書いている間に、この会議は「{state}」になりました。あなたの内容は控えとして残しました"
    if read != str(item.revision):
        return "書いている間に、ほかの人が先に保存しました。どちらの内容も残っています。見比べて、保存し直してください"
    return ""


def _keep(request: OfficeRequest, item: MeetingItem, form: Mapping[str, str], stale: str) -> Saved:
    read = form.get("revision", "")
    fields = {name: text for name, text in form.items() if name != "csrfmiddlewaretoken"}
    revision = int(read) if read.isdecimal() and len(read) < 9 else 0
    KeptMinutes.objects.create(item=item, by=request.user, at=clock.now(), read_revision=revision, fields=fields)
    record(request, Action.KEEP_COPY, f"meeting:{item.meeting_id}", cases=[item.case_id], detail=stale)
    return Saved(item, stale)


def _store(request: OfficeRequest, meeting: Meeting, item: MeetingItem, after: Written) -> None:
    for name, words in after.texts.items():
        setattr(item, name, words)
    item.decision, item.next_review_on = after.decision, after.next_review_on
    item.revision += 1
    item.save(update_fields=[*TEXTS, "decision", "next_review_on", "revision"])
    item.roles.all().delete()
    MeetingRole.objects.bulk_create(
        MeetingRole(item=item, position=place, organisation=role.organisation, act=role.act, due=role.due)
        for place, role in enumerate(after.roles, 1)
    )
    record(request, Action.SAVE_MINUTES, f"meeting:{meeting.pk}", cases=[item.case_id], detail=f"revision {item.revision}")


def standing(meeting: Meeting) -> states.Standing:
    """What the moves of a meeting depend on."""
    items = list(meeting.items.prefetch_related("roles").order_by("position"))
    unsure = [m for m in meeting.members.all() if m.present is None or (m.present and not m.confidential)]
    return states.Standing(
        state=MeetingState(meeting.state),
        chair=meeting.chair.username,
        writers=frozenset(meeting.writers),
        children=len(items),
        missing=tuple(words for item in items for words in blocks.missing(minute(item))),
        absent_words=tuple(f"{member.name}（{member.organisation}）" for member in unsure),
        days_to_go=(meeting.on - clock.today()).days,
    )


def move(request: OfficeRequest, number: int, after: str, why: str = "") -> list[str]:
    """Brings a meeting to another state; sentences about children to whom something happened. Raises `Refused`."""
    meeting = locked(number)
    if after not in set(MeetingState):
        raise Refused("この状態へは進めません", "・".join(s.label for s in MeetingState), "選べる状態から選んでください")
    to = MeetingState(after)
    if to is MeetingState.APPROVED and meeting.state == to.value and request.user.pk == meeting.approved_by_id:
        return []  # a second click
    states.check_move(request.user.actor, standing(meeting), to, why)
    confirms = to in {MeetingState.CONFIRMED, MeetingState.APPROVED}
    if to is not MeetingState.APPROVED:
        meeting.confirmed_at, meeting.confirmed_by = (clock.now(), request.user) if confirms else (None, None)
    if to is MeetingState.CANCELLED:
        meeting.why_cancelled = why.strip()[: writing.LONGEST]
    sentences = _approve(request, meeting) if to is MeetingState.APPROVED else []
    meeting.state = to.value
    meeting.save()
    cases = list(meeting.items.values_list("case_id", flat=True))
    record(request, Action(states.AUDIT_ACTIONS[to]), f"meeting:{number}", cases=cases, detail=meeting.sha256 or why)
    return sentences


def _approve(request: OfficeRequest, meeting: Meeting) -> list[str]:
    """Decides every child, then locks the document."""
    items = list(meeting.items.select_related("run").prefetch_related("roles").order_by("position"))
    sentences = [words for item in items if (words := _decide(request, meeting, item))]
    meeting.approved_by, meeting.approved_at, meeting.approved_on = request.user, clock.now(), clock.today()
    meeting.snapshot = document(meeting, items)
    meeting.sha256 = digest(meeting.snapshot)
    return sentences


def _decide(request: OfficeRequest, meeting: Meeting, item: MeetingItem) -> str:
    """The day of the decision, the case's next state, and a sentence if the child moved away or was closed meanwhile."""
    case, decision = Case.objects.select_for_update().get(pk=item.case_id), Decision(item.decision)
    listed = item.run.intake or Listing.objects.filter(case=case, run__current=True).exists()
    item.happened = blocks.happened(Status(case.status), decision, listed)
    item.decided_on = meeting.on
    item.save(update_fields=["happened", "decided_on"])
    to, before = DECIDED.get(decision), Status(case.status)
    if to and before is not Status.CLOSED and to in TRANSITIONS[before]:
        reason = CloseReason.NO_NEED if to is Status.CLOSED else None
        store_move(request, case, to, f"方針検討会（{meeting.on.isoformat()}）の決定", reason)
    if before is not Status.CLOSED:
        _into_plan(request, item)
    return f"{CaseId(case.pk).short}: {item.happened}" if item.happened else ""


def _into_plan(request: OfficeRequest, item: MeetingItem) -> None:
    """What the meeting gave to whom becomes acts of the plan, with their days: tasks follow from these."""
    for role in item.roles.all():
        once = hashlib.sha256(f"role {role.pk}".encode()).hexdigest()[:32]
        written = {"case_id": item.case_id, "by": request.user, "at": clock.now(), "due": role.due, "what": role.act}
        PlanAct.objects.get_or_create(once=once, defaults=written | {"organisation": role.organisation})


def digest(text: str) -> str:
    """Names the document by its bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def document(meeting: Meeting, items: list[MeetingItem]) -> str:
    """The minutes as JSON with a fixed order: the same contents have the same bytes."""
    members = meeting.members.order_by("organisation", "name", "pk")
    whole: dict[str, Any] = {
        "meeting": meeting.pk,
        "on": meeting.on.isoformat(),
        "starts": meeting.starts.strftime("%H:%M"),
        "place": meeting.place,
        "chair": meeting.chair.name,
        "writers": list(meeting.writers),
        "approved_on": meeting.approved_on.isoformat() if meeting.approved_on else "",
        "members": [
            {"name": m.name, "organisation": m.organisation, "present": m.present, "confidential": m.confidential} for m in members
        ],
        "children": [_child(item) for item in items],
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _child(item: MeetingItem) -> dict[str, Any]:
    now = written(item)
    return {name: words for name, words in now.texts.items() if name != "notes"} | {
        "case": item.case_id,
        "run": item.run.run_id,
        "assessment": item.assessment.sha256 if item.assessment else "",
        "position": item.position,
        "decision": now.decision,
        "next_review_on": now.next_review_on.isoformat() if now.next_review_on else "",
        "roles": [{"organisation": r.organisation, "act": r.act, "due": r.due.isoformat() if r.due else ""} for r in now.roles],
        "happened": item.happened,
    }


def add(request: OfficeRequest, number: int, case: str, words: str) -> None:
    """Adds words to approved minutes, about a child or the whole. Raises `Refused`."""
    check_allowed(request.user.actor, Permission.PREPARE_MEETING)
    meeting = locked(number)
    if meeting.state != MeetingState.APPROVED.value:
        raise Refused("追記は、承認の後に残します", "", "承認の前は、会議録を書き直してください")
    if not words.strip():
        raise Refused("追記が書かれていません", "", "追記の内容を書いてください")
    about = meeting.items.filter(case=case).first()
    latest = meeting.addenda.order_by("-pk").first()
    if latest and (latest.by_id, latest.text) == (request.user.pk, words.strip()):
        return  # a second click
    MinutesAddendum.objects.create(
        meeting=meeting,
        case=about.case if about else None,
        by=request.user,
        at=clock.now(),
        text=words.strip()[: writing.LONGEST],
    )
    record(request, Action.ADD_TO_MINUTES, f"meeting:{number}", cases=[about.case_id] if about else [])
