"""What is answered when something breaks: a database that is away is said to be away, anything else is an error of ours.

Neither page asks the database for anything. The transaction is gone; what was accepted before is kept.
"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template

from sukoyaka.office.web.kept import wants_json

AWAY = "データベースに接続できないため、いまの操作は記録されていません。少し待ってから、もう一度行ってください"
AGAIN = 5  # seconds after which it is worth asking again


def broken(request: HttpRequest) -> HttpResponse:
    """503 with the sentence while the database is away, 500 otherwise."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(get_template("500.html").render(), status=500)
    headers = {"Retry-After": str(AGAIN)}
    if wants_json(request):
        return JsonResponse({"sentence": AWAY}, status=503, headers=headers)
    return HttpResponse(get_template("503.html").render({"sentence": AWAY}), status=503, headers=headers)
