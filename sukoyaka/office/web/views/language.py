"""The language switch of the header."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sukoyaka.office.web.words import COOKIE, LANGUAGES

YEAR = 365 * 24 * 3600  # seconds


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen language in a cookie and goes back to where the reader was."""
    back = request.POST.get("back", "")
    safe = back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "home"
    response = redirect(safe)
    chosen = request.POST.get("language", "")
    if chosen in LANGUAGES:
        response.set_cookie(COOKIE, chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return response
