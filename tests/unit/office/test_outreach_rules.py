"""An attempt to reach a family: what must be said of it, and what contradicts itself."""

from dataclasses import replace
from datetime import date

import pytest

from sukoyaka.office.casework.outreach import Channel, Reaction, RefusalReason, Written, check_attempt, last_seen
from sukoyaka.office.casework.permissions import Refused

TODAY = date(2024, 4, 10)
CALL = Written(channel="phone", attempted_on="2024-04-09")
VISIT = Written(
    channel="visit", attempted_on="2024-04-10", reached=True, reaction="accepted", child_seen=True, seen_by="支援 さくら", note="元気そう"
)


def test_an_attempt_without_an_answer_is_a_fact() -> None:
    attempt = check_attempt(CALL, TODAY)
    assert (attempt.channel, attempt.reached, attempt.reaction, attempt.next_due) == (Channel.PHONE, False, None, None)


def test_a_visit_on_which_the_child_was_seen() -> None:
    attempt = check_attempt(VISIT, TODAY)
    assert (attempt.reaction, attempt.child_seen, attempt.seen_by) == (Reaction.ACCEPTED, True, "支援 さくら")


def test_a_refusal_with_its_reason() -> None:
    attempt = check_attempt(replace(VISIT, reaction="refused", refusal="distrust", child_seen=False), TODAY)
    assert attempt.refusal is RefusalReason.DISTRUST


def test_a_reaction_of_somebody_who_was_not_reached_is_dropped() -> None:
    assert check_attempt(replace(CALL, reaction="welcomed", refusal="no_need"), TODAY).reaction is None


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (replace(CALL, channel="fax"), "方法が選ばれていません"),
        (replace(CALL, attempted_on="2024-04-11"), "未来の日"),
        (replace(VISIT, reaction=""), "反応を選んでください"),
        (replace(VISIT, reaction="refused"), "断られた理由"),
        (replace(VISIT, seen_by=""), "こどもを確認した人が書かれていません"),
        (replace(VISIT, channel="phone"), "こどもの姿を確認できません"),
        (replace(VISIT, reached=False), "こどもの姿を確認できません"),
        (replace(CALL, next_step="もう一度電話する"), "期限が日付ではありません"),
        (replace(CALL, next_step="もう一度電話する", next_due="2024-04-01"), "期限が過去の日です"),
    ],
)
def test_what_is_missing_or_contradicts_itself(written: Written, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check_attempt(written, TODAY)


def test_last_seen_is_the_later_of_data_and_visits() -> None:
    assert last_seen(date(2024, 1, 1), [date(2023, 5, 1), date(2024, 4, 2)]) == date(2024, 4, 2)
    assert last_seen(date(2024, 1, 1), []) == date(2024, 1, 1)
    assert last_seen(None, []) is None
