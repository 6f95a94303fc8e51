"""Makes the demonstration's accounts: one person of each party. Asking again renews their passwords."""

import hashlib
import secrets
from dataclasses import dataclass

from django.db import transaction

from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.roles import Role
from sukoyaka.office.web.actions.record import record_command
from sukoyaka.office.web.models import Account


@dataclass(frozen=True)
class Person:
    """Somebody of the cast."""

    username: str
    name: str
    role: Role
    organisation: str
    holdings: tuple[str, ...] = ()


CAST = (
    Person("steward", "総括 太郎", Role.STEWARD, "デジタル・ガバメント推進室"),
    Person("holder", "保有 花子", Role.HOLDER, "健康増進課", ("健康増進課",)),
    Person("analyst", "分析 一郎", Role.ANALYST, "分析主体"),
    Person("caseworker", "支援 さくら", Role.CASEWORKER, "健康福祉センター"),
    Person("chief", "責任 まこと", Role.CHIEF, "健康福祉センター"),
    Person("auditor", "監査 みどり", Role.AUDITOR, "監査担当"),
)


@transaction.atomic
def make_demo_accounts(deterministic: bool, *, without_second_factor: bool = False) -> dict[str, str]:
    """Username → password. Deterministic ones are for demonstrations on invented people alone."""
    passwords = {person.username: _password(person.username, deterministic) for person in CAST}
    for person in CAST:
        _renew(person, passwords[person.username], without_second_factor)
    record_command(Action.MAKE_ACCOUNTS, "accounts", f"{len(CAST)} demonstration accounts")
    return passwords


def _renew(person: Person, password: str, without_second_factor: bool) -> None:
    account = Account.objects.filter(username=person.username).first() or Account(username=person.username)
    account.name, account.role, account.organisation = person.name, person.role.value, person.organisation
    account.holdings, account.is_active = list(person.holdings), True
    account.without_second_factor = without_second_factor
    account.set_password(password)
    account.save()


def _password(username: str, deterministic: bool) -> str:
    if not deterministic:
        return secrets.token_urlsafe(12)
    return f"demo-{username}-{hashlib.sha256(username.encode()).hexdigest()[:6]}"
