"""Pregnancies of women of the city: those that became children of the city, those that go on, and those that ended.

Reads the cohort and kinship; writes one row a pregnancy. Why: notices and vouchers are about the mother, and one
pregnancy may be of two children.
"""

from dataclasses import dataclass

import numpy as np

from sukoyaka.city import calendar
from sukoyaka.city.need import Cohort, Ints, Reals
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import Sheet
from sukoyaka.city.social_rates import SOCIAL
from sukoyaka.city.stays import Stays
from sukoyaka.city.world import NOBODY

TERM = 280  # days from the first day of the last period to the day when the birth is due
APART = 430  # days between births of one woman, at the least, for a pregnancy in between
FERTILE = (20 * 365.25, 42 * 365.25)


@dataclass(frozen=True)
class Pregnancies:
    """Arrays by pregnancy. `begin`: first day of the last period; `over`: day of the birth or the loss (NEVER while it goes on)."""

    mother: Ints
    begin: Ints
    over: Ints
    children: Ints  # how many are expected
    strain: Reals  # of the child's family, as it bears on seeking care
    child: Ints  # index in the cohort of its first child; NOBODY when there is none

    def __len__(self) -> int:
        return len(self.mother)

    def weeks(self, day: Ints) -> Ints:
        """Completed weeks on a day."""
        return (day - self.begin) // 7


def draw(registry: Registry, cohort: Cohort, stays: Stays, checked: list[Sheet], rng: np.random.Generator, start: int) -> Pregnancies:
    """Every pregnancy with a notice that could fall into the window. `checked`: the child checkups, which state 在胎週数."""
    born = _born(registry, cohort, checked, rng, start)
    others = _without_child(registry, cohort, stays, rng, start)
    return Pregnancies(*(np.concatenate(pair) for pair in zip(_fields(born), _fields(others), strict=True)))


def _fields(one: Pregnancies) -> tuple[Ints, Ints, Ints, Ints, Reals, Ints]:
    return one.mother, one.begin, one.over, one.children, one.strain, one.child


def _born(registry: Registry, cohort: Cohort, checked: list[Sheet], rng: np.random.Generator, start: int) -> Pregnancies:
    mother = np.array([registry.world.kin.mother[p] for p in cohort.person.tolist()], dtype=np.int64)
    able = np.flatnonzero((mother != NOBODY) & (cohort.birth > start))
    pairs = np.stack([mother[able], cohort.birth[able]], axis=1)
    _, first, count = np.unique(pairs, axis=0, return_index=True, return_counts=True)
    child = able[first]
    weeks = _gestation(registry, cohort, checked, rng)[child]
    begin = cohort.birth[child] - 7 * weeks - rng.integers(0, 7, len(child))
    causes = cohort.causes
    strain = 1.0 * cohort.needs + 0.6 * causes["young"] + 0.3 * np.clip(causes["poverty"], -1.5, 3) - 0.2 * causes["support"]
    return Pregnancies(mother[child], begin, cohort.birth[child], count.astype(np.int64), strain[child], child)


def _gestation(registry: Registry, cohort: Cohort, checked: list[Sheet], rng: np.random.Generator) -> Ints:
    """Weeks at birth by child: what the checkups say; of those who never came, drawn."""
    preterm = rng.random(len(cohort)) < SOCIAL.preterm
    drawn = np.where(preterm, 36 - rng.exponential(1.8, len(cohort)), rng.normal(39.2, 1.0, len(cohort))).clip(23, 42).astype(np.int64)
    said = {
        number: int(weeks)
        for sheet in checked
        for number, weeks in zip(sheet.owner.tolist(), sheet.columns["在胎週数"].tolist(), strict=True)
        if weeks
    }
    numbers = registry.number[cohort.person].tolist()
    return np.array([said.get(number, one) for number, one in zip(numbers, drawn.tolist(), strict=True)], dtype=np.int64)


def _without_child(registry: Registry, cohort: Cohort, stays: Stays, rng: np.random.Generator, start: int) -> Pregnancies:
    """Pregnancies that go on at the end, and pregnancies that ended without a child of the city."""
    a_year = max(len(cohort) / 12, 1)
    going_on, lost = int(SOCIAL.expecting * a_year), int(SOCIAL.lost * a_year * (registry.end - start) / 365.25)
    begin = np.concatenate(
        [registry.end - rng.integers(60, 265, going_on), start + rng.integers(0, max(registry.end - start - 120, 1), lost)]
    )
    over = np.where(np.arange(len(begin)) < going_on, calendar.NEVER, begin + rng.integers(75, 140, len(begin)))
    mother = _women(registry, cohort, stays, begin, rng)
    found = mother != NOBODY
    count = int(found.sum())
    twins = 1 + (rng.random(count) < SOCIAL.twins).astype(np.int64)
    return Pregnancies(mother[found], begin[found], over[found], twins, np.zeros(count), np.full(count, NOBODY))


def _women(registry: Registry, cohort: Cohort, stays: Stays, begin: Ints, rng: np.random.Generator) -> Ints:
    """A woman for each, who lives here, has a partner or a small child, and has no other birth near it; each woman once."""
    kin = registry.world.kin
    births: dict[int, list[int]] = {}
    for person, day in zip(cohort.person.tolist(), cohort.birth.tolist(), strict=True):
        births.setdefault(kin.mother[person], []).append(day)
    age = registry.end - registry.birth
    could = np.flatnonzero(registry.female & registry.resident & (age > FERTILE[0]) & (age < FERTILE[1]))
    women = iter(p for p in rng.permutation(could).tolist() if p in births or kin.partner[p] != NOBODY)
    found = []
    for day in begin.tolist():
        clear = (p for p in women if stays.on(p, day + 70) and all(abs(day + TERM - other) > APART for other in births.get(p, [])))
        found.append(next(clear, NOBODY))
    return np.array(found, dtype=np.int64)
