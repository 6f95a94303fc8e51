"""Push support: what was tried to reach a family, whether it was reached, how it reacted, and who saw the child.

「プッシュ型支援」: nobody waits for an application. An attempt without an answer is a fact, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.plan import LONGEST, check_due, check_past, check_text


class Channel(StrEnum):
    """How the family was approached."""

    PHONE = "phone"
    VISIT = "visit"
    COUNTER = "counter"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return CHANNEL_LABELS[self]


class Reaction(StrEnum):
    """How the family took it."""

    WELCOMED = "welcomed"
    ACCEPTED = "accepted"
    HESITANT = "hesitant"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return REACTION_LABELS[self]


class RefusalReason(StrEnum):
    """Why a family declined, as it said."""

    NO_NEED = "no_need"
    NO_TIME = "no_time"
    DISTRUST = "distrust"
    OTHERS_HELP = "others_help"
    NOT_SAID = "not_said"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return REFUSAL_LABELS[self]


CHANNEL_LABELS = {Channel.PHONE: "電話", Channel.VISIT: "訪問", Channel.COUNTER: "窓口", Channel.NOTICE: "通知"}
REACTION_LABELS = {
    Reaction.WELCOMED: "歓迎された",
    Reaction.ACCEPTED: "受け入れられた",
    Reaction.HESITANT: "ためらいがあった",
    Reaction.REFUSED: "断られた",
}
REFUSAL_LABELS = {
    RefusalReason.NO_NEED: "困っていない",
    RefusalReason.NO_TIME: "時間がない",
    RefusalReason.DISTRUST: "行政への不信",
    RefusalReason.OTHERS_HELP: "ほかの支援を受けている",
    RefusalReason.NOT_SAID: "理由は聞けていない",
}
SEES = frozenset({Channel.VISIT, Channel.COUNTER})  # nobody sees a child by telephone or letter


@dataclass(frozen=True)
class Attempt:
    """One attempt, checked."""

    channel: Channel
    attempted_on: date
    reached: bool
    reaction: Reaction | None
    refusal: RefusalReason | None
    child_seen: bool
    seen_by: str
    note: str
    next_step: str
    next_due: date | None


@dataclass(frozen=True)
class Written:
    """What somebody wrote into the form, as it came."""

    channel: str = ""
    attempted_on: str = ""
    reached: bool = False
    reaction: str = ""
    refusal: str = ""
    child_seen: bool = False
    seen_by: str = ""
    note: str = ""
    next_step: str = ""
    next_due: str = ""


def check_attempt(written: Written, today: date) -> Attempt:
    """The attempt. Raises `Refused` naming what is missing or contradicts itself."""
    if written.channel not in set(Channel):
        raise Refused("働きかけの方法が選ばれていません", "・".join(CHANNEL_LABELS.values()), "方法を選んでください")
    channel = Channel(written.channel)
    step = written.next_step.strip()
    return Attempt(
        channel,
        check_past(written.attempted_on, "働きかけた日", today),
        written.reached,
        _reaction(written),
        _refusal(written),
        written.child_seen,
        _seen_by(written, channel),
        written.note.strip()[:LONGEST],
        check_text(step, "次の手") if step else "",
        _next_due(written, today),
    )


def _reaction(written: Written) -> Reaction | None:
    if not written.reached:
        return None
    if written.reaction not in set(Reaction):
        raise Refused("会えた・話せたときは、反応を選んでください", "・".join(REACTION_LABELS.values()), "反応を選んでください")
    return Reaction(written.reaction)


def _refusal(written: Written) -> RefusalReason | None:
    """Asked for where the family declined, and nowhere else."""
    if not written.reached or written.reaction != Reaction.REFUSED:
        return None
    if written.refusal not in set(RefusalReason):
        raise Refused(
            "断られた理由が選ばれていません",
            "・".join(REFUSAL_LABELS.values()),
            "理由を選んでください。聞けていなければ、そう選んでください",
        )
    return RefusalReason(written.refusal)


def _seen_by(written: Written, channel: Channel) -> str:
    if not written.child_seen:
        return ""
    if channel not in SEES or not written.reached:
        raise Refused("この働きかけでは、こどもの姿を確認できません", "会えた訪問・窓口", "方法と結果を確かめてください")
    return check_text(written.seen_by, "こどもを確認した人")


def _next_due(written: Written, today: date) -> date | None:
    """A next step has a day: without one it would never become due."""
    if not written.next_step.strip():
        return None
    return check_due(written.next_due, today)


def last_seen(by_data: date | None, by_office: Iterable[date]) -> date | None:
    """The last day on which somebody saw the child: in the data, or on a visit of this office."""
    return max([day for day in (by_data, *by_office) if day], default=None)
