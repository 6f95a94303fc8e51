"""Who may give a case to whom."""

import pytest

from sukoyaka.office.casework.handover import Held, check_assign
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.roles import Actor, Role
from sukoyaka.office.casework.states import Status

SAKURA, MAKOTO = Actor("sakura", "支援 さくら", Role.CASEWORKER, "課"), Actor("makoto", "責任 まこと", Role.CHIEF, "課")
WORKER = Actor("jiro", "支援 次郎", Role.CASEWORKER, "課")
NOTE = "週に一度電話している"


@pytest.mark.parametrize(
    ("actor", "owner", "to", "note", "why"),
    [
        (SAKURA, "", SAKURA, "", ""),  # takes what nobody has
        (SAKURA, "sakura", WORKER, NOTE, ""),  # hands on what is theirs
        (MAKOTO, "", WORKER, "", ""),
        (MAKOTO, "sakura", WORKER, NOTE, ""),
        (SAKURA, "", WORKER, "", "割り当てられるのは責任者です"),
        (SAKURA, "jiro", SAKURA, NOTE, "引き継げるのは責任者です"),
        (MAKOTO, "sakura", SAKURA, NOTE, "すでにこの人の担当です"),
        (SAKURA, "sakura", WORKER, " ", "引き継ぎの内容が書かれていません"),
        (MAKOTO, "", Actor("h", "H", Role.HOLDER, "課"), NOTE, "担当になれません"),
        (Actor("s", "S", Role.STEWARD, "課"), "", WORKER, NOTE, "認められていません"),
    ],
)
def test_who_gives_what_to_whom(actor: Actor, owner: str, to: Actor, note: str, why: str) -> None:
    if not why:
        check_assign(actor, Held(Status.LOOKING, owner), to, note)
    else:
        with pytest.raises(Refused, match=why):
            check_assign(actor, Held(Status.LOOKING, owner), to, note)


def test_a_closed_case_stays_where_it_is() -> None:
    with pytest.raises(Refused, match="終結したケース"):
        check_assign(MAKOTO, Held(Status.CLOSED, "sakura"), WORKER, NOTE)
