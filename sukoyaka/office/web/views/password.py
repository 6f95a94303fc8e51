"""One's own password: asked for at the first login, changed at any time afterwards."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.web.actions.keep_accounts import own_password
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.page import OfficeRequest


@require_http_methods(["GET", "POST"])
def password(request: OfficeRequest) -> HttpResponse:
    """The form; a refused password is said with its reason and recorded without it."""
    refused = None
    if request.method == "POST":
        try:
            own_password(request, *(request.POST.get(name, "") for name in ("old", "new", "again")))
        except Refused as error:
            refused = error
            record(request, Action.CHANGE_PASSWORD, "session", outcome=Outcome.REFUSED, detail=error.came)
        else:
            messages.success(request, "パスワードを変更しました")
            return redirect("home")
    return render(request, "session/password.html", {"refused": refused}, status=422 if refused else 200)
