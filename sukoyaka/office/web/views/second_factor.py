"""The second step of logging in: six digits of an authenticator; the first time, the picture with which it is set up."""

from datetime import timedelta
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sukoyaka.office.casework.events import Action
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions import second_factor
from sukoyaka.office.web.actions.log_in import WRONG_CODE, finish, refused_code
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Account, SecondFactor
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views.after_login import after_login
from sukoyaka.office.web.views.pictures import safe

HALF = "half"  # session: who gave the right password, and until when the code may follow
LASTS = timedelta(minutes=5)


def begin(request: HttpRequest, account: Account) -> None:
    """The password was right; the code must follow soon."""
    request.session.cycle_key()
    request.session[HALF] = {"account": account.pk, "until": (clock.now() + LASTS).timestamp()}


def halfway(request: HttpRequest) -> Account | None:
    """Whose password was right a short while ago."""
    half = request.session.get(HALF)
    if half is None or half["until"] < clock.now().timestamp():
        return None
    return Account.objects.filter(pk=half["account"], is_active=True).first()


@require_http_methods(["GET", "POST"])
def code_screen(request: HttpRequest) -> HttpResponse:
    """Asks for the code; the first right one enrols and is answered with the recovery codes."""
    account = halfway(request)
    if request.user.is_authenticated or account is None:
        return redirect("home" if request.user.is_authenticated else "login")
    factor, kept = second_factor.factor_of(account), request.POST.get("kept", "")
    if request.method == "GET":
        return ask(request, factor, kept)
    code = request.POST.get("code", "")
    codes, right = None, False
    if not (refused := refused_code(request, account)):
        codes = None if factor.confirmed_at else second_factor.confirm(account, code)
        right = bool(codes) or second_factor.check(account, code)
        refused = "" if right else WRONG_CODE
    finish(request, account, refused)
    if not right:
        return ask(request, factor, kept, refused)
    if codes:
        record(cast("OfficeRequest", request), Action.ENROL, "session")
        return render(request, "session/recovery.html", {"codes": codes})
    return after_login(cast("OfficeRequest", request), kept)


def ask(request: HttpRequest, factor: SecondFactor, kept: str = "", refused: str = "") -> HttpResponse:
    """The form; with the picture and the secret as long as no authenticator is set up."""
    ctx = {"refused": refused, "kept": kept, "enrolling": not factor.confirmed_at}
    if not factor.confirmed_at:
        secret = second_factor.shown_secret(factor)
        ctx |= {"picture": safe(second_factor.picture(factor)), "secret": " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))}
    return render(request, "session/second_factor.html", ctx, status=403 if refused else 200)
