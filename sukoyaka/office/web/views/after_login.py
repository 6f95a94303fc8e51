"""Where a login leads: home, or what was being written when the last session ended."""

from django.http import HttpResponse
from django.shortcuts import redirect

from sukoyaka.office.web.doors import DOORS
from sukoyaka.office.web.kept import show_kept, unpacked
from sukoyaka.office.web.page import OfficeRequest


def after_login(request: OfficeRequest, words: str) -> HttpResponse:
    """Home, or the kept form, if this person may write there."""
    kept = unpacked(words)
    door = DOORS.get(kept["name"]) if kept else None
    if kept and isinstance(door, tuple) and set(door) & request.user.actor.permissions:
        return show_kept(request, kept)
    return redirect("home")
