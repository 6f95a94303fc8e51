"""Writes the plan of a case: goals, acts, their ends, and the review. Check, change and audit in one transaction."""

from typing import TypeVar

from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.plan import check_due, check_past, check_plannable, check_text, check_unchanged
from sukoyaka.office.casework.roles import Permission
from sukoyaka.office.casework.states import Status
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.form import number_of, sent_before
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Account, Case, Goal, PlanAct, Review
from sukoyaka.office.web.page import OfficeRequest

Row = TypeVar("Row", Goal, PlanAct)


def plannable(request: OfficeRequest, case: str) -> Case:
    """The case, locked for this transaction. Raises `Refused` unless this person may plan for it now."""
    row = Case.objects.select_for_update(of=("self",)).get(pk=case)
    check_plannable(request.user.actor, Status(row.status))
    return row


def set_goal(request: OfficeRequest, case: str) -> str:
    """Adds a goal. Returns what to tell."""
    row, number = plannable(request, case), number_of(request)
    text = check_text(request.POST.get("text", ""), "目標")
    if not sent_before(Goal, number):
        Goal.objects.create(case=row, by=request.user, at=clock.now(), once=number, text=text)
        record(request, Action.SET_GOAL, "plan", cases=[case])
    return "目標を記録しました"


def reach_goal(request: OfficeRequest, case: str) -> str:
    """Marks a goal as reached."""
    plannable(request, case)
    goal = _own(Goal, request, case)
    check_unchanged(request.POST.get("version", ""), goal.version)
    goal.reached_on, goal.version = clock.today(), goal.version + 1
    goal.save(update_fields=["reached_on", "version"])
    record(request, Action.REACH_GOAL, "plan", cases=[case])
    return "目標を達成としました"


def add_act(request: OfficeRequest, case: str) -> str:
    """Adds an act with who does it and until when."""
    row, number, form = plannable(request, case), number_of(request), request.POST
    what = check_text(form.get("what", ""), "すること")
    due = check_due(form.get("due", ""), clock.today())
    account = _doer(form.get("account", ""))
    organisation = account.organisation if account else check_text(form.get("organisation", ""), "機関")[:80]
    person = account.name if account else form.get("person", "").strip()[:80]
    goal = Goal.objects.filter(case=row, pk=_row_number(form.get("goal", ""))).first() if form.get("goal") else None
    if not sent_before(PlanAct, number):
        who = {"organisation": organisation, "person": person, "account": account}
        PlanAct.objects.create(case=row, by=request.user, at=clock.now(), once=number, goal=goal, what=what, due=due, **who)
        record(request, Action.ADD_ACT, "plan", cases=[case])
    return "支援を計画に加えました"


def finish_act(request: OfficeRequest, case: str) -> str:
    """Marks an act as done, with the day and the result."""
    plannable(request, case)
    act = _own(PlanAct, request, case)
    check_unchanged(request.POST.get("version", ""), act.version)
    act.done_on = check_past(request.POST.get("done_on", ""), "実施した日", clock.today())
    act.done_by, act.result, act.version = request.user, request.POST.get("result", "").strip()[:1000], act.version + 1
    act.save(update_fields=["done_on", "done_by", "result", "version"])
    record(request, Action.FINISH_ACT, "plan", cases=[case])
    return "実施を記録しました"


def review(request: OfficeRequest, case: str) -> str:
    """Writes down that an open case was gone through; the next review is counted from today."""
    row, number = plannable(request, case), number_of(request)
    note = check_text(request.POST.get("note", ""), "見直しの結果")
    if not sent_before(Review, number):
        Review.objects.create(case=row, by=request.user, at=clock.now(), once=number, reviewed_on=clock.today(), note=note)
        record(request, Action.REVIEW_CASE, "plan", cases=[case])
    return "見直しを記録しました"


def _own(model: type[Row], request: OfficeRequest, case: str) -> Row:
    row = model.objects.select_for_update().filter(case=case, pk=_row_number(request.POST.get("row", ""))).first()
    if row is None:
        raise Refused("この計画にはない項目です", "", "画面を開き直してください")
    return row


def _row_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _doer(username: str) -> Account | None:
    """The account that will do it; nobody of this office for an empty name. Raises `Refused`."""
    if not username:
        return None
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None or Permission.PLAN_SUPPORT not in account.actor.permissions:
        raise Refused("この人は支援の担当になれません", "活用主体・活用主体（責任者）", "担当を選び直してください")
    return account
