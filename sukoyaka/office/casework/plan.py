"""The support plan: what is hoped for, who does what until when. Which plans may be written, changed and finished.

The rules know no database: they are given what somebody wrote, and raise `Refused` with the reason.
"""

from datetime import date, timedelta

from sukoyaka.office.casework.permissions import Refused, check_allowed
from sukoyaka.office.casework.roles import Actor, Permission
from sukoyaka.office.casework.states import Status

SHORTEST = 2  # characters
LONGEST = 1000
FURTHEST = timedelta(days=366)


def check_plannable(actor: Actor, status: Status) -> None:
    """Raises `Refused` unless this person may write a plan for a case that stands there."""
    check_allowed(actor, Permission.PLAN_SUPPORT)
    if status is Status.NEW:
        raise Refused("まだ確認に着手していません", "確認中・検討会へ・見守り", "こどもの画面で「自分が確認を始める」を押してください")
    if status is Status.CLOSED:
        raise Refused("終結したケースです", "確認中・検討会へ・見守り", "続ける場合は、こどもの画面で再開してください")


def check_text(text: str, what: str) -> str:
    """The text without its margins. Raises `Refused` if it is empty or far too long."""
    text = text.strip()
    if len(text) < SHORTEST:
        raise Refused(f"{what}が書かれていません", "", f"{what}を書いてください")
    if len(text) > LONGEST:
        raise Refused(f"{what}が長すぎます（{LONGEST}文字まで）", "", "短くしてください")
    return text


def check_day(text: str, what: str) -> date:
    """A day as a form sends it. Raises `Refused`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{what}が日付ではありません", "2024-04-01 の形", f"{what}を選んでください") from error


def check_due(text: str, today: date) -> date:
    """A due day: today or later, within a year. Raises `Refused`."""
    due = check_day(text, "期限")
    if due < today:
        raise Refused("期限が過去の日です", "今日以降", "期限を選び直してください")
    if due > today + FURTHEST:
        raise Refused("期限が1年より先です", "1年以内", "見直しの時期を考えて、近い期限にしてください")
    return due


def check_past(text: str, what: str, today: date) -> date:
    """A day on which something happened: not later than today. Raises `Refused`."""
    day = check_day(text, what)
    if day > today:
        raise Refused(f"{what}が未来の日です", "今日まで", f"{what}を選び直してください")
    return day


def check_unchanged(seen: str, now: int) -> None:
    """Raises `Refused` if somebody else saved the row since this person's screen was drawn."""
    if seen != str(now):
        raise Refused("ほかの人が先に変更しました。あなたの変更は保存していません", "", "いまの内容を確かめて、もう一度行ってください")
