"""The states of a case, the ways between them, and the audit event of each: side by side, as data.

The two lists have different rights: 支援必要 goes to the meeting; リスクあり is looked at and gathered, and reaches the
meeting through a responsible person alone.
"""

from enum import StrEnum

from sukoyaka.office.casework.permissions import Refused, can, check_allowed
from sukoyaka.office.casework.roles import Actor, Permission
from sukoyaka.records.findings import Tier


class Status(StrEnum):
    """Where a case stands."""

    NEW = "new"
    LOOKING = "looking"
    TO_MEETING = "to_meeting"
    SUPPORTING = "supporting"
    WATCHING = "watching"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return LABELS[self]


LABELS = {
    Status.NEW: "未着手",
    Status.LOOKING: "確認中",
    Status.TO_MEETING: "検討会へ",
    Status.SUPPORTING: "支援中",
    Status.WATCHING: "見守り",
    Status.CLOSED: "終結",
}

TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    Status.NEW: (Status.LOOKING,),
    Status.LOOKING: (Status.TO_MEETING, Status.WATCHING, Status.CLOSED),
    Status.TO_MEETING: (Status.LOOKING, Status.SUPPORTING, Status.WATCHING, Status.CLOSED),
    Status.SUPPORTING: (Status.LOOKING, Status.WATCHING, Status.CLOSED),
    Status.WATCHING: (Status.LOOKING, Status.CLOSED),
    Status.CLOSED: (Status.LOOKING,),
}

AUDIT_ACTIONS: dict[Status, str] = {
    Status.LOOKING: "case.take_up",
    Status.TO_MEETING: "case.send_to_meeting",
    Status.SUPPORTING: "case.support",
    Status.WATCHING: "case.watch",
    Status.CLOSED: "case.close",
}

# Taking a new case up explains itself; every later decision is explained.
EXPLAINS_ITSELF = frozenset({(Status.NEW, Status.LOOKING)})


def check_move(actor: Actor, tier: Tier, before: Status, after: Status, note: str) -> None:
    """Raises `Refused` unless this person may move such a case from one state to the other."""
    check_allowed(actor, Permission.MOVE_CASE)
    if after not in TRANSITIONS[before]:
        allowed = "・".join(status.label for status in TRANSITIONS[before])
        raise Refused("この状態へは進めません", allowed, "選べる状態から選んでください")
    if after is Status.TO_MEETING and not can_send_to_meeting(actor, tier):
        raise Refused("「リスクあり」のこどもを検討会へ送れるのは責任者です", "", "責任者に相談してください")
    if (before, after) not in EXPLAINS_ITSELF and not note.strip():
        raise Refused("理由が書かれていません", "", "判断の理由を書いてください")


def can_send_to_meeting(actor: Actor, tier: Tier) -> bool:
    """Whether a case of this list may go to the meeting by this person."""
    return tier is Tier.SUPPORT_NEEDED or can(actor, Permission.SEND_ANYONE_TO_MEETING)


def closed_moves(actor: Actor, tier: Tier, before: Status) -> tuple[Status, ...]:
    """States that the case may come to, but not by this person: a screen shows them and says who may."""
    if not can(actor, Permission.MOVE_CASE):
        return ()
    return tuple(status for status in TRANSITIONS[before] if status not in open_moves(actor, tier, before))


def open_moves(actor: Actor, tier: Tier, before: Status) -> tuple[Status, ...]:
    """The states this person may move the case to."""
    if not can(actor, Permission.MOVE_CASE):
        return ()
    return tuple(s for s in TRANSITIONS[before] if s is not Status.TO_MEETING or can_send_to_meeting(actor, tier))
