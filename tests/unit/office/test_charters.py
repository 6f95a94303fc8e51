"""Who may do what, as a table."""

import pytest

from sukoyaka.office.casework.permissions import Refused, can, can_reveal, check_allowed, check_reveal
from sukoyaka.office.casework.purposes import LookPurpose
from sukoyaka.office.casework.roles import CHARTERS, Actor, Permission, Role
from sukoyaka.office.casework.visibility import shown_count, visible_sources

FOLLOWS_UP = {"open_case", "plan_support", "hand_over", "report_data"}
HOLDS = {
    Role.STEWARD: {"see_counts", "see_worklist", "see_all_sources", "see_data_errors", "see_wishes"},
    Role.HOLDER: {"see_own_sources", "see_data_errors", "answer_data_errors"},
    Role.ANALYST: {"see_counts"},
    Role.CASEWORKER: {"see_counts", "see_worklist", "see_child", "reveal_name", "move_case"} | FOLLOWS_UP,
    Role.CHIEF: {"see_counts", "see_worklist", "see_child", "reveal_name", "move_case", "send_anyone_to_meeting", "see_access_log"}
    | FOLLOWS_UP
    | {"assign_any_case"},
    Role.AUDITOR: {"see_audit", "see_access_log"},
}
# assessment and meeting
HOLDS[Role.CASEWORKER] |= {"give_verdict", "assess", "second_read", "see_meetings", "prepare_meeting"}
HOLDS[Role.CHIEF] |= {"give_verdict", "second_read", "approve_assessment", "see_meetings", "prepare_meeting", "chair_meeting"}


def actor(role: Role, *holdings: str) -> Actor:
    return Actor("a", "A", role, "課", holdings)


def test_the_table_is_complete() -> None:
    assert set(HOLDS) == set(Role) == set(CHARTERS)
    assert set().union(*HOLDS.values()) == {str(p) for p in Permission}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_may_what_its_charter_says_and_nothing_else(role: Role, permission: Permission) -> None:
    allowed = permission.value in HOLDS[role]
    assert can(actor(role), permission) is allowed
    if allowed:
        check_allowed(actor(role), permission)
    else:
        with pytest.raises(Refused, match="認められていません"):
            check_allowed(actor(role), permission)


@pytest.mark.parametrize("role", Role)
def test_only_those_who_support_a_child_may_reveal(role: Role) -> None:
    assert can_reveal(actor(role)) is (role in {Role.CASEWORKER, Role.CHIEF})


@pytest.mark.parametrize("purpose", LookPurpose)
def test_each_purpose_with_a_reason_is_accepted(purpose: LookPurpose) -> None:
    assert check_reveal(actor(Role.CASEWORKER), purpose.value, "十文字以上の理由を書く") is purpose


@pytest.mark.parametrize(
    ("purpose", "reason"),
    [("", "十文字以上の理由を書く"), ("other", "十文字以上の理由を書く"), ("support", "九文字の理由です。"), ("support", "   a   ")],
)
def test_a_missing_purpose_or_short_reason_is_refused(purpose: str, reason: str) -> None:
    with pytest.raises(Refused):
        check_reveal(actor(Role.CASEWORKER), purpose, reason)


@pytest.mark.parametrize(
    ("role", "count", "shown"), [(Role.ANALYST, 9, "10未満"), (Role.ANALYST, 10, "10"), (Role.ANALYST, 0, "0"), (Role.STEWARD, 3, "3")]
)
def test_small_counts(role: Role, count: int, shown: str) -> None:
    assert shown_count(actor(role), count) == shown


def test_sources_by_role() -> None:
    sources = [{"source": "a", "holder": "健康増進課"}, {"source": "b", "holder": "窓口サービス課"}]
    assert visible_sources(actor(Role.STEWARD), sources) == sources
    assert visible_sources(actor(Role.HOLDER, "健康増進課"), sources) == sources[:1]
    assert visible_sources(actor(Role.HOLDER), sources) == []
    assert visible_sources(actor(Role.ANALYST), sources) == []
