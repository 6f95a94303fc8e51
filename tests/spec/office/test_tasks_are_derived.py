"""What is due and not done, as a table: where a case stands and what was written down, and the tasks that follow."""

from datetime import date

import pytest

from sukoyaka.office.casework.deadlines import Nearness
from sukoyaka.office.casework.states import Status
from sukoyaka.office.casework.tasks import Kind, Pending, Standing, Task, by_nearness, due_list, from_pending, from_standing
from sukoyaka.records.findings import Tier

APRIL_1 = date(2024, 4, 1)
SUPPORT, RISK = Tier.SUPPORT_NEEDED, Tier.AT_RISK


@pytest.mark.parametrize(
    ("tier", "status", "reviewed", "expected"),
    [
        # list    stands where       last review        what is due, and when
        (SUPPORT, Status.NEW, None, {Kind.LOOK: date(2024, 4, 3)}),
        (RISK, Status.NEW, None, {Kind.LOOK: date(2024, 4, 15)}),
        (SUPPORT, Status.LOOKING, None, {Kind.DECIDE: date(2024, 4, 15), Kind.REVIEW: date(2024, 8, 1)}),
        (RISK, Status.LOOKING, None, {Kind.DECIDE: date(2024, 4, 30), Kind.REVIEW: date(2024, 8, 1)}),
        (SUPPORT, Status.TO_MEETING, None, {Kind.MEET: date(2024, 4, 30), Kind.REVIEW: date(2024, 8, 1)}),
        (RISK, Status.WATCHING, None, {Kind.REVIEW: date(2024, 8, 1)}),
        (RISK, Status.WATCHING, date(2024, 7, 10), {Kind.REVIEW: date(2024, 11, 11)}),  # the 10th is a Sunday
        (RISK, Status.CLOSED, date(2024, 7, 10), {}),
    ],
)
def test_where_a_case_stands(tier: Tier, status: Status, reviewed: date | None, expected: dict[Kind, date]) -> None:
    tasks = from_standing(Standing("c" * 32, tier, status, APRIL_1, reviewed, "sakura"))
    assert {task.kind: task.due for task in tasks} == expected
    assert {task.owner for task in tasks} <= {"sakura"}


def test_what_is_done_is_no_task() -> None:
    waiting = Pending(1, "c" * 32, "電話する", date(2024, 4, 8), "sakura")
    done = Pending(2, "c" * 32, "訪問する", date(2024, 4, 8), "sakura", done_on=date(2024, 4, 2))
    assert [task.row for task in from_pending(Kind.ACT, [waiting, done])] == [1]


def test_the_longest_overdue_comes_first_and_later_ones_are_not_todays() -> None:
    days = {"later": date(2024, 4, 30), "over": date(2024, 3, 1), "today": date(2024, 4, 10), "soon": date(2024, 4, 12)}
    tasks = [Task(day, Kind.ACT, "c" * 32, what, "sakura") for what, day in days.items()]
    due = due_list(tasks, date(2024, 4, 10))
    assert [one.task.what for one in due] == ["over", "today", "soon", "later"]
    groups = by_nearness(due)
    assert {near: [one.task.what for one in group] for near, group in groups.items()} == {
        Nearness.OVERDUE: ["over"],
        Nearness.TODAY: ["today"],
        Nearness.IN_THREE: ["soon"],
        Nearness.IN_SEVEN: [],
    }
