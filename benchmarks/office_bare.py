"""The bare Django view beside which the office is measured: no middleware, no template, one query that an index answers.

Served by gunicorn like the office, from the same database: `gunicorn benchmarks.office_bare:application`.
"""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from sukoyaka.office.web import home, postgres

ONE = 'SELECT status, waiting_since FROM office_case WHERE "case" = %s'

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": postgres.settings(home.home()) | {"ATOMIC_REQUESTS": False}},
        ROOT_URLCONF=__name__,
        SECRET_KEY=os.urandom(16).hex(),
        USE_TZ=True,
    )
    django.setup()


def one_row(_: HttpRequest, case: str) -> HttpResponse:
    """Where a case stands, as plain text."""
    with connection.cursor() as cursor:
        cursor.execute(ONE, [case])
        return HttpResponse(" ".join(map(str, cursor.fetchone())), content_type="text/plain")


urlpatterns = [path("bare/<str:case>/", one_row)]
application = WSGIHandler()
