"""Why somebody looks at a family, and what that purpose needs to show.

A purpose is chosen before a name is revealed and stands on every row of the audit that follows from it.
"""

from datetime import timedelta
from enum import StrEnum

REASON_LENGTH = 10  # characters
REVEAL_LASTS = timedelta(minutes=30)
CODE_LASTS = timedelta(minutes=15)  # how old the code of the second factor may be when a name is asked for


class Category(StrEnum):
    """Kinds of information about a person. The audit names the kinds that were shown, never the values."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    SUPPORT_MEASURE = "support_measure"
    DETERMINATION = "determination"
    HOUSEHOLD = "household"
    LIFE = "life"
    COVERAGE = "coverage"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return CATEGORY_LABELS[self]


CATEGORY_LABELS = {
    Category.NAME: "氏名",
    Category.BIRTH_DATE: "生年月日",
    Category.ADDRESS: "住所",
    Category.SUPPORT_MEASURE: "支援措置",
    Category.DETERMINATION: "判定",
    Category.HOUSEHOLD: "世帯",
    Category.LIFE: "経過",
    Category.COVERAGE: "データの範囲",
}


class LookPurpose(StrEnum):
    """The purposes from which one is chosen."""

    MEETING = "meeting"
    ASSESSMENT = "assessment"
    SUPPORT = "support"
    WATCHING = "watching"
    EMERGENCY = "emergency"
    INTAKE = "intake"
    DATA_QUALITY = "data_quality"
    AUDIT = "audit"
    DISCLOSURE = "disclosure"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return PURPOSE_LABELS[self]

    @property
    def shows(self) -> frozenset[Category]:
        """The kinds of identity that this purpose needs; the measure always shows, because it warns."""
        always = {Category.NAME, Category.BIRTH_DATE, Category.SUPPORT_MEASURE}
        return frozenset(always | {Category.ADDRESS} if self in NEEDS_ADDRESS else always)


PURPOSE_LABELS = {
    LookPurpose.MEETING: "方針検討会準備",
    LookPurpose.ASSESSMENT: "アセスメント",
    LookPurpose.SUPPORT: "支援実施",
    LookPurpose.WATCHING: "見守り",
    LookPurpose.EMERGENCY: "通告・緊急対応",
    LookPurpose.INTAKE: "相談・連絡の受付",
    LookPurpose.DATA_QUALITY: "データ品質確認",
    LookPurpose.AUDIT: "監査",
    LookPurpose.DISCLOSURE: "本人開示対応",
}

# Somebody goes there; the others need to know who, not where.
NEEDS_ADDRESS = frozenset({LookPurpose.SUPPORT, LookPurpose.WATCHING, LookPurpose.EMERGENCY})
