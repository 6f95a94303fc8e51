"""今日のこと: what is due and not done, what changed, and, for a chief, what is overdue anywhere."""

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sukoyaka.office.casework.deadlines import ALLOWED, Nearness, latest_start_over
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import can
from sukoyaka.office.casework.roles import Permission
from sukoyaka.office.casework.states import Status
from sukoyaka.office.casework.tasks import Due, by_nearness
from sukoyaka.office.web import clock, due
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Account, Listing, Run
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.records.findings import Tier
from sukoyaka.records.ids import CaseId

MOST = 200  # rows of a group; the count tells the rest
FIRST = 5  # rows on the home page


@require_safe
def tasks(request: OfficeRequest) -> HttpResponse:
    """The person's own; everybody's for a chief who asks."""
    everybody = can(request.user.actor, Permission.ASSIGN_ANY_CASE) and request.GET.get("whose") == "all"
    found = due.tasks_of(None if everybody else request.user, clock.today())
    alerts = list(due.alerts_of(request.user, and_unowned=can(request.user.actor, Permission.ASSIGN_ANY_CASE))[:MOST])
    shown = [one for group in by_nearness(found).values() for one in group[:MOST]]
    record(request, Action.SEE_TASKS, "tasks", cases=sorted({one.task.case for one in shown} | {one.case_id for one in alerts}))
    ctx = {
        "groups": [(near, len(group), _rows(group[:MOST])) for near, group in by_nearness(found).items()],
        "later": sum(one.clock.nearness is Nearness.LATER for one in found),
        "alerts": [(alert, CaseId(alert.case_id).short) for alert in alerts],
        "everybody": everybody,
        "chief": can(request.user.actor, Permission.ASSIGN_ANY_CASE),
        "waiting": waiting_over(clock.today()) if can(request.user.actor, Permission.ASSIGN_ANY_CASE) else [],
    }
    return render(request, "plan/tasks.html", ctx)


def digest(request: OfficeRequest) -> dict[str, Any]:
    """The part of the home page: counts by nearness, what comes first, what changed; for a chief what is overdue anywhere."""
    today, chief = clock.today(), can(request.user.actor, Permission.ASSIGN_ANY_CASE)
    groups = by_nearness(due.tasks_of(request.user, today))
    first = [one for group in groups.values() for one in group][:FIRST]
    return {
        "counts": [(near, len(group)) for near, group in groups.items()],
        "first": _rows(first),
        "cases": sorted({one.task.case for one in first}),
        "alerts": due.alerts_of(request.user, and_unowned=chief).count(),
        "escalated": _escalated(today) if chief else [],
        "waiting": waiting_over(today) if chief else [],
    }


def _rows(found: list[Due]) -> list[dict[str, Any]]:
    names = dict(Account.objects.filter(username__in={one.task.owner for one in found}).values_list("username", "name"))
    return [
        {
            "clock": one.clock,
            "kind": one.task.kind.label,
            "what": one.task.what,
            "case": one.task.case,
            "id": CaseId(one.task.case).short,
            "owner": names.get(one.task.owner, ""),
        }
        for one in found
    ]


def _escalated(today: date) -> list[tuple[str, int]]:
    """Who has how many overdue tasks, most first."""
    late = Counter(one.task.owner for one in due.tasks_of(None, today) if one.clock.nearness is Nearness.OVERDUE)
    names = dict(Account.objects.filter(username__in=late).values_list("username", "name"))
    return [(names.get(owner, ""), count) for owner, count in sorted(late.items(), key=lambda item: (-item[1], item[0]))]


def waiting_over(today: date) -> list[dict[str, Any]]:
    """Per list: children that nobody has looked at within the days allowed."""
    run = Run.objects.filter(current=True).first()
    if run is None:
        return []
    limits = {tier: latest_start_over(today, ALLOWED[tier, Status.NEW]) for tier in Tier}
    late = Q()
    for tier, limit in limits.items():
        late |= Q(tier=tier.value, case__waiting_since__lte=limit)
    found = Listing.objects.filter(late, run=run, case__status=Status.NEW.value).values_list("tier").annotate(Count("pk")).order_by("tier")
    return [{"tier": tier, "label": run.labels.get(tier, tier), "count": count} for tier, count in found]
