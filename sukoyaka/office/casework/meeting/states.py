"""The states of a meeting, the ways between them, and the audit event of each: side by side, as data.

Minutes are approved by the chair, who did not write them, once every block of every child is filled.
"""

from dataclasses import dataclass
from enum import StrEnum

from sukoyaka.office.casework.permissions import Refused, check_allowed
from sukoyaka.office.casework.roles import Actor, Permission


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    OPEN = "open"
    MINUTES = "minutes"
    CONFIRMED = "confirmed"
    APPROVED = "approved"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return LABELS[self]


LABELS = {
    MeetingState.PLANNED: "予定",
    MeetingState.OPEN: "開催中",
    MeetingState.MINUTES: "会議録作成中",
    MeetingState.CONFIRMED: "承認待ち",
    MeetingState.APPROVED: "承認済み",
    MeetingState.CANCELLED: "中止",
}

TRANSITIONS: dict[MeetingState, tuple[MeetingState, ...]] = {
    MeetingState.PLANNED: (MeetingState.OPEN, MeetingState.CANCELLED),
    MeetingState.OPEN: (MeetingState.MINUTES,),
    MeetingState.MINUTES: (MeetingState.CONFIRMED, MeetingState.OPEN),
    MeetingState.CONFIRMED: (MeetingState.APPROVED, MeetingState.MINUTES),
    MeetingState.APPROVED: (),
    MeetingState.CANCELLED: (),
}

ACT_LABELS = {
    MeetingState.OPEN: "開会する",
    MeetingState.MINUTES: "会議録の作成に進む",
    MeetingState.CONFIRMED: "出席と守秘を確認して承認に出す",
    MeetingState.APPROVED: "会議録を承認する",
    MeetingState.CANCELLED: "中止する",
}

AUDIT_ACTIONS: dict[MeetingState, str] = {
    MeetingState.OPEN: "meeting.open",
    MeetingState.MINUTES: "meeting.minutes",
    MeetingState.CONFIRMED: "meeting.confirm",
    MeetingState.APPROVED: "meeting.approve",
    MeetingState.CANCELLED: "meeting.cancel",
}

AGENDA_CHANGES = frozenset({MeetingState.PLANNED, MeetingState.OPEN})
WRITES_MINUTES = frozenset({MeetingState.PLANNED, MeetingState.OPEN, MeetingState.MINUTES})


@dataclass(frozen=True)
class Standing:
    """What a move of a meeting depends on."""

    state: MeetingState
    chair: str  # username
    writers: frozenset[str]
    children: int
    missing: tuple[str, ...]  # what is not filled, child by child, in words
    absent_words: tuple[str, ...]  # members whose attendance or promise is not recorded
    days_to_go: int = 0  # until the day of the meeting


def check_move(actor: Actor, standing: Standing, after: MeetingState, why: str = "") -> None:
    """Raises `Refused` unless this person may bring the meeting from its state to the other."""
    if after not in TRANSITIONS[standing.state]:
        allowed = "・".join(state.label for state in TRANSITIONS[standing.state])
        raise Refused("この状態へは進めません", allowed, "選べる状態から選んでください")
    check_allowed(actor, Permission.CHAIR_MEETING if after is MeetingState.APPROVED else Permission.PREPARE_MEETING)
    if after is MeetingState.OPEN and not standing.children:
        raise Refused("議題がありません", "", "検討するこどもを議題に加えてください")
    if after is MeetingState.OPEN and standing.days_to_go > 0:
        raise Refused("会議の日より前には開会できません", "", "日が変わった場合は、中止して設定し直してください")
    if after is MeetingState.CANCELLED and not why.strip():
        raise Refused("理由が書かれていません", "", "中止の理由を書いてください")
    if after is MeetingState.CONFIRMED:
        check_attendance(standing)
    if after is MeetingState.APPROVED:
        check_approval(actor, standing)


def check_attendance(standing: Standing) -> None:
    """Raises `Refused` unless everybody's attendance, and the promise of everybody present, is recorded."""
    if standing.absent_words:
        raise Refused(
            "出席または守秘の確認が済んでいない構成員がいます",
            "・".join(standing.absent_words),
            "全員の出欠と、出席者の守秘を確認してください",
        )


def check_approval(actor: Actor, standing: Standing) -> None:
    """Raises `Refused` unless the chair approves minutes that are whole and not by the chair's own hand."""
    if actor.username != standing.chair:
        raise Refused("会議録を承認できるのは、この会議の座長です", "", "座長に承認を依頼してください")
    if actor.username in standing.writers:
        raise Refused("自分が書いた会議録は承認できません", "", "座長を替えるか、ほかの職員が書き直してください")
    if standing.missing:
        raise Refused("会議録に空いている欄があります", "、".join(standing.missing), "空いている欄を書いてから承認してください")


def open_moves(actor: Actor, standing: Standing) -> tuple[MeetingState, ...]:
    """The states that this person may bring it to; what must be filled is checked on the way."""
    found = []
    for after in TRANSITIONS[standing.state]:
        needed = Permission.CHAIR_MEETING if after is MeetingState.APPROVED else Permission.PREPARE_MEETING
        if needed in actor.permissions and (after is not MeetingState.APPROVED or actor.username == standing.chair):
            found.append(after)
    return tuple(found)


def check_edit(actor: Actor, state: MeetingState, allowed: frozenset[MeetingState] = WRITES_MINUTES) -> None:
    """Raises `Refused` unless this person may change the agenda or write in the minutes now."""
    check_allowed(actor, Permission.PREPARE_MEETING)
    if state not in allowed:
        raise Refused(f"この会議は「{state.label}」のため、書き直せません", "", "承認後は追記として残してください")
