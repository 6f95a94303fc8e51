"""Claims: who saw a doctor in which month, for what, on which days. One way of falling ill, whoever pays.

Reads spells under a card and what people carry; draws receipts. `uke` writes them. Why: health of co-residents and injuries
of children are visible here, and only for the holders of some card.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sukoyaka.city import calendar
from sukoyaka.city.cards import Held
from sukoyaka.city.diagnoses import UNCODED, Diagnosis, groups
from sukoyaka.city.dice import Dice
from sukoyaka.city.insurance import Insured
from sukoyaka.city.need import Cohort, Latent
from sukoyaka.city.rates import RATES
from sukoyaka.city.registry import Registry

BURDENED = 1.3  # mood, or illness less 0.3, from where people may seek treatment
BURDENED_SHARE = 0.146  # of people beyond it: 1 - Φ(1.3)·Φ(1.6)
YOUNG = np.interp(np.arange(15 * 12) / 12, [0, 1, 3, 6, 15], [1.15, 1.25, 1.0, 0.75, 0.4]).tolist()  # visits by month of age
Covered = Insured | Held


@dataclass(frozen=True)
class Named:
    """One diagnosis of a receipt."""

    code: str
    begun: int
    suspected: bool
    text: str  # of an uncoded one


@dataclass(frozen=True)
class Receipt:
    """One patient, month and setting."""

    spell: Covered
    month: date
    inpatient: bool
    days: tuple[int, ...]  # days of the month, ascending
    first: bool  # begins with a first visit
    extra: int  # 0, or which out-of-hours addition (1-3) the first day carries
    diagnoses: tuple[Named, ...]
    medicine: int  # days of medicine, 0 none


@dataclass(frozen=True)
class Patient:
    """What drives a person's visits."""

    birth: int
    needs: bool
    temper: float
    mind: bool
    ill: float
    woman: bool


def months(end: int) -> list[date]:
    """Months of treatment whose claims have arrived on the as-of day."""
    last = calendar.date_of(end)
    index = last.year * 12 + last.month - 1 - RATES.claim_lag
    if calendar.date_of(end + 1).day != 1:
        index -= 1  # the month of arrival is not over
    return [date(i // 12, i % 12 + 1, 1) for i in range(index - RATES.claim_months + 1, index + 1)]


def patients(
    registry: Registry, cohort: Cohort, carried: Latent, spells: Iterable[Covered], rng: np.random.Generator
) -> dict[int, Patient]:
    """The holders of cards, with what drives their visits."""
    at = {p: i for i, p in enumerate(cohort.person.tolist())}
    found = {}
    for person in sorted({s.person for s in spells}):
        child = at.get(person)
        burden = max(carried.mood[person], carried.illness[person] - 0.3)
        found[person] = Patient(
            birth=int(registry.birth[person]),
            needs=child is not None and bool(cohort.needs[child]),
            temper=float(cohort.causes["temper"][child]) if child is not None else 0.0,
            mind=bool(burden > BURDENED and rng.random() < RATES.psychiatric / BURDENED_SHARE),
            ill=float(carried.illness[person]),
            woman=bool(registry.female[person]),
        )
    return found


def receipts(month: date, spells: Sequence[Covered], people: dict[int, Patient], rng: Dice) -> Iterator[Receipt]:
    """Receipts of a month, in the order of the spells."""
    begin = calendar.day_of(month)
    end = calendar.day_of(date(month.year + month.month // 12, month.month % 12 + 1, 1))
    for spell in spells:
        first, last = max(begin, spell.begin), min(end, spell.until)
        if last - first < 2:
            continue
        patient = people[spell.person]
        age = (begin - patient.birth) / 365.25
        for kind, rate in _rates(patient, age):
            for _ in range(rng.poisson(rate * (last - first) / (end - begin))):
                yield _receipt(spell, patient, age, kind, month, (first - begin + 1, last - begin), rng)


def _rates(patient: Patient, age: float) -> list[tuple[str, float]]:
    if age < 15:
        return [
            ("child", RATES.visits_child * YOUNG[max(int(age * 12), 0)]),
            ("child injury", 0.055 if patient.needs else 0.016),
            ("neglect", 0.02 if patient.needs and age < 4 else 0.003),
            ("development", 0.25 if patient.temper > 2 else 0.004),
        ]
    common = RATES.visits_elder if age > 60 else RATES.visits_adult
    return [("adult", common * math.exp(0.25 * patient.ill)), ("mind", 0.75 if patient.mind else 0.002), ("adult injury", 0.004)]


def _receipt(spell: Covered, patient: Patient, age: float, kind: str, month: date, days: tuple[int, int], rng: Dice) -> Receipt:
    inpatient = rng.random() < RATES.admitted * (4 if kind in ("neglect", "child injury") else 1)
    low, high = days
    if inpatient:
        start = rng.integers(low, high + 1)
        visits = tuple(range(start, min(start + rng.integers(2, 9), high) + 1))
    else:
        wanted = 1 + min(rng.poisson(0.45), high - low)
        visits = tuple(rng.some(range(low, high + 1), wanted))
    first = rng.random() < (0.25 if kind == "mind" else 0.55)
    hurried = RATES.out_of_hours * (3.5 if patient.needs else 1) * (4 if kind == "child injury" else 1) * (1 if age < 15 else 0.4)
    extra = rng.integers(1, 4) if not inpatient and rng.random() < hurried else 0
    named = _diagnoses(patient, kind, calendar.day_of(month) + visits[0] - 1, first, rng)
    return Receipt(spell, month, inpatient, visits, first, extra, named, rng.integers(3, 15) if rng.random() < 0.6 else 0)


def _diagnoses(patient: Patient, kind: str, day: int, first: bool, rng: Dice) -> tuple[Named, ...]:
    able = groups()[kind]
    count = 1 + rng.poisson(0.7)
    found: dict[str, Named] = {}
    for order in range(count):
        diagnosis = _pick(
            able if order == 0 or kind == "mind" else groups()["child" if kind in ("child", "child injury") else "adult"],
            kind,
            patient,
            rng,
        )
        main = order == 0 and kind not in ("child", "adult")
        suspected = rng.random() < RATES.suspected * (0.55 if main else 1.15)
        begun = day if first or order else max(day - int(rng.exponential(240)), patient.birth)
        if rng.random() < RATES.uncoded:
            found.setdefault(diagnosis.code, Named(UNCODED, begun, False, diagnosis.name + ("の疑い" if suspected else "")))
        else:
            found.setdefault(diagnosis.code, Named(diagnosis.code, begun, suspected, ""))
    return tuple(found.values())


def _pick(able: list[Diagnosis], kind: str, patient: Patient, rng: Dice) -> Diagnosis:
    """Common ones first; the gravest injuries are rare, and rarer without need."""
    place = int(rng.random() ** 1.6 * len(able))
    grave = ("T741", "H356", "S065", "S020", "S224")
    if able[place].icd10 in grave and not (patient.needs and rng.random() < 0.35):
        place = rng.integers(0, 3)
    if able[place].icd10 == "F530" and not patient.woman:
        place = 0
    return able[place]
