"""What people who looked say of a determination: four answers that cost the same, each with its categories of reason.

Disagreeing needs a category and nobody's approval. Two steps each: the answer, then the category, which sends it.
"""

from sukoyaka.office.casework.permissions import Refused, check_allowed
from sukoyaka.office.casework.roles import Actor, Permission
from sukoyaka.records.feedback import Verdict

VERDICT_LABELS = {
    Verdict.AGREE: "同意",
    Verdict.DISAGREE: "異なる判断",
    Verdict.DATA_WRONG: "データ誤り",
    Verdict.NOT_ENOUGH: "情報不足",
}

# verdict → category → its words; what is sent back to the hub is the category, never free text
REASONS: dict[Verdict, dict[str, str]] = {
    Verdict.AGREE: {
        "reasons_hold": "示された事実から妥当",
        "known_otherwise": "別に把握している事情からも妥当",
    },
    Verdict.DISAGREE: {
        "context": "データにない事情がある",
        "supported": "すでに支援につながっている",
        "resolved": "すでに解消している",
        "not_concern": "この事実は心配を表さない",
        "graver": "示されたより深刻である",
    },
    Verdict.DATA_WRONG: {
        "wrong_person": "別の人の記録である",
        "wrong_value": "日付や値が違う",
        "out_of_date": "古いままである",
    },
    Verdict.NOT_ENOUGH: {
        "no_source": "必要なデータが連携されていない",
        "gap": "未提供の期間がある",
        "too_coarse": "内容が粗く、判断できない",
    },
}


def check_verdict(actor: Actor, verdict: str, reason: str, item: str, known_items: set[str]) -> Verdict:
    """The verdict, if this person may give it so. Raises `Refused`."""
    check_allowed(actor, Permission.GIVE_VERDICT)
    if verdict not in set(Verdict):
        raise Refused("意見が選ばれていません", "・".join(VERDICT_LABELS.values()), "四つのうち一つを選んでください")
    chosen = Verdict(verdict)
    if reason not in REASONS[chosen]:
        raise Refused("理由の区分が選ばれていません", "・".join(REASONS[chosen].values()), "当てはまる区分を選んでください")
    if item and item not in known_items:
        raise Refused("この判定にない項目です", "", "項目を選び直してください")
    return chosen
