"""How often people agreed with the determination, by office and month, and why they did not. Counts alone, never a child.

Of each person the latest word on a child and determination counts. Who may not see children is told no count from 1 to 9,
nor one from which such a count would follow.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sukoyaka.office.casework.counts import shown_parts
from sukoyaka.office.casework.verdicts import REASONS, VERDICT_LABELS
from sukoyaka.records.feedback import Verdict


@dataclass(frozen=True)
class Word:
    """A person's word on a determination."""

    case: str
    run: int
    by: int
    organisation: str
    on: date
    verdict: Verdict
    reason: str


@dataclass(frozen=True)
class Line:
    """An office in a month: how many words of each kind (none: not told), and the share that agreed, in whole per cent."""

    organisation: str
    month: date
    counts: tuple[int | None, ...]  # in the order of `Verdict`
    agreed: int | None


def latest(words: Iterable[Word]) -> list[Word]:
    """The words that count; they come in the order in which they were said."""
    found = {(word.case, word.run, word.by): word for word in words}
    return list(found.values())


def by_office_and_month(words: Iterable[Word], *, everything: bool) -> list[Line]:
    """A line for each office and month with a word, the newest month first."""
    groups: dict[tuple[date, str], Counter[str]] = defaultdict(Counter)
    for word in words:
        groups[word.on.replace(day=1), word.organisation][word.verdict.value] += 1
    ordered = sorted(groups.items(), key=lambda item: (-item[0][0].toordinal(), item[0][1]))
    return [_line(month, organisation, counts, everything) for (month, organisation), counts in ordered]


def _line(month: date, organisation: str, counts: Mapping[str, int], everything: bool) -> Line:
    told = shown_parts({verdict.value: counts.get(verdict.value, 0) for verdict in Verdict}, everything=everything)
    shown = tuple(told[verdict.value] for verdict in Verdict)
    whole = None if None in shown else sum(counts.values())
    return Line(organisation, month, shown, round(100 * counts.get(Verdict.AGREE.value, 0) / whole) if whole else None)


def why_not(words: Iterable[Word], *, everything: bool) -> list[tuple[str, str, int | None]]:
    """Verdict, category of its reason, how often: of all words that did not agree, the most frequent first."""
    counts = Counter((word.verdict, word.reason) for word in words if word.verdict is not Verdict.AGREE)
    told = shown_parts({f"{verdict.value}/{reason}": n for (verdict, reason), n in counts.items()}, everything=everything)
    rows = [(VERDICT_LABELS[verdict], REASONS[verdict].get(reason, ""), told[f"{verdict.value}/{reason}"]) for verdict, reason in counts]
    return sorted(rows, key=lambda row: (-(row[2] or 0), row[0], row[1]))
