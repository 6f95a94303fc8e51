"""What is due and not done, derived from facts and never kept by hand: no to-do can go stale.

A source of tasks is a function from the day to tasks; any fact with a due day becomes one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sukoyaka.office.casework.deadlines import Clock, Nearness, clock, review_due, step_due
from sukoyaka.office.casework.states import Status
from sukoyaka.records.findings import Tier


class Kind(StrEnum):
    """What a task comes from."""

    SAFETY = "safety"
    LOOK = "look"
    DECIDE = "decide"
    MEET = "meet"
    ACT = "act"
    NEXT_STEP = "next_step"
    REVIEW = "review"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return KIND_LABELS[self]


KIND_LABELS = {
    Kind.SAFETY: "こどもの安全を確認する（通告から48時間）",
    Kind.LOOK: "確認に着手する",
    Kind.DECIDE: "確認して次を決める",
    Kind.MEET: "検討会で検討する",
    Kind.ACT: "支援計画の実施",
    Kind.NEXT_STEP: "働きかけの次の手",
    Kind.REVIEW: "定期の見直し",
}
STEPS = {Status.NEW: Kind.LOOK, Status.LOOKING: Kind.DECIDE, Status.TO_MEETING: Kind.MEET}
OPEN = (Status.LOOKING, Status.TO_MEETING, Status.SUPPORTING, Status.WATCHING)
"""Where somebody follows a child: reviewed on the cycle, told of changes."""


@dataclass(frozen=True)
class Task:
    """Something due. `owner` is a user name, or empty while nobody has it."""

    due: date
    kind: Kind
    case: str
    what: str  # as somebody wrote it; empty where the kind says it
    owner: str
    row: int = 0  # of the fact it comes from


@dataclass(frozen=True)
class Standing:
    """Where a case stands, since when, and when it was last reviewed (or first looked at)."""

    case: str
    tier: Tier
    status: Status
    since: date
    reviewed_on: date | None
    owner: str


@dataclass(frozen=True)
class Pending:
    """An act of a plan or a next step that somebody wrote down with a day."""

    row: int
    case: str
    what: str
    due: date
    owner: str
    done_on: date | None = None


@dataclass(frozen=True)
class Due:
    """A task and its clock."""

    task: Task
    clock: Clock


def from_standing(case: Standing) -> list[Task]:
    """The next step of the case, and its review while somebody follows the child."""
    found = []
    step = step_due(case.tier, case.status, case.since)
    if step is not None:
        found.append(Task(step, STEPS[case.status], case.case, "", case.owner))
    if case.status in OPEN:
        found.append(Task(review_due(case.reviewed_on or case.since), Kind.REVIEW, case.case, "", case.owner))
    return found


def from_pending(kind: Kind, pending: Iterable[Pending]) -> list[Task]:
    """What was written down with a day and is not done."""
    return [Task(one.due, kind, one.case, one.what, one.owner, one.row) for one in pending if one.done_on is None]


def due_list(tasks: Iterable[Task], today: date) -> list[Due]:
    """Tasks with their clocks, the longest overdue first."""
    ordered = sorted(tasks, key=lambda task: (task.due, task.kind, task.case, task.row))
    return [Due(task, clock(task.due, today)) for task in ordered]


def by_nearness(due: Iterable[Due]) -> dict[Nearness, list[Due]]:
    """The tasks of today's page: overdue, today, within three days, within seven; later ones are left out."""
    groups: dict[Nearness, list[Due]] = {near: [] for near in Nearness if near is not Nearness.LATER}
    for one in due:
        if one.clock.nearness in groups:
            groups[one.clock.nearness].append(one)
    return groups
