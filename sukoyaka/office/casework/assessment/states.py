"""The states of an assessment, the ways between them, and the audit event of each: side by side, as data.

The one who approves is never one who wrote: the database says so too.
"""

from dataclasses import dataclass
from enum import StrEnum

from sukoyaka.office.casework.permissions import Refused, check_allowed
from sukoyaka.office.casework.roles import Actor, Permission
from sukoyaka.records.feedback import Decision


class AssessmentState(StrEnum):
    """Where an assessment stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return LABELS[self]


LABELS = {
    AssessmentState.DRAFT: "下書き",
    AssessmentState.SUBMITTED: "承認待ち",
    AssessmentState.APPROVED: "承認済み",
    AssessmentState.WITHDRAWN: "取りやめ",
}

TRANSITIONS: dict[AssessmentState, tuple[AssessmentState, ...]] = {
    AssessmentState.DRAFT: (AssessmentState.SUBMITTED, AssessmentState.WITHDRAWN),
    AssessmentState.SUBMITTED: (AssessmentState.APPROVED, AssessmentState.DRAFT),
    AssessmentState.APPROVED: (),
    AssessmentState.WITHDRAWN: (),
}

NEEDS: dict[tuple[AssessmentState, AssessmentState], Permission] = {
    (AssessmentState.DRAFT, AssessmentState.SUBMITTED): Permission.ASSESS,
    (AssessmentState.DRAFT, AssessmentState.WITHDRAWN): Permission.ASSESS,
    (AssessmentState.SUBMITTED, AssessmentState.DRAFT): Permission.SEE_CHILD,  # the writer takes it back, the chief sends it back
    (AssessmentState.SUBMITTED, AssessmentState.APPROVED): Permission.APPROVE_ASSESSMENT,
}

AUDIT_ACTIONS: dict[AssessmentState, str] = {
    AssessmentState.DRAFT: "assessment.return",
    AssessmentState.SUBMITTED: "assessment.submit",
    AssessmentState.APPROVED: "assessment.approve",
    AssessmentState.WITHDRAWN: "assessment.withdraw",
}

DECISION_LABELS: dict[Decision, str] = {
    Decision.SUPPORT: "支援必要",
    Decision.WATCH: "見守り",
    Decision.NONE: "対応不要",
    Decision.MORE_INFORMATION: "追加情報",
}


def decision_label(decision: str) -> str:
    """The word for a decision; nothing while there is none."""
    return DECISION_LABELS[Decision(decision)] if decision else ""


@dataclass(frozen=True)
class Standing:
    """What a move depends on."""

    state: AssessmentState
    writers: frozenset[str]  # usernames of everybody who wrote in it
    level: str
    lighter_than_guide: bool
    why_level: str
    decision: str
    summary: str


def check_move(actor: Actor, standing: Standing, after: AssessmentState) -> None:
    """Raises `Refused` unless this person may bring the assessment from its state to the other."""
    if after not in TRANSITIONS[standing.state]:
        allowed = "・".join(state.label for state in TRANSITIONS[standing.state])
        raise Refused("この状態へは進めません", allowed, "選べる状態から選んでください")
    check_allowed(actor, NEEDS[standing.state, after])
    if after is AssessmentState.APPROVED and actor.username in standing.writers:
        raise Refused("自分が書いたアセスメントは承認できません", "", "ほかの責任者に承認を依頼してください")
    if after is AssessmentState.SUBMITTED:
        check_whole(standing)


def check_whole(standing: Standing) -> None:
    """Raises `Refused` unless a person has judged: level, need of support, and a few words."""
    missing = [
        name
        for name, value in (("程度", standing.level), ("支援の要否", standing.decision), ("総合所見", standing.summary.strip()))
        if not value
    ]
    if missing:
        raise Refused("承認に出すには、まとめの欄が空いています", "・".join(missing), "空いている欄を書いてから、もう一度出してください")
    if standing.lighter_than_guide and not standing.why_level.strip():
        raise Refused("目安より軽い程度を選んだ理由が書かれていません", "", "理由を書いてください")


def open_moves(actor: Actor, standing: Standing) -> tuple[AssessmentState, ...]:
    """The states that this person may bring it to; whether it is whole is checked on the way."""
    after = TRANSITIONS[standing.state]
    permitted = tuple(state for state in after if NEEDS[standing.state, state] in actor.permissions)
    return tuple(s for s in permitted if s is not AssessmentState.APPROVED or actor.username not in standing.writers)


def check_edit(actor: Actor, state: AssessmentState) -> None:
    """Raises `Refused` unless this person may write in it."""
    check_allowed(actor, Permission.ASSESS)
    if state is not AssessmentState.DRAFT:
        raise Refused(f"このアセスメントは「{state.label}」のため、書き直せません", "", "承認後は追記として残してください")
