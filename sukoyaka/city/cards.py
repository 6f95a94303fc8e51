"""Cards of people around young children: the children's and the single parents' subsidy, medical assistance, the late elderly.

Reads the cohort, the stays and who was granted assistance or allowance; writes spells and the crosswalk sheets. Why: a claim says
a card, only these sheets say whose, and when. At any time a child has one of assistance, the single parents' card, the children's.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sukoyaka.city import calendar
from sukoyaka.city.insurance import LATE_ELDER, Insured
from sukoyaka.city.need import Cohort
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import Sheet
from sukoyaka.city.stays import Stays

Span = tuple[int, int]  # from a day until (exclusive)
CHILD, SINGLE_PARENT, ASSISTANCE, ELDERLY = "claims_child", "claims_single_parent", "claims_assistance", "claims_elderly"
NUMBERS = {CHILD: "80149990", SINGLE_PARENT: "81149990", ASSISTANCE: "12149990", ELDERLY: "39149990"}  # belong to nobody
SHEETS: dict[str, tuple[str, str, Callable[[date], str]]] = {
    CHILD: ("小児医療証", "child_card", calendar.western),
    SINGLE_PARENT: ("ひとり親医療証", "single_parent_card", calendar.slashed),
    ASSISTANCE: ("生保医療券", "assistance_card", calendar.figures),
    ELDERLY: ("後期高齢者医療資格", "elderly_qualification", calendar.plain),
}


@dataclass(frozen=True)
class Held:
    """One person under one number of one payer, from a day until (exclusive, NEVER while it lasts)."""

    source: str  # whose claims it opens
    person: int
    number: str
    begin: int
    until: int

    @property
    def payer(self) -> str:
        """負担者番号 or 保険者番号."""
        return NUMBERS[self.source]


def held(registry: Registry, cohort: Cohort, stays: Stays, sheets: Iterable[Sheet], rng: np.random.Generator, start: int) -> list[Held]:
    """Every card of the people around the cohort's children, by source and person."""
    near = _near(cohort, stays)
    here = {person: _merged([(s[3], s[4]) for s in stays.of[person]]) for person in near}
    granted = _granted(registry, sheets)
    assisted = {p: _clip(here[p], granted["public_assistance"][p]) for p in near}
    single = {p: _less(_clip(here[p], granted["child_allowance"][p]), assisted[p]) for p in near}
    other = {p: _merged([*assisted[p], *single[p]]) for p in near}
    young = {p: _less(_clip(here[p], [(int(registry.birth[p]), _starts_school(int(registry.birth[p])))]), other[p]) for p in near}
    old = {p: _less(_clip(here[p], [(int(registry.birth[p] + LATE_ELDER * 365.25), calendar.NEVER)]), assisted[p]) for p in near}
    found = [
        *_numbered(CHILD, young, rng),
        *_numbered(SINGLE_PARENT, single, rng),
        *_renewed(ASSISTANCE, assisted, rng, start, registry.end),
        *_numbered(ELDERLY, old, rng, width=8),
    ]
    kept = [replace(h, until=calendar.NEVER if h.until > registry.end else h.until) for h in found]
    return [h for h in kept if h.begin <= registry.end and h.until > start]


def _near(cohort: Cohort, stays: Stays) -> list[int]:
    """The cohort and everybody who ever shared a household or a dwelling of theirs."""
    spells = [spell for person in cohort.person.tolist() for spell in stays.of[person]]
    found = {s[0] for h in {spell[1] for spell in spells} for s in stays.household[h]}
    return sorted(found | {s[0] for d in {spell[2] for spell in spells} for s in stays.dwelling[d]})


def _granted(registry: Registry, sheets: Iterable[Sheet]) -> dict[str, dict[int, list[Span]]]:
    """Source → person → spans of assistance and of the allowance (child and recipient), as the offices hold them."""
    index = {number: person for person, number in enumerate(registry.number.tolist())}
    columns = {
        "public_assistance": (("宛名番号",), "保護開始日", "保護廃止日", _read(calendar.figures)),
        "child_allowance": (("受給者宛名番号", "児童宛名番号"), "認定日", "喪失日", _read(calendar.slashed)),
    }
    found: dict[str, dict[int, list[Span]]] = {source: defaultdict(list) for source in columns}
    for sheet in sheets:
        if sheet.source in columns and not sheet.refused:
            whose, begin, until, read = columns[sheet.source]
            spans = [(read[b], read[u]) for b, u in zip(sheet.columns[begin], sheet.columns[until], strict=True)]
            for column in whose:
                for number, span in zip(sheet.columns[column], spans, strict=True):
                    found[sheet.source][index[number]].append(span)
    return found


def _read(notation: Callable[[date], str]) -> dict[str, int]:
    """The words of a notation → their days; an empty one has not come yet."""
    words = calendar.write(np.arange(calendar.FIRST, calendar.LAST + 1), notation)
    return {**dict(zip(words.tolist(), range(calendar.FIRST, calendar.LAST + 1), strict=True)), "": calendar.NEVER}


