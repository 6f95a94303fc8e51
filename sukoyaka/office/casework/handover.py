"""Who looks after a case, and who may give it to whom.

A chief may give any open case to anyone; a caseworker takes what nobody has, and hands on what is theirs.
"""

from dataclasses import dataclass

from sukoyaka.office.casework.permissions import Refused, can, check_allowed
from sukoyaka.office.casework.roles import Actor, Permission
from sukoyaka.office.casework.states import Status


@dataclass(frozen=True)
class Held:
    """A case, where it stands and who has it (empty: nobody)."""

    status: Status
    owner: str


def check_assign(actor: Actor, held: Held, to: Actor, note: str) -> None:
    """Raises `Refused` unless this person may give such a case to the other."""
    check_allowed(actor, Permission.HAND_OVER)
    if Permission.MOVE_CASE not in to.permissions:
        raise Refused("この人は担当になれません", "活用主体・活用主体（責任者）", "担当できる人を選んでください")
    if held.status is Status.CLOSED:
        raise Refused("終結したケースは引き継げません", "終結していないケース", "先に再開してください")
    if held.owner == to.username:
        raise Refused("すでにこの人の担当です", "ほかの人", "別の人を選んでください")
    if not can(actor, Permission.ASSIGN_ANY_CASE):
        _check_own(actor, held, to)
    if held.owner and not note.strip():
        raise Refused("引き継ぎの内容が書かれていません", "", "次の担当が知るべきことを書いてください")


def _check_own(actor: Actor, held: Held, to: Actor) -> None:
    if held.owner and held.owner != actor.username:
        raise Refused("ほかの人の担当を引き継げるのは責任者です", "自分の担当・担当のないケース", "責任者に相談してください")
    if not held.owner and to.username != actor.username:
        raise Refused("担当のないケースをほかの人に割り当てられるのは責任者です", "自分が担当する", "責任者に相談してください")
