"""Why a case is closed: a category that can be counted, beside the words of whoever decided.

Some reasons say what people decided about the need for support, others (moved away, school age) say nothing about it.
"""

from enum import StrEnum

from sukoyaka.office.casework.permissions import Refused
from sukoyaka.records.feedback import Decision


class CloseReason(StrEnum):
    """Why nobody follows the child any longer."""

    NO_NEED = "no_need"
    SUPPORT_DONE = "support_done"
    HANDED_ON = "handed_on"
    MOVED_AWAY = "moved_away"
    SCHOOL_AGE = "school_age"
    DATA_WRONG = "data_wrong"
    JOINED = "joined"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return CLOSE_LABELS[self]

    @property
    def decision(self) -> Decision | None:
        """What it says about the need for support, if anything."""
        return DECISIONS.get(self)


CLOSE_LABELS = {
    CloseReason.NO_NEED: "支援の必要がないと確認した",
    CloseReason.SUPPORT_DONE: "支援を終えた",
    CloseReason.HANDED_ON: "ほかの機関に引き継いだ",
    CloseReason.MOVED_AWAY: "市外へ転出した",
    CloseReason.SCHOOL_AGE: "対象の年齢を過ぎた",
    CloseReason.DATA_WRONG: "データの誤りだった",
    CloseReason.JOINED: "同じこどものケースに結びつけた",
}
CHOSEN = {reason: label for reason, label in CLOSE_LABELS.items() if reason is not CloseReason.JOINED}  # joining closes by itself
DECISIONS = {
    CloseReason.NO_NEED: Decision.NONE,
    CloseReason.DATA_WRONG: Decision.NONE,
    CloseReason.SUPPORT_DONE: Decision.SUPPORT,
    CloseReason.HANDED_ON: Decision.SUPPORT,
}


def check_reason(reason: str) -> CloseReason:
    """The category. Raises `Refused` if none was chosen."""
    if reason not in CHOSEN:
        raise Refused("終結の区分が選ばれていません", "・".join(CHOSEN.values()), "区分を選んでください")
    return CloseReason(reason)
