"""Acts on a worklist: giving many cases to a person at once, keeping filters under a name."""

from typing import Any
from urllib.parse import parse_qsl

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from sukoyaka.office.casework.permissions import can
from sukoyaka.office.casework.roles import CHARTERS, Permission
from sukoyaka.office.casework.worklist import Question, ask
from sukoyaka.office.web.actions.form import new_number
from sukoyaka.office.web.actions.hand_over import assign_many
from sukoyaka.office.web.actions.saved_views import drop_view, save_view
from sukoyaka.office.web.models import Account
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.records.findings import Tier


def workers() -> list[Account]:
    """Everybody who may have a case."""
    roles = [role.value for role, charter in CHARTERS.items() if Permission.MOVE_CASE in charter.permissions]
    return list(Account.objects.filter(role__in=roles, is_active=True).order_by("organisation", "name", "username"))


def assigning(request: OfficeRequest) -> dict[str, Any]:
    """What the form below a worklist needs: to whom this person may give cases."""
    may = workers() if can(request.user.actor, Permission.ASSIGN_ANY_CASE) else [request.user]
    return {"workers": may, "once": new_number()}


@require_POST
def assign(request: OfficeRequest, tier: str) -> HttpResponse:
    """Gives the picked cases to somebody, and says what became of each kind."""
    done = assign_many(request, request.POST.getlist("picked"))
    if done.given:
        messages.success(request, "担当を決めました")
    if done.stale:
        messages.warning(request, "ほかの人が先に担当を決めたケースは変えていません")
    if done.refused:
        messages.warning(request, "引き継げないケースは変えていません")
    return _back(_question(request, tier))


@require_POST
def save(request: OfficeRequest, tier: str) -> HttpResponse:
    """Keeps the filters that are on the screen."""
    question = _question(request, tier)
    save_view(request, question, request.POST.get("name", ""))
    messages.success(request, "条件を保存しました")
    return _back(question)


@require_POST
def drop(request: OfficeRequest, tier: str) -> HttpResponse:
    """Forgets one of the person's own."""
    number = request.POST.get("view", "")
    drop_view(request, int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0)
    return _back(_question(request, tier))


def _question(request: OfficeRequest, tier: str) -> Question:
    """The filters that were on the screen, read as those of an address are."""
    return ask(Tier(tier), dict(parse_qsl(request.POST.get("query", ""))))


def _back(question: Question) -> HttpResponse:
    return redirect(f"{reverse('worklist', kwargs={'tier': question.tier.value})}?{question.address}")
