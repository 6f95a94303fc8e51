"""Keeps the accounts of real people: made, renewed, closed, given other work. Each act is in the audit, a secret in nothing.

An initial password holds for seven days and for one login, at which the person sets their own.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_changed, validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q

from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.roles import CHARTERS, Permission, Role
from sukoyaka.office.casework.tasks import OPEN
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions import second_factor
from sukoyaka.office.web.actions.record import record, record_command
from sukoyaka.office.web.models import Account, Case
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.records.errors import ExitCode, SukoyakaError

USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
INITIAL_HOLDS = timedelta(days=7)


class AccountRefused(SukoyakaError):
    """An account that cannot be made or changed so."""

    exit_code = ExitCode.NOT_PERMITTED


@dataclass(frozen=True)
class Wanted:
    """A new account."""

    username: str
    name: str
    role: Role
    organisation: str
    holds: tuple[str, ...] = ()


@transaction.atomic
def add(wanted: Wanted) -> str:
    """Makes the account; its initial password. Raises `AccountRefused`."""
    _check(wanted)
    row = Account(username=wanted.username, name=wanted.name.strip(), role=wanted.role.value, organisation=wanted.organisation.strip())
    row.holdings = list(wanted.holds)
    secret = _give_secret(row)
    record_command(Action.MAKE_ACCOUNTS, f"account:{row.username}", f"added as {row.role}")
    return secret


def _check(wanted: Wanted) -> None:
    if not USERNAME.fullmatch(wanted.username):
        raise AccountRefused("the user name cannot be used", "3 to 40 of a-z, 0-9, . _ -, a letter first", "choose another one")
    if Account.objects.filter(username=wanted.username).exists():
        raise AccountRefused("there is an account of that name", "a name for each person, never given to another one", "choose another one")
    if not wanted.name.strip() or not wanted.organisation.strip():
        raise AccountRefused("the name or the organisation is empty", "both: the audit shows them", "give both")
    _check_holds(wanted.role, wanted.holds)


def _check_holds(role: Role, holds: Sequence[str]) -> None:
    if (role is Role.HOLDER) != bool(holds):
        raise AccountRefused(
            f"the role {role.value} {'without' if role is Role.HOLDER else 'with'} departments",
            "--holds for a holder, and for nobody else",
            "name the departments as the register names the holders of sources",
        )


@transaction.atomic
def renew(username: str) -> str:
    """A new initial password for a lost one. Raises `AccountRefused`."""
    row = _of(username)
    if not row.is_active:
        raise AccountRefused("the account is disabled", "an account that may log in", f"sukoyaka office accounts enable {username}")
    secret = _give_secret(row)
    record_command(Action.CHANGE_ACCOUNT, f"account:{username}", "new initial password")
    return secret


@transaction.atomic
def disable(username: str) -> int:
    """Closes the account; how many open cases the person has. Raises `AccountRefused`."""
    row = _of(username)
    row.is_active = False
    row.set_unusable_password()
    row.save()
    record_command(Action.CHANGE_ACCOUNT, f"account:{username}", "disabled")
    return _open_cases(row)


@transaction.atomic
def enable(username: str) -> str:
    """Opens the account again with a new initial password. Raises `AccountRefused`."""
    row = _of(username)
    row.is_active = True
    secret = _give_secret(row)
    record_command(Action.CHANGE_ACCOUNT, f"account:{username}", "enabled")
    return secret


@transaction.atomic
def reset_factor(username: str) -> bool:
    """Forgets a second factor that was lost; whether there was one. Raises `AccountRefused`."""
    forgotten = second_factor.forget(_of(username))
    if forgotten:
        record_command(Action.FORGET_FACTOR, f"account:{username}", "second factor forgotten")
    return forgotten


@transaction.atomic
def change_role(username: str, role: Role, organisation: str | None, holds: Sequence[str]) -> None:
    """Gives other work. Raises `AccountRefused` while the person has cases that the new role may not have."""
    row, before = _of(username), _of(username).role
    _check_holds(role, holds)
    if Permission.MOVE_CASE not in CHARTERS[role].permissions and (cases := _open_cases(row)):
        raise AccountRefused(f"the person has {cases:,} open cases", "a role that follows children", "let a chief hand the cases on first")
    row.role, row.holdings, row.organisation = role.value, list(holds), (organisation or row.organisation).strip()
    row.save(update_fields=["role", "holdings", "organisation"])
    record_command(Action.CHANGE_ACCOUNT, f"account:{username}", f"role {before} → {role.value}")


def listed() -> list[dict[str, Any]]:
    """Every account with what is set up; no secret."""
    open_cases = Count("case", filter=Q(case__status__in=[status.value for status in OPEN]))
    rows = Account.objects.select_related("secondfactor").annotate(cases=open_cases).order_by("-is_active", "username")
    return [_line(row) for row in rows]


def _line(row: Account) -> dict[str, Any]:
    factor = getattr(row, "secondfactor", None)
    return {
        "username": row.username,
        "name": row.name,
        "role": row.role,
        "organisation": row.organisation,
        "holds": row.holdings,
        "stands": _stands(row),
        "active": row.is_active,
        "password": "initial" if row.initial_until else "own",
        "second_factor": "not asked" if row.without_second_factor else "set up" if factor and factor.confirmed_at else "missing",
        "last_login": row.last_login.date().isoformat() if row.last_login else "",
        "cases": row.cases,  # type: ignore[attr-defined]  # annotated by `listed`
    }


def _stands(row: Account) -> str:
    """How far the person has come, in a word for a table."""
    if not row.is_active:
        return "disabled"
    if row.initial_until:
        return "waits for the first login" if row.initial_until > clock.now() else "initial password is over"
    return "ready"


def own_password(request: OfficeRequest, old: str, new: str, again: str) -> None:
    """The person sets their own password. Raises `Refused` naming what is wrong with it, never the password."""
    row = Account.objects.select_for_update().get(pk=request.user.pk)
    if not row.check_password(old):
        raise Refused("いまのパスワードが違います", "", "いまのパスワードを入れ直してください")
    if new != again:
        raise Refused("新しいパスワードが一致しません", "", "同じものを2回入れてください")
    if row.check_password(new):
        raise Refused("いまと同じパスワードです", "", "別のパスワードを入れてください")
    if row.username in new.casefold():
        raise Refused(WEAK["password_too_similar"], "", STRONGER)
    try:
        validate_password(new, row)
    except ValidationError as error:
        raise Refused(
            WEAK.get(str(error.error_list[0].code), WEAK[""]), "", "ほかで使っていない、12文字以上のものにしてください"
        ) from error
    row.set_password(new)
    row.initial_until = None
    row.save(update_fields=["password", "initial_until"])
    password_changed(new, row)
    update_session_auth_hash(request, row)
    record(request, Action.CHANGE_PASSWORD, "session")


STRONGER = "ほかで使っていない、12文字以上のものにしてください"
WEAK = {
    "password_too_short": "パスワードが短すぎます",
    "password_too_common": "よく使われているパスワードです",
    "password_entirely_numeric": "数字だけのパスワードです",
    "password_too_similar": "利用者名や氏名に似ています",
    "": "このパスワードは使えません",
}


def _give_secret(row: Account) -> str:
    """A random password of 120 bits; setting it ends the person's sessions."""
    secret = secrets.token_urlsafe(15)
    row.set_password(secret)
    row.initial_until = clock.now() + INITIAL_HOLDS
    row.save()
    return secret


def _of(username: str) -> Account:
    row = Account.objects.select_for_update().filter(username=username).first()
    if row is None:
        raise AccountRefused("there is no account of that name", "a name of `sukoyaka office accounts list`", "look at the list")
    return row


def _open_cases(row: Account) -> int:
    return Case.objects.filter(assigned_to=row, status__in=[status.value for status in OPEN]).count()
