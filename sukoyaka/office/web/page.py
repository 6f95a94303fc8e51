"""What every screen is given, and what a request is once somebody has logged in."""

import hashlib
from typing import Any

from django.http import HttpRequest

from sukoyaka.office.casework.roles import CHARTERS, Role
from sukoyaka.office.web import clock
from sukoyaka.office.web.models import Account
from sukoyaka.office.web.words import LANGUAGES, in_language, language_of


class OfficeRequest(HttpRequest):
    """A request that passed the door: somebody is logged in, and it has a number."""

    user: Account
    request_id: str


def session_digest(request: HttpRequest) -> str:
    """Names the session without telling it."""
    return hashlib.sha256((request.session.session_key or "").encode()).hexdigest()


def every_page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: who, in which language, when, under which request number."""
    language = language_of(request)
    page = {
        "language": language,
        "other_language": next(code for code in LANGUAGES if code != language),
        "word": lambda text: in_language(text, language),
        "request_id": getattr(request, "request_id", ""),
        "today": clock.today(),
        "now": clock.now(),
    }
    if not request.user.is_authenticated:
        return page
    account = request.user
    return page | {
        "account": account,
        "role_label": CHARTERS[Role(account.role)].label,
        "may": {permission.value: True for permission in account.actor.permissions},
    }
