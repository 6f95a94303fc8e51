"""Certificates of disability: 身体障害者手帳, 療育手帳, 精神障害者保健福祉手帳, with grades and services.

Reads the registry and what people carry; writes one sheet. Why: a family with a certificate may need more help; the
certificate is a title to support and says nothing about how a child is treated.
"""

import numpy as np

from sukoyaka.city import calendar
from sukoyaka.city.need import Ints, Latent, Reals
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import Sheet
from sukoyaka.city.social_rates import SOCIAL
from sukoyaka.city.stays import Stays

GRADES = (("1", "2", "3", "4", "5", "6"), ("A1", "A2", "B1", "B2"), ("1", "2", "3"))
SHARES = ((0.31, 0.15, 0.16, 0.24, 0.07, 0.07), (0.17, 0.19, 0.22, 0.42), (0.10, 0.60, 0.30))  # assumed
CHILD, ADULT = 18, 65


def sheet(registry: Registry, carried: Latent, stays: Stays, rng: np.random.Generator) -> Sheet:
    """A row a certificate, by number and day; most hold, some were given back."""
    holders = [_holders(registry, carried, kind, rng) for kind in range(len(GRADES))]
    person = np.concatenate(holders)
    kind = np.repeat(np.arange(len(GRADES)), [len(one) for one in holders])
    granted, returned = _days(registry, stays, person, rng)
    number = registry.number[person]
    order = np.lexsort((granted, kind, number.astype("U10")))
    as_of = calendar.plain(calendar.date_of(registry.end))
    columns = _columns(registry, person, kind, granted, returned, rng)
    return Sheet(f"障害者手帳_{as_of}.csv", "disability", columns, number).sorted_by(order)


def _holders(registry: Registry, carried: Latent, kind: int, rng: np.random.Generator) -> Ints:
    """Residents who carry most of what the certificate is about, as many of each age as the rates say."""
    age = (registry.end - registry.birth) / 365.25
    by_age = (SOCIAL.physical, SOCIAL.intellectual, SOCIAL.mental)[kind]
    share = np.select([age < CHILD, age < ADULT], by_age[:2], by_age[2])
    noise: Reals = rng.standard_normal(len(age))
    burden = (0.8 * carried.illness + noise, noise, 1.2 * carried.mood + noise)[kind]
    rank = burden.argsort().argsort() / max(len(burden), 1)
    return np.flatnonzero(registry.resident & (rank >= 1 - share) & (age > 1)).astype(np.int64)


def _days(registry: Registry, stays: Stays, person: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Granted while living here, at least half a year after the birth; a few were given back."""
    arrived = np.array([min(spell[3] for spell in stays.of[p]) for p in person.tolist()], dtype=np.int64)
    earliest = np.maximum.reduce([arrived, registry.birth[person] + 180, np.full(len(person), registry.end - 12 * 365)])
    granted = earliest + (rng.random(len(person)) * np.maximum(registry.end - earliest, 0)).astype(np.int64)
    back = granted + 400 + rng.integers(0, 2500, len(person))
    returned = np.where((rng.random(len(person)) < 0.08) & (back < registry.end), back, calendar.NEVER)
    return granted, returned


def _columns(
    registry: Registry, person: Ints, kind: Ints, granted: Ints, returned: Ints, rng: np.random.Generator
) -> dict[str, calendar.Words]:
    count = len(person)
    grade = np.full(count, "", dtype=object)
    for one, (words, shares) in enumerate(zip(GRADES, SHARES, strict=True)):
        rows = np.flatnonzero(kind == one)
        grade[rows] = np.array(words, dtype=object)[rng.choice(len(words), size=len(rows), p=np.array(shares) / sum(shares))]
    young = (registry.end - registry.birth[person]) < CHILD * 365.25
    chance = rng.random(count)
    service = np.where(
        young, np.where(chance < 0.6, "61", "0"), np.select([chance < 0.12, chance < 0.2, chance < 0.24], ["11", "22", "24"], "0")
    )
    heavy = np.isin(grade.astype("U2"), ("1", "A1", "A2"))
    return {
        "手帳番号": np.array([f"T{i + 1:06}" for i in range(count)], dtype=object),
        "宛名番号": registry.number[person],
        "手帳種別": (kind + 1).astype("U1").astype(object),
        "等級": grade,
        "交付日": calendar.write(granted, calendar.slashed),
        "返還日": calendar.write(returned, calendar.slashed),
        "障害名": np.array(("肢体不自由", "知的障害", "精神障害"), dtype=object)[kind],
        "障害支援区分": np.where(heavy & (chance < 0.5), rng.integers(3, 7, count).astype("U1"), "").astype(object),
        "利用サービス": service.astype(object),
    }
