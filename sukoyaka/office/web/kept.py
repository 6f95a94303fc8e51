"""What somebody was writing when their session ended: handed back with the login, shown after it, never lost.

The words travel through the browser that sent them and are stored nowhere until somebody who may do so saves them.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

KEEPS = frozenset({"assessment", "meeting-child"})
"""Screens on which people write for long."""

LONGEST = 1_000_000  # characters of a form that is handed back
SENTENCE = "ログインの有効時間が切れました。書きかけの内容は残っています。ログインすると、続きから保存できます"
NEVER = {"csrfmiddlewaretoken", "kept", "username", "password", "code"}


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks."""
    return request.headers.get("Accept", "") == "application/json"


def keep_for_login(request: HttpRequest) -> HttpResponse:
    """The login, holding the form that was sent without a session; a script is told so in a sentence."""
    if wants_json(request):
        return JsonResponse({"sentence": SENTENCE}, status=401)
    return render(request, "session/login.html", {"kept": packed(request), "kept_sentence": SENTENCE}, status=401)


def packed(request: HttpRequest) -> str:
    """The form and where it was going."""
    fields = {name: request.POST.getlist(name) for name in request.POST if name not in NEVER}
    return json.dumps({"path": request.path, "fields": fields}, ensure_ascii=False)


def unpacked(text: str) -> dict[str, Any] | None:
    """What `packed` wrote, with the name of its screen; nothing if it is not that."""
    if len(text) > LONGEST:
        return None
    try:
        kept = json.loads(text)
        name = resolve(kept["path"]).url_name
        fields = [(str(key), str(value)) for key, values in kept["fields"].items() for value in values]
    except (ValueError, KeyError, TypeError, AttributeError, Resolver404):
        return None
    return {"name": name, "path": kept["path"], "fields": fields} if name in KEEPS else None


def show_kept(request: HttpRequest, kept: dict[str, Any]) -> HttpResponse:
    """Shows what was being written, to be saved by one click of the person who is logged in now."""
    hidden = {"revision", "then"}
    shown = [value for key, value in kept["fields"] if key not in hidden and len(value.strip()) > 3]
    return render(request, "session/kept.html", {"kept": kept, "shown": shown})
