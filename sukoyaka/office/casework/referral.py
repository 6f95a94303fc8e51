"""How a child comes to the office by somebody's word: a report of abuse, a consultation, a notice of another body.

Who told is kept apart from what was told: 児童虐待防止法 第7条 forbids to let out who reported. A report asks for a look at
the child within 48 hours (市町村子ども家庭支援指針).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sukoyaka.office.casework.permissions import Refused

SAFETY = timedelta(hours=48)
LABEL = "通告・相談など"  # of a case that no list had named
SELECTED_BY = "referred"
LONGEST = 2000  # characters


class Way(StrEnum):
    """What kind of word it was."""

    REPORT = "report"
    CONSULTATION = "consultation"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return WAY_LABELS[self]


class Teller(StrEnum):
    """From where the word came."""

    FAMILY = "family"
    RELATIVE = "relative"
    NEIGHBOUR = "neighbour"
    NURSERY = "nursery"
    SCHOOL = "school"
    MEDICAL = "medical"
    HEALTH = "health"
    POLICE = "police"
    GUIDANCE = "guidance"
    WELFARE = "welfare"
    MUNICIPALITY = "municipality"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return TELLER_LABELS[self]


WAY_LABELS = {Way.REPORT: "通告", Way.CONSULTATION: "相談", Way.NOTICE: "ほかの機関からの連絡"}
TELLER_LABELS = {
    Teller.FAMILY: "本人・家族",
    Teller.RELATIVE: "親族",
    Teller.NEIGHBOUR: "近隣・知人",
    Teller.NURSERY: "保育所・幼稚園など",
    Teller.SCHOOL: "きょうだいの学校",
    Teller.MEDICAL: "医療機関",
    Teller.HEALTH: "保健センター",
    Teller.POLICE: "警察",
    Teller.GUIDANCE: "児童相談所",
    Teller.WELFARE: "福祉事務所・民生児童委員",
    Teller.MUNICIPALITY: "ほかの市区町村",
    Teller.OTHER: "その他",
}


@dataclass(frozen=True)
class Told:
    """A referral, checked."""

    way: Way
    received_on: date
    teller: Teller
    who: str  # who exactly; never leaves the child's page
    what: str


def check_told(written: dict[str, str], today: date) -> Told:
    """The referral. Raises `Refused` naming what is missing or cannot be."""
    if written["way"] not in set(Way):
        raise Refused("受付の区分が選ばれていません", "・".join(WAY_LABELS.values()), "区分を選んでください")
    if written["teller"] not in set(Teller):
        raise Refused("だれからの話かが選ばれていません", "・".join(TELLER_LABELS.values()), "当てはまるものを選んでください")
    what = written["what"].strip()
    if not what:
        raise Refused("受け付けた内容が書かれていません", "", "何を聞いたかを書いてください")
    received_on = past_day(written["received_on"], today, "受け付けた日")
    return Told(Way(written["way"]), received_on, Teller(written["teller"]), written["who"].strip()[:200], what[:LONGEST])


def past_day(text: str, today: date, called: str) -> date:
    """A day up to and with today. Raises `Refused`."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{called}が読み取れません", "今日までの日付", "日付を選んでください") from error
    if day > today:
        raise Refused(f"{called}が先の日付です", "今日までの日付", "日付を選び直してください")
    return day


def safety_due(way: Way, received_on: date) -> date | None:
    """The day until which somebody must have seen the child; only a report has one. Weekends count."""
    return received_on + SAFETY if way is Way.REPORT else None
