"""Which door needs which permission, and who keeps them: a URL that is not in this table opens to nobody.

A refusal is written to the audit in a transaction of its own, then shown with its reason.
"""

import secrets
from collections.abc import Callable
from enum import Enum
from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.casework.permissions import Refused, check_allowed
from sukoyaka.office.casework.roles import Permission
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.asking import Asking, asking
from sukoyaka.office.web.kept import KEEPS, keep_for_login
from sukoyaka.office.web.page import OfficeRequest


class Open(Enum):
    """Doors that need no permission of a charter."""

    TO_ALL = "to all"
    SIGNED_IN = "signed in"


Door = Open | tuple[Permission, ...]
"""One of these permissions is enough."""

DOORS: dict[str, Door] = {
    "login": Open.TO_ALL,
    "second-factor": Open.TO_ALL,  # only after the right password
    "language": Open.TO_ALL,
    "logout": Open.SIGNED_IN,
    "home": Open.SIGNED_IN,
    "alive": Open.SIGNED_IN,
    "password": Open.SIGNED_IN,
    "worklist": (Permission.SEE_WORKLIST,),
    "child": (Permission.SEE_CHILD,),
    "reveal": (Permission.REVEAL_NAME,),
    "mask": (Permission.REVEAL_NAME,),
    "move": (Permission.MOVE_CASE,),
    # cases that somebody's word opened
    "referrals": (Permission.OPEN_CASE,),
    "referral-new": (Permission.OPEN_CASE,),
    "referral-open": (Permission.OPEN_CASE,),
    "join": (Permission.OPEN_CASE,),
    "part": (Permission.OPEN_CASE,),
    "sources": (Permission.SEE_ALL_SOURCES, Permission.SEE_OWN_SOURCES),
    "audit": (Permission.SEE_AUDIT,),
    "access-log": (Permission.SEE_ACCESS_LOG,),
    # pictures
    "chronology": (Permission.SEE_CHILD,),
    "desk": (Permission.SEE_WORKLIST,),
    "districts": (Permission.SEE_COUNTS,),
    # plan, follow-up, feedback
    "tasks": (Permission.PLAN_SUPPORT,),
    "assign": (Permission.HAND_OVER,),
    "view-save": (Permission.SEE_WORKLIST,),
    "view-drop": (Permission.SEE_WORKLIST,),
    "plan": (Permission.PLAN_SUPPORT,),
    "plan-write": (Permission.PLAN_SUPPORT,),
    "alert-acknowledge": (Permission.PLAN_SUPPORT,),
    "data-error": (Permission.REPORT_DATA,),
    "wish": (Permission.REPORT_DATA,),
    "data-errors": (Permission.SEE_DATA_ERRORS,),
    "data-error-answer": (Permission.ANSWER_DATA_ERRORS,),
    "wishes": (Permission.SEE_WISHES,),
    # assessment
    "verdict": (Permission.GIVE_VERDICT,),
    "assessment-open": (Permission.ASSESS,),
    "assessment": (Permission.SEE_CHILD,),
    "assessment-move": (Permission.ASSESS, Permission.APPROVE_ASSESSMENT),
    "assessment-second": (Permission.SECOND_READ,),
    "assessment-add": (Permission.GIVE_VERDICT,),
    # meeting
    "meetings": (Permission.SEE_MEETINGS,),
    "meeting-new": (Permission.PREPARE_MEETING,),
    "meeting": (Permission.SEE_MEETINGS,),
    "meeting-agenda": (Permission.PREPARE_MEETING,),
    "meeting-members": (Permission.PREPARE_MEETING,),
    "meeting-attendance": (Permission.PREPARE_MEETING,),
    "meeting-move": (Permission.PREPARE_MEETING,),
    "meeting-child": (Permission.SEE_MEETINGS,),
    "meeting-minutes": (Permission.SEE_MEETINGS,),
    "meeting-add": (Permission.PREPARE_MEETING,),
    # packets
    "packets": (Permission.SEE_MEETINGS,),
    "packet-order": (Permission.PREPARE_MEETING,),
    "packet-named": (Permission.REVEAL_NAME,),
    "packet-copy": (Permission.PREPARE_MEETING,),
    "packet-back": (Permission.PREPARE_MEETING,),
}


FIRST = frozenset({"password", "logout", "alive"})
"""All that is open to somebody who has not set their own password."""


class DoorKeeper:
    """Middleware: numbers the request, keeps the doors, records refusals, forbids caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Around every request."""
        request.request_id = secrets.token_hex(8)  # type: ignore[attr-defined]  # read through OfficeRequest
        with asking(Asking()) as request.asking:  # type: ignore[attr-defined]  # nobody, until the door knows who
            response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store"
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]) -> HttpResponseBase | None:
        """Lets through, sends to the login, or refuses."""
        match = request.resolver_match
        door = DOORS.get(match.url_name or "") if match else None
        if door is Open.TO_ALL:
            return None
        if request.user.is_authenticated:
            request.asking.is_(request.user)  # type: ignore[attr-defined]  # set above
        else:
            keeps = request.method == "POST" and match is not None and match.url_name in KEEPS
            return keep_for_login(request) if keeps else redirect("login")
        if cast("OfficeRequest", request).user.initial_until and match and match.url_name not in FIRST:
            return redirect("password")
        try:
            check_door(cast("OfficeRequest", request), door)
        except Refused as refusal:
            return self.process_exception(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal anywhere below: its transaction is gone, so it is recorded in one of its own."""
        if not isinstance(error, Refused):
            return None
        match = request.resolver_match
        name, kwargs = (match.url_name or "", match.kwargs) if match else ("", {})
        cases = [kwargs["case"]] if "case" in kwargs else []
        with transaction.atomic():
            record(
                cast("OfficeRequest", request),
                Action.OPEN_SCREEN,
                f"screen:{name}",
                cases=cases,
                outcome=Outcome.REFUSED,
                detail=error.came,
            )
        return render(request, "refusal/refused.html", {"refusal": error}, status=403)


def check_door(request: OfficeRequest, door: Door | None) -> None:
    """Raises `Refused` unless the person may pass."""
    if door is Open.SIGNED_IN:
        return
    if not isinstance(door, tuple):
        raise Refused("この画面は開放されていません", "", "総括管理主体に確認してください")
    if not set(door) & request.user.actor.permissions:
        check_allowed(request.user.actor, door[0])
