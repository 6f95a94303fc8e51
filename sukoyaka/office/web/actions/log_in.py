"""Logs somebody in, or refuses: too many failures in a short time close the door for a while.

The failures are counted in the audit itself. A name that no account has is not written down: it may be a password.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import HttpRequest

from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.record import address_of
from sukoyaka.office.web.models import Account, AuditEntry

WINDOW = timedelta(minutes=5)
FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 30
UNKNOWN = "(unknown)"
CODE_GIVEN = "code_given"  # session: when the last right code was given
WRONG_CODE = "確認コードが違います。新しいコードを入力してください"
WAIT = "失敗が続いたため、しばらくログインできません。5分ほど待ってください"


def log_in(request: HttpRequest, username: str, password: str) -> tuple[str, Account | None]:
    """Why not, or who must still give a code: nobody, if the person is in. A row of the audit is stored unless a code follows."""
    account = Account.objects.filter(username=username).first()
    address = address_of(request)
    if too_many(username if account else UNKNOWN, address, clock.now()):
        reason = WAIT
    elif (known := authenticate(request, username=username, password=password)) is None:
        reason = "利用者名またはパスワードが違います"
    elif account and account.initial_until and account.initial_until <= clock.now():
        reason = "初めのパスワードの期限が切れました。発行し直してもらってください"
    elif not account or not account.without_second_factor:
        return "", account
    else:
        login(request, known)
        reason = ""
    _record(account, address, reason, getattr(request, "request_id", ""))
    return reason, None


def refused_code(request: HttpRequest, account: Account) -> str:
    """Why no code is looked at now: wrong ones count as wrong passwords do."""
    return WAIT if too_many(account.username, address_of(request), clock.now()) else ""


def finish(request: HttpRequest, account: Account, reason: str) -> None:
    """The second step: logs in unless there is a reason not to. Either way a row of the audit is stored."""
    if not reason:
        login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session[CODE_GIVEN] = clock.now().timestamp()
    _record(account, address_of(request), reason, getattr(request, "request_id", ""))


def too_many(username: str, address: str, at: datetime) -> bool:
    """Whether this account, or this place, has failed too often just now."""
    failures = AuditEntry.objects.filter(action=Action.LOG_IN.value, outcome=Outcome.REFUSED.value, at__gt=at - WINDOW)
    by_account = username != UNKNOWN and failures.filter(username=username).count() >= FAILURES_PER_ACCOUNT
    return by_account or failures.filter(address=address).count() >= FAILURES_PER_ADDRESS


def _record(account: Account | None, address: str, reason: str, request_id: str) -> None:
    AuditEntry.objects.create(
        at=clock.now(),
        username=account.username if account else UNKNOWN,
        role=account.role if account else "",
        organisation=account.organisation if account else "",
        purpose="",
        target="session",
        action=Action.LOG_IN.value,
        outcome=(Outcome.REFUSED if reason else Outcome.DONE).value,
        detail=reason,
        request_id=request_id,
        address=address,
    )
