"""What the audit calls things: actions and outcomes, with the words of the screens.

An action is written in the transaction of the act itself, or, for a look, before its answer leaves.
"""

from enum import StrEnum

from sukoyaka.office.casework.states import AUDIT_ACTIONS


class Action(StrEnum):
    """Everything that leaves a trace."""

    LOG_IN = "session.log_in"
    LOG_OUT = "session.log_out"
    FORGET_FACTOR = "session.forget_second_factor"
    ENROL = "session.enrol_second_factor"
    CONFIRM = "session.confirm_again"
    OPEN_SCREEN = "screen.open"  # only refusals: a look that succeeds has its own action
    SEE_WORKLIST = "worklist.see"
    SEE_CHILD = "child.see"
    REVEAL = "reveal.grant"
    OPEN_VAULT = "vault.open"
    MASK = "reveal.end"
    SEARCH_VAULT = "vault.search"
    ENTER_IDENTITY = "vault.enter"
    OPEN_CASE = "case.open"
    JOIN_CASES = "case.join"
    PART_CASES = "case.part"
    SEE_REFERRALS = "referrals.see"
    TAKE_UP = "case.take_up"
    SEND_TO_MEETING = "case.send_to_meeting"
    SUPPORT = "case.support"
    WATCH = "case.watch"
    CLOSE = "case.close"
    SEE_AUDIT = "audit.see"
    SEE_ACCESS_LOG = "access_log.see"
    SEE_SOURCES = "sources.see"
    RECEIVE_IDENTITIES = "identities.receive"
    RECEIVE_FINDINGS = "findings.receive"
    RECEIVE_RENEWALS = "renewals.receive"
    MAKE_ACCOUNTS = "accounts.make"
    CHANGE_ACCOUNT = "accounts.change"
    CHANGE_PASSWORD = "session.change_password"  # noqa: S105 - the name of an act
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
    # assessment and meeting
    GIVE_VERDICT = "verdict.give"
    OPEN_ASSESSMENT = "assessment.open"
    SEE_ASSESSMENT = "assessment.see"
    SAVE_ASSESSMENT = "assessment.save"
    KEEP_COPY = "assessment.keep_copy"
    SUBMIT_ASSESSMENT = "assessment.submit"
    RETURN_ASSESSMENT = "assessment.return"
    APPROVE_ASSESSMENT = "assessment.approve"
    WITHDRAW_ASSESSMENT = "assessment.withdraw"
    SECOND_READ = "assessment.second_read"
    ADD_TO_ASSESSMENT = "assessment.add"
    SEE_MEETINGS = "meeting.see_calendar"
    PLAN_MEETING = "meeting.plan"
    SEE_MEETING = "meeting.see"
    CHANGE_AGENDA = "meeting.agenda"
    CHANGE_MEMBERS = "meeting.members"
    SEE_MEETING_CHILD = "meeting.see_child"
    SAVE_MINUTES = "meeting.save"
    OPEN_MEETING = "meeting.open"
    WRITE_MINUTES = "meeting.minutes"
    CONFIRM_ATTENDANCE = "meeting.confirm"
    APPROVE_MINUTES = "meeting.approve"
    CANCEL_MEETING = "meeting.cancel"
    ADD_TO_MINUTES = "meeting.add"
    ORDER_PACKET = "packet.order"
    MAKE_PACKET = "packet.make"
    OPEN_PACKET = "packet.open"
    RETURN_PACKET = "packet.return"
    DESTROY_PACKET = "packet.destroy"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return ACTION_LABELS[self]


ACTION_LABELS = {
    Action.LOG_IN: "ログイン",
    Action.LOG_OUT: "ログアウト",
    Action.FORGET_FACTOR: "第2要素の取り消し",
    Action.ENROL: "第2要素の登録",
    Action.CONFIRM: "確認コードの再入力",
    Action.OPEN_SCREEN: "画面を開く",
    Action.SEE_WORKLIST: "一覧の閲覧",
    Action.SEE_CHILD: "こどもの画面の閲覧",
    Action.REVEAL: "氏名表示の申出",
    Action.OPEN_VAULT: "複合化（氏名の表示）",
    Action.MASK: "氏名表示の終了",
    Action.SEARCH_VAULT: "氏名での検索（複合化）",
    Action.ENTER_IDENTITY: "氏名の手入力",
    Action.OPEN_CASE: "通告・相談の受付",
    Action.JOIN_CASES: "同じこどもとして結びつけ",
    Action.PART_CASES: "結びつけの取り消し",
    Action.SEE_REFERRALS: "通告・相談の一覧の閲覧",
    Action.TAKE_UP: "確認に着手",
    Action.SEND_TO_MEETING: "検討会へ送付",
    Action.SUPPORT: "支援を始める",
    Action.WATCH: "見守りへ",
    Action.CLOSE: "終結",
    Action.SEE_AUDIT: "監査記録の閲覧",
    Action.SEE_ACCESS_LOG: "閲覧履歴の確認",
    Action.SEE_SOURCES: "データの鮮度の閲覧",
    Action.RECEIVE_IDENTITIES: "氏名情報の受領",
    Action.RECEIVE_FINDINGS: "判定結果の受領",
    Action.RECEIVE_RENEWALS: "鍵の交換の受領",
    Action.MAKE_ACCOUNTS: "利用者の登録",
    Action.CHANGE_ACCOUNT: "利用者の変更",
    Action.CHANGE_PASSWORD: "パスワードの変更",
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
    # assessment and meeting
    Action.GIVE_VERDICT: "判定への意見",
    Action.OPEN_ASSESSMENT: "アセスメントの開始",
    Action.SEE_ASSESSMENT: "アセスメントの閲覧",
    Action.SAVE_ASSESSMENT: "アセスメントの保存",
    Action.KEEP_COPY: "重なった編集の控え",
    Action.SUBMIT_ASSESSMENT: "アセスメントを承認へ",
    Action.RETURN_ASSESSMENT: "アセスメントの差し戻し",
    Action.APPROVE_ASSESSMENT: "アセスメントの承認",
    Action.WITHDRAW_ASSESSMENT: "アセスメントの取りやめ",
    Action.SECOND_READ: "第二の目による確認",
    Action.ADD_TO_ASSESSMENT: "アセスメントへの追記",
    Action.SEE_MEETINGS: "検討会の予定の閲覧",
    Action.PLAN_MEETING: "検討会の設定",
    Action.SEE_MEETING: "検討会の閲覧",
    Action.CHANGE_AGENDA: "検討会の議題の変更",
    Action.CHANGE_MEMBERS: "検討会の構成員の変更",
    Action.SEE_MEETING_CHILD: "検討会でのこどもの閲覧",
    Action.SAVE_MINUTES: "会議録の保存",
    Action.OPEN_MEETING: "検討会の開会",
    Action.WRITE_MINUTES: "検討会の閉会",
    Action.CONFIRM_ATTENDANCE: "出席と守秘の確認",
    Action.APPROVE_MINUTES: "会議録の承認",
    Action.CANCEL_MEETING: "検討会の中止",
    Action.ADD_TO_MINUTES: "会議録への追記",
    Action.ORDER_PACKET: "会議資料の作成依頼",
    Action.MAKE_PACKET: "会議資料の作成",
    Action.OPEN_PACKET: "会議資料を開く",
    Action.RETURN_PACKET: "会議資料の返却",
    Action.DESTROY_PACKET: "会議資料の廃棄",
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
