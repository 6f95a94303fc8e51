"""Logging in and out."""

from typing import cast

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.web.actions.log_in import log_in
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.actions.second_factor import factor_of
from sukoyaka.office.web.kept import SENTENCE, keep_for_login, packed, show_kept, unpacked
from sukoyaka.office.web.models import Account
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views import second_factor
from sukoyaka.office.web.views.after_login import after_login


@require_http_methods(["GET", "POST"])
def log_in_screen(request: HttpRequest) -> HttpResponse:
    """The first screen. A refused attempt is answered with its reason and 403."""
    if request.user.is_authenticated:
        return redirect("home")
    if request.method == "GET":
        return render(request, "session/login.html", {"demonstration": _demonstration()})
    refused, halfway = log_in(request, request.POST.get("username", ""), request.POST.get("password", ""))
    words = request.POST.get("kept", "")
    if halfway:
        second_factor.begin(request, halfway)
        return second_factor.ask(request, factor_of(halfway), words)
    if not refused:
        return after_login(cast("OfficeRequest", request), words)
    again = {"kept": words, "kept_sentence": SENTENCE} if unpacked(words) else {}
    ctx = {"refused": refused, "username": request.POST.get("username", "")[:40], "demonstration": _demonstration()}
    return render(request, "session/login.html", ctx | again, status=403)


def _demonstration() -> bool:
    """Whether accounts log in without a second factor: the login says so."""
    return Account.objects.filter(without_second_factor=True, is_active=True).exists()


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token no longer holds: nothing was done, and what was being written is shown again."""
    kept = unpacked(packed(request))
    if kept and request.user.is_authenticated:
        return show_kept(request, kept)
    if kept:
        return keep_for_login(request)
    refusal = Refused("画面の有効期限が切れました", "", "もう一度開いてやり直してください")
    return render(request, "refusal/refused.html", {"refusal": refusal, "unrecorded": True}, status=403)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Ends the session, and with it every revealed name."""
    record(cast("OfficeRequest", request), Action.LOG_OUT, "session")
    logout(request)
    return redirect("login")


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Keeps the session of somebody who is writing; tells a screen who is logged in and gives it a fresh token for its forms."""
    return JsonResponse({"account": cast("OfficeRequest", request).user.username, "token": get_token(request)})
