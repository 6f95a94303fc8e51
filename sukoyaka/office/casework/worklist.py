"""What a worklist was asked for: filters, order, page. Anything else in an address is ignored.

Pure: turns the words of an address into a question, and a question back into an address.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from sukoyaka.office.casework.states import Status
from sukoyaka.records.findings import SelectedBy, Tier

PAGE = 50  # rows

# order → columns; the last ones make it total
SORTS: dict[str, tuple[str, ...]] = {
    "rank": ("rank",),
    "waiting": ("waiting_since", "rank"),
    "last_seen": ("last_seen_on", "rank"),
    "youngest": ("-birth_month", "rank"),
    "known": ("items_known", "rank"),
}

SORT_LABELS = {
    "rank": "優先順",
    "waiting": "待ち日数の長い順",
    "last_seen": "最終確認の古い順",
    "youngest": "年齢の低い順",
    "known": "把握項目の少ない順",
}

SELECTED_BY_LABELS = {
    SelectedBy.RED_FLAG: "重大項目",
    SelectedBy.SCORE: "複数項目の重なり",
    SelectedBy.AUDIT: "無作為の点検",
}


@dataclass(frozen=True)
class Question:
    """A worklist as somebody asked to see it."""

    tier: Tier
    status: str = ""
    selected_by: str = ""
    town: str = ""
    mine: bool = False
    over: bool = False  # the step's deadline has passed
    sort: str = "rank"
    page: int = 1

    @property
    def address(self) -> str:
        """The query part of the address, without defaults."""
        words = {"status": self.status, "selected_by": self.selected_by, "town": self.town, "mine": "1" if self.mine else ""}
        words |= {
            "over": "1" if self.over else "",
            "sort": "" if self.sort == "rank" else self.sort,
            "page": "" if self.page == 1 else str(self.page),
        }
        return urlencode({key: value for key, value in words.items() if value})

    def at_page(self, page: int) -> "Question":
        """The same question, another page."""
        return replace(self, page=page)


def ask(tier: Tier, words: Mapping[str, str]) -> Question:
    """The question in an address; words that mean nothing fall back to the default."""
    return Question(
        tier=tier,
        status=_one_of(words.get("status", ""), set(Status)),
        selected_by=_one_of(words.get("selected_by", ""), set(SelectedBy)),
        town=words.get("town", "")[:12],
        mine=words.get("mine") == "1",
        over=words.get("over") == "1",
        sort=_one_of(words.get("sort", ""), set(SORTS)) or "rank",
        page=_page(words.get("page", "")),
    )


def _one_of(word: str, allowed: set[str] | set[Status] | set[SelectedBy]) -> str:
    return word if word in {str(a) for a in allowed} else ""


def _page(word: str) -> int:
    return max(1, int(word)) if word.isascii() and word.isdigit() and len(word) < 6 else 1
