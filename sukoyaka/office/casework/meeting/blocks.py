"""The five blocks that the minutes of a child must settle, and what else a decision needs.

The order and the words are those of 個別ケース検討会議: 状況・問題点, 経過と評価・新情報, 援助方針と役割分担,
主担当機関と主たる援助者, 支援計画.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sukoyaka.office.casework.states import Status
from sukoyaka.records.feedback import Decision

BLOCKS: dict[str, tuple[str, tuple[str, ...]]] = {
    # block → its words, the fields that fill it
    "situation": ("状況・問題点", ("situation",)),
    "progress": ("経過と評価・新情報", ("progress",)),
    "policy": ("援助方針と役割分担", ("policy",)),
    "lead": ("主担当機関と主たる援助者", ("lead_organisation", "lead_person")),
    "plan": ("支援計画", ("plan",)),
}
TEXTS = ("situation", "progress", "policy", "lead_organisation", "lead_person", "plan", "dissent", "notes")

# Somebody does something until a day, unless nothing is to be done.
NEEDS_ROLES = frozenset({Decision.SUPPORT, Decision.WATCH, Decision.MORE_INFORMATION})

# Where a decided case goes.
DECIDED: dict[Decision, Status] = {
    Decision.SUPPORT: Status.SUPPORTING,
    Decision.WATCH: Status.WATCHING,
    Decision.NONE: Status.CLOSED,
    Decision.MORE_INFORMATION: Status.LOOKING,
}


@dataclass(frozen=True)
class Role:
    """Who does what by when."""

    organisation: str
    act: str
    due: date | None  # none only while the minutes are being written

    @property
    def whole(self) -> bool:
        """Whether it says who, what and by when."""
        return bool(self.organisation and self.act and self.due)


@dataclass(frozen=True)
class Minute:
    """What the minutes say of one child."""

    child: str  # as the screens name it
    texts: dict[str, str]
    decision: str
    roles: tuple[Role, ...]
    next_review_on: date | None


def missing(minute: Minute) -> list[str]:
    """What is not filled, in words, named with the child."""
    return [f"{minute.child} {words}" for words in _missing(minute)]


def _missing(minute: Minute) -> Iterator[str]:
    for words, fields in BLOCKS.values():
        if not all(minute.texts.get(name, "").strip() for name in fields):
            yield words
    if not minute.decision:
        yield "支援の要否"
        return
    if Decision(minute.decision) in NEEDS_ROLES:
        if not minute.roles or not all(role.whole for role in minute.roles):
            yield "役割分担（機関・行うこと・期日）"
        if minute.next_review_on is None:
            yield "次回検討日"


def happened(before: Status, decided: Decision, listed: bool) -> str:
    """What became of a child before the minutes were approved, as a sentence; empty if nothing did."""
    if before is Status.CLOSED and decided is not Decision.NONE:
        return "承認の前にこの事案は終結しています。決定は記録し、状態は変えていません。続ける場合は、こどもの画面で開き直してください"
    if not listed:
        return "最新の判定では一覧にありません（転出などの可能性）。決定は記録しました。所在を確かめてください"
    return ""
