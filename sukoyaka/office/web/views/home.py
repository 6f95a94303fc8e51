"""The first screen after login: what this role is for, where it may go, and what today asks for."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sukoyaka.office.casework.counts import NOT_TOLD, shown_parts
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import can
from sukoyaka.office.casework.roles import CHARTERS, Actor, Permission, Role
from sukoyaka.office.casework.states import Status
from sukoyaka.office.casework.visibility import shown_count
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Listing, Run
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views.tasks import digest
from sukoyaka.records.findings import Tier


@require_safe
def home(request: OfficeRequest) -> HttpResponse:
    """Counts for those who may see counts; for those who follow children, what is due and what changed."""
    run = Run.objects.filter(current=True).first() if can(request.user.actor, Permission.SEE_COUNTS) else None
    today = digest(request) if can(request.user.actor, Permission.PLAN_SUPPORT) else None
    if today and today["cases"]:
        record(request, Action.SEE_TASKS, "home", cases=today["cases"])
    ctx = {"charter": CHARTERS[Role(request.user.role)], "run": run, "lists": _lists(request, run) if run else [], "digest": today}
    return render(request, "home/home.html", ctx)


def _lists(request: OfficeRequest, run: Run) -> list[dict[str, object]]:
    waiting, mine = Q(case__status=Status.NEW.value), Q(case__assigned_to=request.user) & ~Q(case__status=Status.CLOSED.value)
    rows = Listing.objects.filter(run=run).values("tier").annotate(n=Count("pk"), new=Count("pk", waiting), mine=Count("pk", mine))
    found = {row["tier"]: row for row in rows}
    nothing = {"n": 0, "new": 0, "mine": 0}
    actor = request.user.actor
    return [
        {"tier": tier.value, "label": run.labels.get(tier, tier.value), "mine": counts["mine"]}
        | {"n": shown_count(actor, int(counts["n"])), "new": _new(actor, int(counts["n"]), int(counts["new"]))}
        for tier in Tier
        for counts in [found.get(tier.value, nothing)]
    ]


def _new(actor: Actor, listed: int, new: int) -> str:
    """How many nobody has begun with; hidden together with the rest where one gives the other away."""
    shown = shown_parts({"new": new, "begun": listed - new}, everything=can(actor, Permission.SEE_WORKLIST))["new"]
    return f"{shown:,}" if shown is not None else NOT_TOLD
