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
    # plan, follow-up, feedback
    SEE_PLAN = "plan.see"
    SET_GOAL = "plan.set_goal"
    REACH_GOAL = "plan.reach_goal"
    ADD_ACT = "plan.add_act"
    FINISH_ACT = "plan.finish_act"
    LOG_OUTREACH = "outreach.log"
    TAKE_NEXT_STEP = "outreach.take_next_step"
    REVIEW_CASE = "case.review"
    HAND_OVER = "case.hand_over"
    SEE_TASKS = "tasks.see"
    SAVE_VIEW = "view.save"
    DROP_VIEW = "view.drop"
    RAISE_ALERTS = "alerts.raise"
    ACKNOWLEDGE_ALERT = "alert.acknowledge"
    REPORT_ERROR = "data_error.report"
    SEE_ERRORS = "data_errors.see"
    ANSWER_ERROR = "data_error.answer"
    WISH = "wish.add"
    SEE_WISHES = "wishes.see"
    SEND_FEEDBACK = "feedback.send"

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
    Action.SEE_PLAN: "支援計画の閲覧",
    Action.SET_GOAL: "目標の設定",
    Action.REACH_GOAL: "目標の達成",
    Action.ADD_ACT: "支援の追加",
    Action.FINISH_ACT: "支援の実施",
    Action.LOG_OUTREACH: "働きかけの記録",
    Action.TAKE_NEXT_STEP: "次の手の実施",
    Action.REVIEW_CASE: "ケースの見直し",
    Action.HAND_OVER: "担当の引き継ぎ",
    Action.SEE_TASKS: "今日のことの閲覧",
    Action.SAVE_VIEW: "一覧の条件の保存",
    Action.DROP_VIEW: "一覧の条件の削除",
    Action.RAISE_ALERTS: "変化の通知",
    Action.ACKNOWLEDGE_ALERT: "変化の確認",
    Action.REPORT_ERROR: "データ誤りの報告",
    Action.SEE_ERRORS: "データ誤りの閲覧",
    Action.ANSWER_ERROR: "データ誤りへの回答",
    Action.WISH: "ほしいデータの登録",
    Action.SEE_WISHES: "ほしいデータの閲覧",
    Action.SEND_FEEDBACK: "フィードバックの送付",
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
