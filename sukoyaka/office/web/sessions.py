"""Who a request comes from: the session and its account, read by one short statement each.

A session is prolonged at most once in half a minute. Why not at every request: one more transaction for each page that is
read, when the session was prolonged a moment ago.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from sukoyaka.office.web import clock
from sukoyaka.office.web.models import Account
from sukoyaka.office.web.rows import find

PROLONG_EVERY = timedelta(seconds=30)


class SessionStore(db.SessionStore):
    """Django's own; a session that was last prolonged a while ago is saved again with the answer."""

    def _get_session_from_db(self) -> Session | None:
        found = find(Session, self.session_key)
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
        found = find(Account, user_id)
        return found if found and self.user_can_authenticate(found) else None
