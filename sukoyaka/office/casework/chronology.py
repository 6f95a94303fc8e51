"""A first draft of a chronology: dated sentences from the same events as the time line, each with its source.

Reads facts, returns sentences and footnotes; pure. A person edits the text: the draft says only what the data say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sukoyaka.office.casework.days import in_era
from sukoyaka.records.age import age_in_words


@dataclass(frozen=True)
class Event:
    """A fact of the time line. `whose` is empty for the child itself."""

    on: date
    whose: str
    label: str
    value: str
    source: str
    source_name: str


@dataclass(frozen=True)
class Sentence:
    """What happened on one day by one source; `note` is the number of its footnote."""

    on: date
    age: str
    words: str
    note: int

    @property
    def text(self) -> str:
        """「令和5年3月4日（1歳2か月）1歳6か月児健診：受診、身長79.2cm。[1]」"""
        return f"{in_era(self.on)}（{self.age}）{self.words}[{self.note}]"


@dataclass(frozen=True)
class Chronology:
    """The sentences in order of days, and the names of the sources in order of their first use."""

    sentences: tuple[Sentence, ...]
    sources: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it as plain text, for minutes."""
        notes = [f"[{number}] {name}" for number, name in enumerate(self.sources, 1)]
        return "\n".join([*(sentence.text for sentence in self.sentences), "", *notes])


def chronology(events: Iterable[Event], birth_month: date) -> Chronology:
    """The draft: one sentence for each day, person and source; within it, the order in which the events come."""
    ordered = sorted(events, key=lambda e: (e.on, e.whose, e.source))
    names: dict[str, str] = {}
    sentences = []
    for (on, whose, source), group in groupby(ordered, key=lambda e: (e.on, e.whose, e.source)):
        told = list(group)
        names.setdefault(source, told[0].source_name)
        note = list(names).index(source) + 1
        sentences.append(Sentence(on, _age(birth_month, on), _words(whose, told), note))
    return Chronology(tuple(sentences), tuple(names.values()))


def _age(birth_month: date, on: date) -> str:
    return "出生前" if on < birth_month else age_in_words(birth_month, on)


def _words(whose: str, told: Sequence[Event]) -> str:
    """「1歳6か月児健診：受診、身長79.2cm。」: what labels begin with is said once."""
    parts = []
    for head, group in groupby(told, key=lambda e: e.label.partition(" ")[0]):
        rest = list(dict.fromkeys(_rest(event) for event in group))
        said = "、".join(one for one in rest if one)
        parts.append(f"{head}：{said}" if said else head)
    return f"{whose}：{'／'.join(parts)}。" if whose else f"{'／'.join(parts)}。"


def _rest(event: Event) -> str:
    return f"{event.label.partition(' ')[2]} {event.value}".strip()
