"""Long-term care insurance: who is certified at which level, term by term, and where the care is given.

Reads the registry and what people carry; writes one sheet. Why: a grandparent who needs heavy care at home takes hands
and sleep from the family with a small child.
"""

import numpy as np

from sukoyaka.city import calendar
from sukoyaka.city.need import Ints, Latent
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import Sheet
from sukoyaka.city.social_rates import SOCIAL
from sukoyaka.city.stays import Stays

LEVELS = ("12", "13", "21", "22", "23", "24", "25")
LIGHT = (0.24, 0.22, 0.32, 0.22)  # assumed: 要支援1, 2, 要介護1, 2 among the lighter ones
HEAVY = (0.42, 0.36, 0.22)  # assumed: 要介護3, 4, 5 among the heavier ones


def sheet(registry: Registry, carried: Latent, stays: Stays, rng: np.random.Generator) -> Sheet:
    """A row a term; the terms of a person follow one another and grow heavier."""
    person = _certified(registry, carried, rng)
    heavy = rng.random(len(person)) < SOCIAL.heavy
    level = np.where(heavy, 4 + _choose(rng, len(person), HEAVY), _choose(rng, len(person), LIGHT))
    terms = _terms(registry, stays, person, rng)
    who, begin, until, back = terms
    step = np.maximum(level[who] - (back > 0) * rng.integers(0, 2, len(who)), 0)
    number = registry.number[person[who]]
    order = np.lexsort((begin, number.astype("U10")))
    columns = _columns(number, step, begin, until, back, rng)
    as_of = calendar.plain(calendar.date_of(registry.end))
    return Sheet(f"介護認定_{as_of}.csv", "care_insurance", columns, number).sorted_by(order)


def _certified(registry: Registry, carried: Latent, rng: np.random.Generator) -> Ints:
    """People whose illness is worst for their age, as many as the rates say."""
    age = (registry.end - registry.birth) / 365.25
    share = np.select([age >= 85, age >= 75, age >= 65, age >= 40], [*SOCIAL.certified[::-1], SOCIAL.certified_younger], 0.0)
    frail = carried.illness + 0.8 * rng.standard_normal(len(age))
    rank = frail.argsort().argsort() / max(len(frail), 1)
    return np.flatnonzero(registry.resident & (rank >= 1 - share) & (share > 0)).astype(np.int64)


def _terms(registry: Registry, stays: Stays, person: Ints, rng: np.random.Generator) -> tuple[Ints, Ints, Ints, Ints]:
    """Index of the person, first and last day of the term, and how many terms lie after it. Only terms that began while living here."""
    rows: list[tuple[int, int, int, int]] = []
    for index, one in enumerate(person.tolist()):
        arrived = min(spell[3] for spell in stays.of[one])
        begin = registry.end - int(rng.integers(1, 700))
        until = begin + int(rng.choice((365, 730, 1095))) - 1
        for back in range(1 + int(rng.integers(0, 3))):
            if begin < arrived:
                break
            rows.append((index, begin, until, back))
            until = begin - 1
            begin -= int(rng.choice((182, 365, 730)))
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3]


def _columns(
    number: calendar.Words, level: Ints, begin: Ints, until: Ints, back: Ints, rng: np.random.Generator
) -> dict[str, calendar.Words]:
    count = len(level)
    away = (level >= 4) & (rng.random(count) < SOCIAL.institution)
    used = rng.random(count)
    service = np.select([away, used < 0.12, used < 0.3], ["2", "0", "3"], "1")
    return {
        "被保険者番号": np.array([f"{n:010}" for n in (1_000_000 + np.arange(count)).tolist()], dtype=object),
        "宛名番号": number,
        "申請区分": np.where(back > 0, "1", "2").astype(object),
        "認定日": calendar.write(begin + rng.integers(-20, 25, count), calendar.dotted),
        "要介護状態区分": np.array(LEVELS, dtype=object)[level],
        "認定有効期間開始日": calendar.write(begin, calendar.dotted),
        "認定有効期間終了日": calendar.write(until, calendar.dotted),
        "利用サービス区分": service.astype(object),
        "認知症高齢者自立度": np.where(level >= 4, "3", np.where(rng.random(count) < 0.5, "1", "0")).astype(object),
        "負担割合": np.where(rng.random(count) < 0.1, "2", "1").astype(object),
    }


def _choose(rng: np.random.Generator, count: int, shares: tuple[float, ...]) -> Ints:
    return rng.choice(len(shares), size=count, p=np.array(shares) / sum(shares)).astype(np.int64)
