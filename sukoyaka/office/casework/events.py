"""What the audit calls things: actions and outcomes, with the words of the screens.

An action is written in the transaction of the act itself, or, for a look, before its answer leaves.
"""

from enum import StrEnum

from sukoyaka.office.casework.states import AUDIT_ACTIONS


class Action(StrEnum):
    """Everything that leaves a trace."""

    LOG_IN = "session.log_in"
    LOG_OUT = "session.log_out"
    OPEN_SCREEN = "screen.open"  # only refusals: a look that succeeds has its own action
    SEE_WORKLIST = "worklist.see"
    SEE_CHILD = "child.see"
    REVEAL = "reveal.grant"
    OPEN_VAULT = "vault.open"
    MASK = "reveal.end"
    TAKE_UP = "case.take_up"
    SEND_TO_MEETING = "case.send_to_meeting"
    WATCH = "case.watch"
    CLOSE = "case.close"
    SEE_AUDIT = "audit.see"
    SEE_ACCESS_LOG = "access_log.see"
    SEE_SOURCES = "sources.see"
    RECEIVE_IDENTITIES = "identities.receive"
    RECEIVE_FINDINGS = "findings.receive"
    MAKE_ACCOUNTS = "accounts.make"
    SEE_DESK = "desk.see"
    LOAD_TOWNS = "towns.load"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return ACTION_LABELS[self]


ACTION_LABELS = {
    Action.LOG_IN: "ログイン",
    Action.LOG_OUT: "ログアウト",
    Action.OPEN_SCREEN: "画面を開く",
    Action.SEE_WORKLIST: "一覧の閲覧",
    Action.SEE_CHILD: "こどもの画面の閲覧",
    Action.REVEAL: "氏名表示の申出",
    Action.OPEN_VAULT: "複合化（氏名の表示）",
    Action.MASK: "氏名表示の終了",
    Action.TAKE_UP: "確認に着手",
    Action.SEND_TO_MEETING: "検討会へ送付",
    Action.WATCH: "見守りへ",
    Action.CLOSE: "終結",
    Action.SEE_AUDIT: "監査記録の閲覧",
    Action.SEE_ACCESS_LOG: "閲覧履歴の確認",
    Action.SEE_SOURCES: "データの鮮度の閲覧",
    Action.RECEIVE_IDENTITIES: "氏名情報の受領",
    Action.RECEIVE_FINDINGS: "判定結果の受領",
    Action.MAKE_ACCOUNTS: "利用者の登録",
    Action.SEE_DESK: "進みぐあい・地図の閲覧",
    Action.LOAD_TOWNS: "地区の境界の登録",
}

MOVES = {status: Action(name) for status, name in AUDIT_ACTIONS.items()}


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return "実施" if self is Outcome.DONE else "拒否"
