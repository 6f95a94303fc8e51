"""Re-identification (複合化): the only door to the vault.

A reveal is one person's look at one child, for a stated purpose, in one session, for at most half an hour. What it
shows follows from the purpose; an address never shows under 支援措置.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sukoyaka.office.casework.permissions import Refused, check_reveal
from sukoyaka.office.casework.purposes import REVEAL_LASTS, Category, LookPurpose
from sukoyaka.office.casework.roles import Actor
from sukoyaka.office.vault.keys import VaultKey
from sukoyaka.office.vault.lookup import Shelf, Vault
from sukoyaka.office.vault.sealing import Identity


@dataclass(frozen=True)
class Reveal:
    """A granted look."""

    case: str
    username: str
    session: str  # digest of the session, not the session
    purpose: LookPurpose
    reason: str
    opened_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Shown:
    """What a screen may show, and which kinds of information that is."""

    identity: Identity
    categories: frozenset[Category]


def grant(actor: Actor, case: str, purpose: str, reason: str, session: str, at: datetime) -> Reveal:
    """A reveal from now on, if this person may. Raises `Refused`."""
    return Reveal(case, actor.username, session, check_reveal(actor, purpose, reason), reason.strip(), at, at + REVEAL_LASTS)


def check_in_force(reveal: Reveal, actor: Actor, session: str, at: datetime) -> None:
    """Raises `Refused` unless it is this person's, in this session, and not over."""
    if (reveal.username, reveal.session) != (actor.username, session):
        raise Refused("氏名の表示は、それを求めた本人の、その操作中に限られます", "", "利用目的を選んでください")
    if not reveal.opened_at <= at < reveal.ends_at:
        raise Refused("氏名の表示時間が終わりました", "", "続ける場合は、利用目的を選び直してください")


def open_vault(key: VaultKey, shelf: Shelf, reveal: Reveal, actor: Actor, session: str, at: datetime) -> Shown | None:
    """Who the child is, as far as the purpose needs it; nothing if no delivery has named it. Raises `Refused`."""
    check_in_force(reveal, actor, session, at)
    identity = Vault(key, shelf).open(reveal.case)
    return as_shown(identity, reveal.purpose) if identity else None


def as_shown(identity: Identity, purpose: LookPurpose) -> Shown:
    """The identity without what the purpose does not need, and without any address under 支援措置."""
    shows = purpose.shows - ({Category.ADDRESS} if identity.support_measure else set())
    if Category.ADDRESS not in shows:
        identity = replace(identity, address=None, postal_code=None)
    return Shown(identity, shows)
