"""Who a request comes from: the session and its account, read by one short statement each.

A session is prolonged at most once in half a minute. Why not at every request: one more transaction for each page that is
read, when the session was prolonged a moment ago.
"""

from datetime import timedelta
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Model

from sukoyaka.office.web import clock
from sukoyaka.office.web.models import Account

Row = TypeVar("Row", bound=Model)

PROLONG_EVERY = timedelta(seconds=30)


def row_of(model: type[Row], key: int | str | None) -> Row | None:
    """The row with that key, as `objects.get` finds it, without building the statement anew for every request."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(model), [key])
        row = cursor.fetchone()
    if row is None:
        return None
    fields = model._meta.concrete_fields
    read = [
        field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
        for field, value in zip(fields, row, strict=True)
    ]
    return model.from_db("default", [field.attname for field in fields], read)


@cache
def _statement(model: type[Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    return f'SELECT {columns} FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = %s'  # noqa: S608 - names of our own tables


class SessionStore(db.SessionStore):
    """Django's own; a session that was last prolonged a while ago is saved again with the answer."""

    def _get_session_from_db(self) -> Session | None:
        found = row_of(Session, self.session_key)
        now = clock.now()
        if found is None or found.expire_date <= now:
            self._session_key = None
            return None
        if found.expire_date - now < timedelta(seconds=settings.SESSION_COOKIE_AGE) - PROLONG_EVERY:
            self.modified = True
        return found


class Accounts(ModelBackend):
    """Django's own; the account of a request is read by its key."""

    def get_user(self, user_id: Any) -> Account | None:
        """The account, unless it was closed."""
        found = row_of(Account, user_id)
        return found if found and self.user_can_authenticate(found) else None