def _merged(spans: list[Span]) -> list[Span]:
    """Spans that touch or overlap as one."""
    found: list[Span] = []
    for begin, until in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        elif begin < until:
            found.append((begin, until))
    return found


def _clip(spans: list[Span], to: list[Span]) -> list[Span]:
    pairs = [(max(a, c), min(b, d)) for a, b in spans for c, d in _merged(to)]
    return [(a, b) for a, b in pairs if a < b]


def _less(spans: list[Span], taken: list[Span]) -> list[Span]:
    """What of the spans is not taken."""
    for begin, until in taken:
        spans = [piece for a, b in spans for piece in ((a, min(b, begin)), (max(a, until), b)) if piece[0] < piece[1]]
    return spans


def _starts_school(birth: int) -> int:
    """1 April after the sixth birthday; who is born on 1 April is of the year before."""
    eve = calendar.date_of(birth - 1)
    return calendar.day_of(date(eve.year + (7 if (eve.month, eve.day) >= (4, 1) else 6), 4, 1))


def _numbered(source: str, spans: dict[int, list[Span]], rng: np.random.Generator, width: int = 7) -> list[Held]:
    """One number a person, for good."""
    people = [person for person in spans if spans[person]]
    numbers = 1 + rng.permutation(max(4 * len(people), 90_000))[: len(people)]
    return [
        Held(source, person, f"{number:0{width}}", begin, until)
        for person, number in zip(people, numbers.tolist(), strict=True)
        for begin, until in spans[person]
    ]


def _renewed(source: str, spans: dict[int, list[Span]], rng: np.random.Generator, start: int, end: int) -> list[Held]:
    """A new number every fiscal year: what was somebody's last year may be another's now."""
    found = []
    for year in range(calendar.date_of(start).year - 1, calendar.date_of(end).year + 1):
        fiscal = [(calendar.day_of(date(year, 4, 1)), calendar.day_of(date(year + 1, 4, 1)))]
        of_year = {person: _clip(spells, fiscal) for person, spells in spans.items()}
        people = [person for person in of_year if of_year[person]]
        numbers = 1 + rng.permutation(2 * len(people) + 10)[: len(people)]
        for person, number in zip(people, numbers.tolist(), strict=True):
            found += [Held(source, person, f"{number:07}", begin, until) for begin, until in of_year[person]]
    return found


def outside(spells: list[Insured], cards: list[Held], source: str) -> list[Insured]:
    """Insured spells without the time under cards of that source: who is on assistance is not insured by the city."""
    taken = _of(cards, (source,))
    return [
        replace(spell, begin=begin, until=until)
        for spell in spells
        for begin, until in _less([(spell.begin, spell.until)], taken.get(spell.person, []))
    ]


def uninsured(cards: list[Held], spells: list[Insured]) -> list[Held]:
    """Cards without the time insured by the city: their claims come through another insurer, or through none."""
    taken: dict[int, list[Span]] = defaultdict(list)
    for spell in spells:
        taken[spell.person].append((spell.begin, spell.until))
    return [
        replace(card, begin=begin, until=until)
        for card in cards
        for begin, until in _less([(card.begin, card.until)], taken.get(card.person, []))
    ]


def _of(cards: list[Held], sources: tuple[str, ...]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for card in cards:
        if card.source in sources:
            found[card.person].append((card.begin, card.until))
    return found


def sheets(registry: Registry, cards: list[Held]) -> list[Sheet]:
    """The crosswalks: a row a card. What is paid for is left out by a city that does not buy it."""
    return [_sheet(registry, sorted((c for c in cards if c.source == source), key=_order(registry)), source) for source in SHEETS]


def _order(registry: Registry) -> Callable[[Held], tuple[str, int]]:
    return lambda card: (str(registry.number[card.person]), card.begin)


def _sheet(registry: Registry, cards: list[Held], source: str) -> Sheet:
    name, crosswalk, notation = SHEETS[source]
    number = registry.number[np.array([card.person for card in cards], dtype=np.int64)]
    last = 0 if source == ELDERLY else 1  # a card says its last day, a qualification the day on which it is lost
    until = [card.until if card.until == calendar.NEVER else card.until - last for card in cards]
    keys = ("保険者番号", "被保険者番号", "資格取得日", "資格喪失日")
    payer, own, begin, end = keys if source == ELDERLY else ("公費負担者番号", "受給者番号", "有効期間開始日", "有効期間終了日")
    columns = {
        "宛名番号": number,
        payer: np.full(len(cards), NUMBERS[source], dtype=object),
        own: np.array([card.number for card in cards], dtype=object),
        begin: calendar.write([card.begin for card in cards], notation),
        end: calendar.write(until, notation),
    }
    return Sheet(f"{name}_{calendar.plain(calendar.date_of(registry.end))}.csv", crosswalk, columns, number)
