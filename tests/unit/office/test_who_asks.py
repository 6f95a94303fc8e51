"""The database is told who asks at the beginning of each transaction, and not outside of one."""

from types import SimpleNamespace

import pytest
from psycopg.pq import TransactionStatus

from sukoyaka.office.web.asking import TELL, Asking

IDLE, INSIDE = TransactionStatus.IDLE, TransactionStatus.INTRANS


class Database:
    """Remembers what it was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, object]] = []
        self.info = SimpleNamespace(transaction_status=IDLE)
        self.of = SimpleNamespace(in_atomic_block=False, connection=SimpleNamespace(info=self.info))

    def sends(self, who: Asking, sql: str, *, inside: bool, status: TransactionStatus) -> None:
        self.of.in_atomic_block, self.info.transaction_status = inside, status
        who(lambda sql, params, many, context: self.sent.append((sql, params)), sql, None, False, {"connection": self.of})


@pytest.fixture
def database() -> Database:
    return Database()


def chief() -> Asking:
    who = Asking()
    who.is_(SimpleNamespace(role="chief", pk=7))  # type: ignore[arg-type]  # all that is read of an account
    return who


def test_once_a_transaction(database: Database) -> None:
    who = chief()
    database.sends(who, "one", inside=True, status=IDLE)
    database.sends(who, "two", inside=True, status=INSIDE)
    database.sends(who, "three", inside=True, status=IDLE)
    assert [sql for sql, _ in database.sent] == [TELL, "one", "two", TELL, "three"]
    assert database.sent[0][1] == ["chief", "7"]


def test_outside_a_transaction_nobody_asks(database: Database) -> None:
    database.sends(chief(), "one", inside=False, status=IDLE)
    assert database.sent == [("one", None)]


def test_until_somebody_is_known_it_is_nobody(database: Database) -> None:
    database.sends(Asking(), "one", inside=True, status=IDLE)
    assert database.sent[0] == (TELL, ["", ""])


def test_somebody_who_comes_to_be_known_within_the_transaction_is_told(database: Database) -> None:
    who = Asking()
    database.sends(who, "one", inside=True, status=IDLE)
    who.is_(SimpleNamespace(role="chief", pk=7))  # type: ignore[arg-type]  # all that is read of an account
    database.sends(who, "two", inside=True, status=INSIDE)
    assert [sql for sql, _ in database.sent] == [TELL, "one", TELL, "two"]
