"""The plan of a case: goals, acts, attempts to reach the family, review, hand-over, and what changed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sukoyaka.office.casework.deadlines import clock as clock_of
from sukoyaka.office.casework.deadlines import review_due
from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.casework.outreach import CHANNEL_LABELS, REACTION_LABELS, REFUSAL_LABELS, last_seen
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.states import Status
from sukoyaka.office.casework.tasks import OPEN
from sukoyaka.office.web import clock, due
from sukoyaka.office.web.actions import reveal as reveals
from sukoyaka.office.web.actions.form import new_number
from sukoyaka.office.web.actions.hand_over import hand_over
from sukoyaka.office.web.actions.log_outreach import log_outreach, take_next_step
from sukoyaka.office.web.actions.raise_alerts import acknowledge
from sukoyaka.office.web.actions.record import entry, record, store
from sukoyaka.office.web.actions.write_plan import add_act, finish_act, reach_goal, review, set_goal
from sukoyaka.office.web.models import Alert, Case, DataError, Goal, HandOver, Listing, Outreach, PlanAct, Review, WishedData
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views import chart
from sukoyaka.office.web.views.assign import workers
from sukoyaka.office.web.views.child import SHOWN, listing_of

Verb = Callable[[OfficeRequest, str], str]

# word of the address → what it does, and what the audit calls it when it is refused
VERBS: dict[str, tuple[Verb, Action]] = {
    "goal": (set_goal, Action.SET_GOAL),
    "goal_reached": (reach_goal, Action.REACH_GOAL),
    "act": (add_act, Action.ADD_ACT),
    "act_done": (finish_act, Action.FINISH_ACT),
    "outreach": (log_outreach, Action.LOG_OUTREACH),
    "step_done": (take_next_step, Action.TAKE_NEXT_STEP),
    "review": (review, Action.REVIEW_CASE),
    "hand_over": (hand_over, Action.HAND_OVER),
}


@require_safe
def plan(request: OfficeRequest, case: str) -> HttpResponse:
    """The screen. The look is stored before it is drawn."""
    return _screen(request, listing_of(case))


@require_POST
def write(request: OfficeRequest, case: str, verb: str) -> HttpResponse:
    """One act on the plan. What was typed stays on the screen if it is refused."""
    listing = listing_of(case)
    if verb not in VERBS:
        raise Http404(verb)
    act, action = VERBS[verb]
    try:
        said = act(request, case)
    except Refused as refusal:
        record(request, action, "plan", cases=[case], outcome=Outcome.REFUSED, detail=refusal.came)
        return _screen(request, listing, refusal, {verb: request.POST})
    messages.success(request, said)
    return redirect("plan", case=case)


@require_POST
def acknowledge_alert(request: OfficeRequest, case: str, number: int) -> HttpResponse:
    """The person has seen what changed."""
    acknowledge(request, case, number)
    messages.success(request, "変化を確認しました")
    return redirect("plan", case=case)


def _screen(request: OfficeRequest, listing: Listing, refused: Refused | None = None, kept: dict[str, Any] | None = None) -> HttpResponse:
    look = reveals.look(request, listing.case_id)
    purpose = look.reveal.purpose.value if look else ""
    seen = entry(request, Action.SEE_PLAN, "plan", cases=[listing.case_id], purpose=purpose, categories=SHOWN[:1])
    store([seen, look.row] if look else [seen])
    ctx = chart.header(request, listing, look) | _context(listing) | {"refused": refused, "kept": kept or {}}
    return render(request, "plan/plan.html", ctx, status=422 if refused else 200)


def _context(listing: Listing) -> dict[str, Any]:
    of_case, today = {"case": listing.case_id}, clock.today()
    attempts = list(Outreach.objects.filter(**of_case).select_related("by").order_by("-attempted_on", "-at"))
    acts = PlanAct.objects.filter(**of_case).select_related("goal", "account").order_by("done_on", "due", "pk")
    reviews = list(Review.objects.filter(**of_case).select_related("by").order_by("-reviewed_on", "-at"))
    seen = last_seen(listing.last_seen_on, [one.attempted_on for one in attempts if one.child_seen])
    return {
        "goals": Goal.objects.filter(**of_case).select_related("by").order_by("reached_on", "pk"),
        "acts": [(act, None if act.done_on else clock_of(act.due, today)) for act in acts],
        "attempts": [(one, clock_of(one.next_due, today) if one.next_due and not one.next_done_on else None) for one in attempts],
        "reviews": reviews,
        "review_clock": _review_clock(listing, reviews),
        "hand_overs": HandOver.objects.filter(**of_case).select_related("before", "after", "by").order_by("-at"),
        "alerts": Alert.objects.filter(**of_case).select_related("acknowledged_by", "run").order_by("acknowledged_at", "-at", "change"),
        "reports": DataError.objects.filter(**of_case).order_by("-reported_on", "-pk"),
        "wishes": WishedData.objects.filter(**of_case).count(),
        "seen": seen,
        "seen_days": (today - seen).days if seen else None,
        "workers": workers(),
        "choices": {"channel": CHANNEL_LABELS, "reaction": REACTION_LABELS, "refusal": REFUSAL_LABELS},
        "once": new_number(),
        "plannable": Status(listing.case.status) in OPEN,
    }


def _review_clock(listing: Listing, reviews: list[Review]) -> object:
    """When the case is reviewed again; nothing while nobody follows the child."""
    if Status(listing.case.status) not in OPEN:
        return None
    since = Case.objects.filter(pk=listing.case_id).annotate(since=due.since("pk", "waiting_since")).values_list("since", flat=True).get()
    return clock_of(review_due(reviews[0].reviewed_on if reviews else since), clock.today())
