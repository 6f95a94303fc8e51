"""Graded answers: what was found, how much, how often, how long ago, in whose words, on which evidence.

Reads the fields of a form; keeps every word. Nothing has to be graded to save: only what is approved must be whole.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

from sukoyaka.office.casework.assessment.sheet import Sheet

LONGEST = 4000  # characters of a text


class Found(StrEnum):
    """Whether it is so. Not known is not no."""

    YES = "yes"
    SUSPECTED = "suspected"
    NO = "no"
    UNKNOWN = "unknown"


class Extent(StrEnum):
    """How much."""

    SLIGHT = "slight"
    MIDDLE = "middle"
    HEAVY = "heavy"


class Frequency(StrEnum):
    """How often."""

    ONCE = "once"
    SOMETIMES = "sometimes"
    REPEATED = "repeated"
    ALWAYS = "always"


class Recency(StrEnum):
    """How long ago it last was so."""

    WEEK = "week"
    MONTH = "month"
    HALF_YEAR = "half_year"
    EARLIER = "earlier"


FOUND_LABELS = {Found.YES: "あり", Found.SUSPECTED: "疑い", Found.NO: "なし", Found.UNKNOWN: "不明"}
EXTENT_LABELS = {Extent.SLIGHT: "軽い", Extent.MIDDLE: "中くらい", Extent.HEAVY: "重い"}
FREQUENCY_LABELS = {Frequency.ONCE: "一度", Frequency.SOMETIMES: "ときどき", Frequency.REPEATED: "繰り返し", Frequency.ALWAYS: "いつも"}
RECENCY_LABELS = {
    Recency.WEEK: "1週間以内",
    Recency.MONTH: "1か月以内",
    Recency.HALF_YEAR: "半年以内",
    Recency.EARLIER: "半年より前",
}
CHOICES: dict[str, tuple[str, type[StrEnum], Mapping[Any, str]]] = {
    # field → what it is called, its values, their words
    "extent": ("程度", Extent, EXTENT_LABELS),
    "frequency": ("頻度", Frequency, FREQUENCY_LABELS),
    "recency": ("最近のもの", Recency, RECENCY_LABELS),
}
LABELS: dict[str, Mapping[Any, str]] = {"found": FOUND_LABELS} | {name: words for name, (_, _, words) in CHOICES.items()}


@dataclass(frozen=True)
class Evidence:
    """A fact of the child's time line, copied as it was read: later data cannot change what somebody relied on."""

    key: str
    member: str
    happened_on: str  # ISO day
    known_on: str  # ISO day
    words: str
    source_name: str


@dataclass(frozen=True)
class Answer:
    """What one item says; empty fields were not answered."""

    found: str = ""
    extent: str = ""
    frequency: str = ""
    recency: str = ""
    text: str = ""
    evidence: tuple[Evidence, ...] = field(default=())

    @property
    def applies(self) -> bool:
        """Seen or suspected: a suspicion weighs as much until it is settled."""
        return self.found in {Found.YES, Found.SUSPECTED}

    @property
    def found_label(self) -> str:
        """The word for whether it is so."""
        return str(FOUND_LABELS.get(self.found, "未記入"))  # type: ignore[call-overload]  # a plain word finds its member

    @property
    def graded_labels(self) -> list[str]:
        """The words of the grades that were given."""
        return [str(words[getattr(self, name)]) for name, (_, _, words) in CHOICES.items() if getattr(self, name)]

    def as_row(self) -> dict[str, Any]:
        """As the database keeps it."""
        return asdict(self) | {"evidence": [asdict(one) for one in self.evidence]}


Answers = dict[str, Answer]
"""Item id → answer."""


def fact_key(member: str, code: str, happened_on: date, words: str) -> str:
    """Names a fact by what it says: the same fact in a later determination has the same name."""
    return hashlib.sha256("\x1f".join((member, code, happened_on.isoformat(), words)).encode()).hexdigest()[:12]


def from_rows(rows: Mapping[str, Mapping[str, Any]]) -> Answers:
    """The answers as the database kept them."""
    return {item: _answer(row) for item, row in rows.items()}


def _answer(row: Mapping[str, Any]) -> Answer:
    evidence = tuple(Evidence(**{f.name: str(one[f.name]) for f in fields(Evidence)}) for one in row.get("evidence", ()))
    return Answer(**{name: str(row.get(name, "")) for name in ("found", "extent", "frequency", "recency", "text")}, evidence=evidence)


def from_form(sheet: Sheet, form: Mapping[str, str], facts: Mapping[str, Evidence]) -> Answers:
    """The answers of a form: fields `ITEM-found`, `ITEM-text`, …; `ITEM-evidence` holds numbers of the child's facts.

    A word that is not a choice counts as unanswered; a number that names no fact is dropped.
    """
    return {item.id: _from_fields(item.id, form, facts) for item in sheet.items}


def _from_fields(item: str, form: Mapping[str, str], facts: Mapping[str, Evidence]) -> Answer:
    chosen = {name: _choice(words, form.get(f"{item}-{name}", "")) for name, words in LABELS.items()}
    numbers = dict.fromkeys(re.findall(r"\d+", form.get(f"{item}-evidence", "")))
    text = form.get(f"{item}-text", "").replace("\r\n", "\n").strip()[:LONGEST]
    return Answer(**chosen, text=text, evidence=tuple(facts[number] for number in numbers if number in facts))


def _choice(allowed: Mapping[Any, str], word: str) -> str:
    return word if word in {str(value) for value in allowed} else ""


def differences(theirs: Answers, mine: Answers) -> list[str]:
    """Items that two people answered differently, in order."""
    return [item for item in mine if mine[item] != theirs.get(item, Answer())]
