"""Errors in the data: what is reported, to whom it goes, until when it is answered, and what an answer may be.

The holder of the source learns source, code, day and a pseudonym; never the reporter's words, which may name somebody.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from sukoyaka.office.casework.deadlines import ERROR_ANSWERED, after_business_days
from sukoyaka.office.casework.permissions import Refused, can, check_allowed
from sukoyaka.office.casework.plan import LONGEST
from sukoyaka.office.casework.roles import Actor, Permission


class Wrong(StrEnum):
    """What is wrong, as a category."""

    NEVER_HAPPENED = "never_happened"
    OTHER_PERSON = "other_person"
    WRONG_DAY = "wrong_day"
    WRONG_VALUE = "wrong_value"
    TWICE = "twice"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return WRONG_LABELS[self]


class State(StrEnum):
    """What became of a report."""

    OPEN = "open"
    CORRECTED = "corrected"
    STANDS = "stands"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return STATE_LABELS[self]


WRONG_LABELS = {
    Wrong.NEVER_HAPPENED: "事実がない",
    Wrong.OTHER_PERSON: "別の人の記録",
    Wrong.WRONG_DAY: "日付が違う",
    Wrong.WRONG_VALUE: "値が違う",
    Wrong.TWICE: "同じ記録が二つある",
    Wrong.MISSING: "あるはずの記録がない",
}
STATE_LABELS = {State.OPEN: "回答待ち", State.CORRECTED: "訂正した", State.STANDS: "正しい"}
ANSWERS = (State.CORRECTED, State.STANDS)


def check_report(actor: Actor, wrong: str, source: str, sources: Iterable[Mapping[str, str]]) -> tuple[Wrong, str]:
    """The category, and the holder of the source to whom the report goes. Raises `Refused`."""
    check_allowed(actor, Permission.REPORT_DATA)
    if wrong not in set(Wrong):
        raise Refused("誤りの種類が選ばれていません", "・".join(WRONG_LABELS.values()), "種類を選んでください")
    holders = {one["source"]: one.get("holder", "") for one in sources}
    if source not in holders:
        raise Refused("このデータの保有課がわかりません", "", "総括管理主体に確認してください")
    return Wrong(wrong), holders[source]


def answer_due(reported_on: date) -> date:
    """Until when the holder answers."""
    return after_business_days(reported_on, ERROR_ANSWERED)


def check_answer(actor: Actor, holder: str, state: State, answer: str, note: str) -> State:
    """The answer, if this person may give it to a report that stands so. Raises `Refused`."""
    check_allowed(actor, Permission.ANSWER_DATA_ERRORS)
    if holder not in actor.holdings:
        raise Refused("ほかの課のデータです", "・".join(actor.holdings), "そのデータの保有課が回答します")
    if state is not State.OPEN:
        raise Refused("この報告にはすでに回答があります", "", "画面を開き直して、回答を確かめてください")
    if answer not in {str(one) for one in ANSWERS}:
        raise Refused("回答が選ばれていません", "・".join(one.label for one in ANSWERS), "回答を選んでください")
    if len(note) > LONGEST:
        raise Refused(f"回答の説明が長すぎます（{LONGEST}文字まで）", "", "短くしてください")
    return State(answer)


def may_see(actor: Actor, holder: str) -> bool:
    """Whether the desk shows this person a report: its holder, and the steward."""
    return can(actor, Permission.SEE_ALL_SOURCES) or (can(actor, Permission.ANSWER_DATA_ERRORS) and holder in actor.holdings)
