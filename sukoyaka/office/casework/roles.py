"""Who may do what: roles and permissions as data, readable without Python.

The four parties of the plan, and two roles that watch over them. What is not listed here is refused.
"""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """A thing somebody may do on a screen."""

    SEE_COUNTS = "see_counts"
    SEE_WORKLIST = "see_worklist"
    SEE_CHILD = "see_child"
    REVEAL_NAME = "reveal_name"
    MOVE_CASE = "move_case"
    OPEN_CASE = "open_case"
    SEND_ANYONE_TO_MEETING = "send_anyone_to_meeting"
    SEE_ALL_SOURCES = "see_all_sources"
    SEE_OWN_SOURCES = "see_own_sources"
    SEE_AUDIT = "see_audit"
    SEE_ACCESS_LOG = "see_access_log"
    # plan, follow-up, feedback
    PLAN_SUPPORT = "plan_support"
    HAND_OVER = "hand_over"
    ASSIGN_ANY_CASE = "assign_any_case"
    REPORT_DATA = "report_data"
    ANSWER_DATA_ERRORS = "answer_data_errors"
    SEE_DATA_ERRORS = "see_data_errors"
    SEE_WISHES = "see_wishes"
    # assessment and meeting
    GIVE_VERDICT = "give_verdict"
    ASSESS = "assess"
    SECOND_READ = "second_read"
    APPROVE_ASSESSMENT = "approve_assessment"
    SEE_MEETINGS = "see_meetings"
    PREPARE_MEETING = "prepare_meeting"
    CHAIR_MEETING = "chair_meeting"


class Role(StrEnum):
    """A party of the plan, as an account holds it."""

    STEWARD = "steward"
    HOLDER = "holder"
    ANALYST = "analyst"
    CASEWORKER = "caseworker"
    CHIEF = "chief"
    AUDITOR = "auditor"


@dataclass(frozen=True)
class Charter:
    """What a role is called, what it is for, and what it may do."""

    label: str
    description: str
    permissions: frozenset[Permission]


_P = Permission
_FOLLOWS_UP = frozenset({_P.OPEN_CASE, _P.PLAN_SUPPORT, _P.HAND_OVER, _P.REPORT_DATA})
_ASSESSES = frozenset({_P.GIVE_VERDICT, _P.ASSESS, _P.SECOND_READ, _P.SEE_MEETINGS, _P.PREPARE_MEETING})
_APPROVES = frozenset({_P.GIVE_VERDICT, _P.SECOND_READ, _P.APPROVE_ASSESSMENT, _P.SEE_MEETINGS, _P.PREPARE_MEETING, _P.CHAIR_MEETING})

CHARTERS: dict[Role, Charter] = {
    Role.STEWARD: Charter(
        "総括管理主体",
        "基盤を運用し、判定の件数と仮名の一覧を確認する。氏名は見ない。",
        frozenset({_P.SEE_COUNTS, _P.SEE_WORKLIST, _P.SEE_ALL_SOURCES}) | {_P.SEE_DATA_ERRORS, _P.SEE_WISHES},
    ),
    Role.HOLDER: Charter(
        "保有・管理主体",
        "自課のデータの鮮度を確認し、誤りの報告に回答する。",
        frozenset({_P.SEE_OWN_SOURCES}) | {_P.SEE_DATA_ERRORS, _P.ANSWER_DATA_ERRORS},
    ),
    Role.ANALYST: Charter("分析主体", "判定基準を検討する。個々のこどもの画面は見ない。", frozenset({_P.SEE_COUNTS})),
    Role.CASEWORKER: Charter(
        "活用主体",
        "こどもの状況を確認し、支援を検討・実施する。",
        frozenset({_P.SEE_COUNTS, _P.SEE_WORKLIST, _P.SEE_CHILD, _P.REVEAL_NAME, _P.MOVE_CASE}) | _FOLLOWS_UP | _ASSESSES,
    ),
    Role.CHIEF: Charter(
        "活用主体（責任者）",
        "担当課の進行を管理し、だれがこどもの情報を見たかを確認する。",
        frozenset(
            {
                _P.SEE_COUNTS,
                _P.SEE_WORKLIST,
                _P.SEE_CHILD,
                _P.REVEAL_NAME,
                _P.MOVE_CASE,
                _P.SEND_ANYONE_TO_MEETING,
                _P.SEE_ACCESS_LOG,
            }
        )
        | _FOLLOWS_UP
        | _APPROVES
        | {_P.ASSIGN_ANY_CASE},
    ),
    Role.AUDITOR: Charter("監査", "だれが、いつ、何のために見たかを確認する。", frozenset({_P.SEE_AUDIT, _P.SEE_ACCESS_LOG})),
}


@dataclass(frozen=True)
class Actor:
    """Somebody who has logged in."""

    username: str
    name: str
    role: Role
    organisation: str
    holdings: tuple[str, ...] = ()  # a holder's own departments, as the sources name them

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role allows."""
        return CHARTERS[self.role].permissions
