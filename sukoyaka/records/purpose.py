"""What data may be used for. Purpose is an argument of every read past the events; without one there is no data."""

from enum import StrEnum


class Purpose(StrEnum):
    """The purposes that the register knows."""

    SCREENING = "screening"
    HEALTH_STUDY = "health-study"
    PLANNING = "planning"
    CASEWORK = "casework"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return PURPOSE_LABELS[self]


PURPOSE_LABELS = {
    Purpose.SCREENING: "虐待リスクの判定",
    Purpose.HEALTH_STUDY: "同居者の健康と発育の検討",
    Purpose.PLANNING: "施策の統計",
    Purpose.CASEWORK: "支援の検討と実施",
}
