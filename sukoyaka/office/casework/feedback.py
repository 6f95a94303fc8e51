"""What the office tells the hub: rows of the feedback parcel, from whatever people recorded. No name, no free text.

Who records judgements and decisions is a `Voice`; the assessment, the meeting and the moves of a case each are one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sukoyaka.office.casework.closing import CloseReason
from sukoyaka.office.casework.states import Status
from sukoyaka.records.errors import NotPermitted
from sukoyaka.records.feedback import Channel, Decision, Verdict
from sukoyaka.records.findings import SelectedBy
from sukoyaka.records.shape import Kind, Table

CODE = re.compile(r"[A-Za-z0-9_./:+\-]{0,120}")
"""What a text of the parcel looks like: ids, codes and categories; never a sentence, never Japanese."""

Value = str | bool | date | int | None


@dataclass(frozen=True)
class VerdictRow:
    """A person's latest word on a determination."""

    case: str
    run_id: str
    verdict: Verdict
    reason: str  # a category
    item: str | None
    known_on: date


@dataclass(frozen=True)
class OutcomeRow:
    """A decision of people about a child."""

    case: str
    run_id: str | None
    channel: Channel
    stage: str  # assessment or meeting
    decision: Decision
    supported: bool | None
    decided_on: date
    known_on: date


class Voice(Protocol):
    """Something in which people record judgements or decisions; either may be empty."""

    def verdict_rows(self, as_of: date) -> Iterable[VerdictRow]:
        """Judgements recorded up to and with the day."""
        ...

    def outcome_rows(self, as_of: date) -> Iterable[OutcomeRow]:
        """Decisions recorded up to and with the day."""
        ...


def channel_of(selected_by: str | None) -> Channel:
    """How a child came to be looked at, by how the determination chose it; unlisted: somebody notified the city."""
    if selected_by is None:
        return Channel.NOTIFIED
    return Channel.AUDIT if selected_by == SelectedBy.AUDIT else Channel.LISTED


def decision_of(before: Status, after: Status, reason: str) -> tuple[str, Decision] | None:
    """Stage and decision that a move of a case stands for, if any: sending to the meeting decides nothing yet."""
    stage = "meeting" if before is Status.TO_MEETING else "assessment"
    if after is Status.SUPPORTING:
        return stage, Decision.SUPPORT
    if after is Status.WATCHING:
        return stage, Decision.WATCH
    if after is Status.CLOSED and reason in set(CloseReason):
        decision = CloseReason(reason).decision
        return (stage, decision) if decision else None
    return None


def check_no_free_text(table: Table, rows: Iterable[Mapping[str, Value]]) -> None:
    """Raises `NotPermitted` naming table and column, never the value, if a text of a row is more than a code."""
    texts = [column.name for column in table.columns if column.kind is Kind.TEXT]
    for row in rows:
        for name in texts:
            value = row[name]
            if value is not None and not CODE.fullmatch(str(value)):
                raise NotPermitted(
                    f"{table.name}.{name} holds more than a code", "ids, codes and categories", "nothing was sealed; ask the steward"
                )
