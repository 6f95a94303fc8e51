"""Tells the database who asks, at the beginning of every transaction and for that transaction alone.

The rules of the rows (`rules.py`) read it. Outside a transaction nobody asks, so nothing of a child is to be seen.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg.pq import TransactionStatus

from sukoyaka.office.web.models import Account
from sukoyaka.office.web.rules import OFFICE

TELL = "SELECT set_config('office.role', %s, true), set_config('office.account', %s, true)"


class Asking:
    """Around every statement of a request: the first one of a transaction comes after the words of who asks."""

    def __init__(self, role: str = "", account: str = "") -> None:
        self._who, self._told = [role, account], False

    def is_(self, account: Account) -> None:
        """From now on this person asks."""
        self._who, self._told = [account.role, str(account.pk)], False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Django calls it with the statement."""
        of = context["connection"]
        begins = of.connection.info.transaction_status == TransactionStatus.IDLE
        if of.in_atomic_block and (begins or not self._told):
            self._told = True
            execute(TELL, self._who, False, context)
        return execute(sql, params, many, context)


@contextmanager
def asking(who: Asking) -> Iterator[Asking]:
    """Within it, that one asks."""
    with connection.execute_wrapper(who):
        yield who


@contextmanager
def as_office() -> Iterator[None]:
    """Within it, the office itself works: a thread of the server, a job, a command."""
    with connection.execute_wrapper(Asking(OFFICE)):
        yield
