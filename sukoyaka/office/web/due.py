"""Loads what tasks are derived from, and the columns that the lists need of it: since when, last seen, over its days.

`SOURCES` is where another room plugs in its own: anything with a person and a day becomes a task.
"""

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest, TruncDate

from sukoyaka.office.casework.deadlines import ALLOWED, latest_start_over
from sukoyaka.office.casework.referral import Way, safety_due
from sukoyaka.office.casework.states import Status
from sukoyaka.office.casework.tasks import Due, Kind, Pending, Standing, Task, due_list, from_pending, from_standing
from sukoyaka.office.web.models import Account, Alert, Case, Listing, Move, Outreach, PlanAct, Referral, Review, Run
from sukoyaka.records.findings import Tier

Source = Callable[[Account | None], Iterable[Task]]
"""Tasks of an account; of everybody without one."""


def since(case: str, otherwise: str) -> Combinable:
    """Day on which a case came to where it stands; `otherwise` before its first move."""
    moved = Move.objects.filter(case=OuterRef(case)).order_by("-at").annotate(day=Coalesce("on", TruncDate("at"))).values("day")[:1]
    return Coalesce(Subquery(moved), F(otherwise))


def seen_on(case: str, by_data: str) -> Combinable:
    """Last day on which somebody saw the child, in the data or on a visit of this office."""
    seen = Outreach.objects.filter(case=OuterRef(case), child_seen=True).order_by().values("case").annotate(day=Max("attempted_on"))
    return Greatest(F(by_data), Subquery(seen.values("day")))  # PostgreSQL passes over what is empty


def over(tier: Tier, today: date) -> Q:
    """Rows of a list with `since` whose step is over its business days."""
    late = Q(pk__in=[])
    for (of, status), allowed in ALLOWED.items():
        if of is tier:
            late |= Q(case__status=status.value, since__lte=latest_start_over(today, allowed))
    return late


def tasks_of(account: Account | None, today: date) -> list[Due]:
    """Everything that is due and not done, of one account or of all, with its clock."""
    return due_list((task for source in SOURCES for task in source(account)), today)


def alerts_of(account: Account, *, and_unowned: bool) -> QuerySet[Alert]:
    """What waits for this person to see; for a chief, what waits for nobody too."""
    mine = Q(account=account) | (Q(account=None) if and_unowned else Q(pk__in=[]))
    return Alert.objects.filter(mine, acknowledged_at=None).select_related("case", "run").order_by("-at", "case_id", "change")


def standing(account: Account | None) -> Iterable[Task]:
    """The next step and the review of each case that somebody has; a new case that nobody has shows on the worklist."""
    cases = Case.objects.filter(assigned_to__isnull=False) if account is None else Case.objects.filter(assigned_to=account)
    reviewed = Review.objects.filter(case=OuterRef("pk")).order_by("-reviewed_on").values("reviewed_on")[:1]
    told = {"listed": _tier(), "since": since("pk", "waiting_since"), "reviewed": Subquery(reviewed)}
    rows = cases.exclude(status=Status.CLOSED.value).annotate(**told)
    for case, status, owner, tier, since_day, reviewed_on in rows.values_list("case", "status", "assigned_to__username", *told):
        yield from from_standing(Standing(case, Tier(tier or Tier.AT_RISK), Status(status), since_day, reviewed_on, owner))


def _tier() -> Combinable:
    """The list of a case: in the current determination, which an index answers; else in the latest that listed it."""
    listed = Listing.objects.filter(case=OuterRef("pk"))
    now = listed.filter(run__in=Run.objects.filter(current=True).values("pk")[:1]).values("tier")[:1]
    return Coalesce(Subquery(now), Subquery(listed.order_by("run__intake", "-run__as_of", "-run__pk").values("tier")[:1]))


def acts(account: Account | None) -> Iterable[Task]:
    """Acts of plans that are not done. One that another organisation does is watched by whoever has the case."""
    rows = PlanAct.objects.filter(done_on=None).exclude(case__status=Status.CLOSED.value).select_related("account", "case__assigned_to")
    if account is not None:
        rows = rows.filter(Q(account=account) | Q(account=None, case__assigned_to=account))
    pending = (Pending(row.pk, row.case_id, row.what, row.due, _name(row.account or row.case.assigned_to)) for row in rows)
    return from_pending(Kind.ACT, pending)


def next_steps(account: Account | None) -> Iterable[Task]:
    """Next steps of attempts, for whoever has the case now."""
    rows = Outreach.objects.filter(next_due__isnull=False, next_done_on=None).exclude(case__status=Status.CLOSED.value)
    if account is not None:
        rows = rows.filter(Q(case__assigned_to=account) | Q(case__assigned_to=None, by=account))
    for row in rows.select_related("by", "case__assigned_to"):
        if row.next_due:
            who = _name(row.case.assigned_to or row.by)
            yield from from_pending(Kind.NEXT_STEP, [Pending(row.pk, row.case_id, row.next_step, row.next_due, who)])


def _name(account: Account | None) -> str:
    return account.username if account else ""


def safety(account: Account | None) -> Iterable[Task]:
    """Reports of abuse after which nobody of the office has seen the child yet."""
    seen = Outreach.objects.filter(case=OuterRef("case"), child_seen=True, attempted_on__gte=OuterRef("received_on"))
    rows = Referral.objects.filter(~Exists(seen), way=Way.REPORT.value).exclude(case__status=Status.CLOSED.value)
    if account is not None:
        rows = rows.filter(case__assigned_to=account)
    for row in rows.select_related("case__assigned_to"):
        if due := safety_due(Way(row.way), row.received_on):
            yield Task(due, Kind.SAFETY, row.case_id, "", _name(row.case.assigned_to), row.pk)


SOURCES: tuple[Source, ...] = (safety, standing, acts, next_steps)
