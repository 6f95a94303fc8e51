"""National health insurance of households with young children and of elders who share their dwelling.

Reads the cohort and the stays; writes insured spells with their cards, and the qualification sheet. Why: a claim says a
card, only this sheet says whose.
"""

from dataclasses import dataclass

import numpy as np

from sukoyaka.city import calendar
from sukoyaka.city.need import Cohort
from sukoyaka.city.rates import RATES
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import Sheet
from sukoyaka.city.stays import Stays

INSURER = "00149990"  # eight digits, right-aligned; belongs to no insurer
LATE_ELDER = 75  # from that birthday another insurer covers
SHORTEST = 25  # days


@dataclass(frozen=True)
class Insured:
    """One person under one card, from a day until (exclusive, NEVER while it lasts)."""

    person: int
    symbol: str
    number: str
    branch: str
    begin: int
    until: int
    household: int


def insured(registry: Registry, cohort: Cohort, stays: Stays, rng: np.random.Generator, start: int) -> list[Insured]:
    """Spells of everybody in an insured household of the cohort, or beside one."""
    strain = _strain(cohort, stays)
    beside = {s[1] for h in strain for spell in stays.household[h] for s in stays.dwelling[spell[2]]} - set(strain)
    found: list[Insured] = []
    homes = sorted({*strain, *beside})
    numbers = rng.permutation(9_000_000)[: len(homes)].tolist()  # no two cards share a number
    for household, number in zip(homes, numbers, strict=True):
        chance = RATES.nhi_children * np.exp(strain[household]) if household in strain else RATES.nhi_elders
        draw, whole, when = rng.random(), rng.random(), rng.integers(start, registry.end, 2)
        if draw >= chance:
            continue
        begin = int(when[0]) if whole < 0.15 else -(10**6)
        until = int(when[1]) if whole > 0.80 else calendar.NEVER
        found += _card(registry, stays, household, number, begin, until, start)
    return found


def _strain(cohort: Cohort, stays: Stays) -> dict[int, float]:
    """How much more likely than average a household of the cohort is insured by the city; in a logarithm."""
    line = 0.28 * cohort.causes["poverty"] + 0.45 * cohort.causes["single"]
    found: dict[int, float] = {}
    for person, value in zip(cohort.person.tolist(), line.tolist(), strict=True):
        for spell in stays.of[person]:
            found[spell[1]] = max(found.get(spell[1], -9.0), value)
    return found


def _card(registry: Registry, stays: Stays, household: int, number: int, begin: int, until: int, start: int) -> list[Insured]:
    people = sorted({s[0] for s in stays.household[household]})
    found = []
    for branch, person in enumerate(people, 1):
        spells = [s for s in stays.of[person] if s[1] == household]
        late = int(registry.birth[person] + LATE_ELDER * 365.25)
        first, last = max(begin, spells[0][3]), min(until, spells[-1][4], late)
        last = calendar.NEVER if last > registry.end else last
        if last - first >= SHORTEST and last > start and first <= registry.end:
            found.append(Insured(person, f"{household % 90 + 10}", f"{number:07}", f"{branch:02}", first, last, household))
    return found


def sheet(registry: Registry, spells: list[Insured]) -> Sheet:
    """国保資格: a row a spell."""
    spells = sorted(spells, key=lambda s: (registry.number[s.person], s.begin))
    person = np.array([s.person for s in spells], dtype=np.int64)
    number = registry.number[person]
    columns = {
        "宛名番号": number,
        "保険者番号": np.full(len(spells), INSURER, dtype=object),
        "記号": np.array([s.symbol for s in spells], dtype=object),
        "番号": np.array([s.number for s in spells], dtype=object),
        "枝番": np.array([s.branch for s in spells], dtype=object),
        "資格取得日": calendar.write([s.begin for s in spells], calendar.figures),
        "資格喪失日": calendar.write([s.until for s in spells], calendar.figures),
    }
    return Sheet(f"国保資格_{calendar.plain(calendar.date_of(registry.end))}.csv", "nhi_qualification", columns, number)
