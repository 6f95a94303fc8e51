"""May this person do this? `check_…` raises with the reason, `can_…` wraps it as a yes or no for the screens.

The rule exists once. Default deny: a permission that no charter lists is refused.
"""

from sukoyaka.office.casework.purposes import REASON_LENGTH, LookPurpose
from sukoyaka.office.casework.roles import CHARTERS, Actor, Permission
from sukoyaka.records.errors import NotPermitted


class Refused(NotPermitted):
    """A refusal that a screen shows and the audit keeps: why, and what would be allowed."""


def check_allowed(actor: Actor, permission: Permission) -> None:
    """Raises `Refused` unless the actor's role has the permission."""
    if permission not in actor.permissions:
        holders = "・".join(charter.label for charter in CHARTERS.values() if permission in charter.permissions)
        raise Refused("この役割では、この操作は認められていません", holders, "必要な場合は総括管理主体に申請してください")


def can(actor: Actor, permission: Permission) -> bool:
    """Whether `check_allowed` would pass."""
    return permission in actor.permissions


def check_reveal(actor: Actor, purpose: str, reason: str) -> LookPurpose:
    """The stated purpose, if this person may see a name for it. Raises `Refused`."""
    check_allowed(actor, Permission.REVEAL_NAME)
    if purpose not in set(LookPurpose):
        raise Refused("利用目的が選ばれていません", "・".join(p.label for p in LookPurpose), "利用目的を選んでください")
    if len(reason.strip()) < REASON_LENGTH:
        raise Refused(f"理由が短すぎます（{REASON_LENGTH}文字以上）", "", "何のために氏名が必要かを書いてください")
    return LookPurpose(purpose)


def can_reveal(actor: Actor) -> bool:
    """Whether the actor may ask for a name at all."""
    return can(actor, Permission.REVEAL_NAME)
