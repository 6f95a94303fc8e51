"""Data that would have helped: asked for child by child, counted, and shown to the steward as candidates of the register."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sukoyaka.office.casework.permissions import Refused, check_allowed
from sukoyaka.office.casework.roles import Actor, Permission

NEW = "new"


class Category(StrEnum):
    """Kinds of data that no register item holds yet."""

    ATTENDANCE = "attendance"
    SCHOOL = "school"
    INCOME = "income"
    PREGNANCY = "pregnancy"
    DENTAL = "dental"
    DISABILITY = "disability"
    SIBLINGS = "siblings"
    POLICE = "police"
    HOUSING = "housing"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The word on the screens."""
        return CATEGORY_LABELS[self]


CATEGORY_LABELS = {
    Category.ATTENDANCE: "保育所・幼稚園の出欠",
    Category.SCHOOL: "きょうだいの学校の様子",
    Category.INCOME: "世帯の収入",
    Category.PREGNANCY: "妊娠中の記録",
    Category.DENTAL: "歯科健診",
    Category.DISABILITY: "障害福祉サービス",
    Category.SIBLINGS: "きょうだいの相談歴",
    Category.POLICE: "警察からの通告",
    Category.HOUSING: "住まいの状況",
    Category.OTHER: "その他のデータ",
}


@dataclass(frozen=True, order=True)
class Wish:
    """A datum: a source of the register and its item, or `new` and a category."""

    source: str
    item: str


def choices(register: Mapping[str, Iterable[str]]) -> frozenset[Wish]:
    """Everything that may be wished for."""
    new = {Wish(NEW, category.value) for category in Category}
    return frozenset(new | {Wish(source, item) for source, items in register.items() for item in items})


def check_wish(actor: Actor, written: str, register: Mapping[str, Iterable[str]]) -> Wish:
    """The wish that a form sends as `source/item`. Raises `Refused`."""
    check_allowed(actor, Permission.REPORT_DATA)
    source, _, item = written.partition("/")
    wish = Wish(source, item)
    if wish not in choices(register):
        raise Refused("あればよかったデータが選ばれていません", "台帳の項目・新しいデータ", "一覧から選んでください")
    return wish
