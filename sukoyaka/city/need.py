"""Latent need: what strains a family, and which children need support. Nobody in the city sees this table.

Reads the registry; writes the cohort of children with causes, `probability` and `needs`. Why: services leave traces of
causes and of need; a screening that works must find the way back.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sukoyaka.city.rates import RATES
from sukoyaka.city.registry import Registry
from sukoyaka.city.stays import Stays
from sukoyaka.city.world import NOBODY

Reals = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
CHILDHOOD = int(6 * 365.25)
WEIGHTS = {  # logistic weights of the causes; assumed after the published lists of risk factors
    "poverty": 1.0,
    "single": 0.7,
    "newcomer": 1.5,  # a parent's partner who is not the child's parent
    "young": 1.3,
    "mood": 0.95,
    "illness": 0.45,
    "siblings": 0.45,
    "moves": 0.5,
    "support": -0.9,
    "temper": 0.45,
}


@dataclass(frozen=True)
class Latent:
    """Per person: what a household carries; twins of a number share it with the earlier one."""

    hardship: Reals
    mood: Reals
    illness: Reals


@dataclass(frozen=True)
class Cohort:
    """Children who were 0-5 in the window. Arrays by child; `person` is the index in the world."""

    person: Ints
    birth: Ints
    female: Flags
    carer: Ints  # the parent who was asked; NOBODY when none lives there
    causes: dict[str, Reals]
    single_since: Ints  # 0 when not single-parented
    probability: Reals
    needs: Flags
    reference: Ints  # day on which the causes are read

    def __len__(self) -> int:
        return len(self.person)


def latent(registry: Registry, rng: np.random.Generator) -> Latent:
    """Draws what each person carries."""
    count = len(registry.number)
    drawn = [rng.standard_normal(count) for _ in range(3)]
    earlier = np.array(registry.world.same_as)
    for person in np.flatnonzero(earlier != NOBODY).tolist():
        for values in drawn:
            values[person] = values[earlier[person]]
    return Latent(*drawn)


def cohort(registry: Registry, stays: Stays, carried: Latent, rng: np.random.Generator, start: int) -> Cohort:
    """Everyone who was under six at some time of the window and lived here then."""
    people = [p for p in np.flatnonzero(registry.birth > start - CHILDHOOD).tolist() if stays.of[p]]
    rows = [_causes(registry, stays, carried, p) for p in people]
    person = np.array(people, dtype=np.int64)
    causes = {name: np.array([row[name] for row in rows], dtype=np.float64) for name in WEIGHTS if name != "temper"}
    causes["temper"] = rng.standard_normal(len(person))
    line = sum((weight * causes[name] for name, weight in WEIGHTS.items()), np.zeros(len(person)))
    line = line + 0.55 * rng.standard_normal(len(person))
    probability = _calibrated(line, RATES.need)
    return Cohort(
        person=person,
        birth=registry.birth[person],
        female=registry.female[person],
        carer=np.array([row["carer"] for row in rows], dtype=np.int64),
        causes=causes,
        single_since=np.array([row["single_since"] for row in rows], dtype=np.int64),
        probability=probability,
        needs=rng.random(len(person)) < probability,
        reference=np.array([row["day"] for row in rows], dtype=np.int64),
    )


def _calibrated(line: Reals, prevalence: float) -> Reals:
    """The logistic of the line, shifted so that its mean is the prevalence."""
    low, high = -20.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.mean(1 / (1 + np.exp(-(line + middle)))) < prevalence else (low, middle)
    probability: Reals = 1 / (1 + np.exp(-(line + low)))
    return probability


def _causes(registry: Registry, stays: Stays, carried: Latent, child: int) -> dict[str, float]:
    kin, birth = registry.world.kin, registry.world.birth
    spell = stays.of[child][-1]
    day = min(registry.end, spell[4] - 1, birth[child] + CHILDHOOD - 1)
    spell = stays.on(child, day) or spell
    home = stays.together(spell, day) - {child}
    parents = [p for p in kin.parents(child) if p in home]
    carer = parents[0] if parents else NOBODY
    partner = kin.partner[carer] if carer != NOBODY else NOBODY
    newcomer = partner in home and partner not in parents
    single = len(parents) == 1 and partner not in home
    mother = kin.mother[child]
    age_of_mother = (birth[child] - birth[mother]) / 365.25 if mother != NOBODY else 30.0
    elders = [p for p in home if any(kin.child_of(q, p) for q in parents)]
    minors = sum(1 for p in home if day - birth[p] < 18 * 365)
    moves = _moves(stays, child, day)
    hardship = carried.hardship[carer] if carer != NOBODY else 0.5
    illness = max((carried.illness[p] for p in home if p != carer and day - birth[p] > 18 * 365), default=0.0)
    return {
        "day": day,
        "carer": carer,
        "single_since": _single_since(stays, carer, child, day) if single else 0,
        "poverty": 1.0 * hardship + 0.9 * single + 0.4 * newcomer + 0.5 * (age_of_mother < 22),
        "single": single,
        "newcomer": newcomer,
        "young": 1.0 if age_of_mother < 20 else 0.5 if age_of_mother < 22.5 else 0.0,
        "mood": carried.mood[carer] if carer != NOBODY else 0.0,
        "illness": illness,
        "siblings": minors >= 3,
        "moves": moves >= 2,
        "support": bool(elders),
    }


def _moves(stays: Stays, child: int, day: int) -> int:
    """Changes of dwelling in the two years before."""
    spells = [s for s in stays.of[child] if s[3] <= day]
    return sum(1 for a, b in pairwise(spells) if a[2] != b[2] and b[3] > day - 730)


def _single_since(stays: Stays, carer: int, child: int, day: int) -> int:
    """The last change of the carer's or the child's stay before the day."""
    begins = [s[3] for who in (carer, child) for s in stays.of[who] if s[3] <= day]
    return max(begins)
