"""Six years of a city, month by month: how many events of each kind, to whom, on which day.

Reads the knobs and the world; writes through `life`. Why: counts come from public statistics, lives from the people.
"""

from collections.abc import Callable
from datetime import date
from functools import partial

import numpy as np
import numpy.typing as npt

from sukoyaka.city import calendar
from sukoyaka.city.families import YEAR, Families, populate
from sukoyaka.city.life import Life
from sukoyaka.city.rates import RATES
from sukoyaka.city.world import NOBODY, World
from sukoyaka.console import Advance

Event = tuple[int, int, Callable[[], object]]  # day, order, what


class History:
    """Runs the months. The monthly view of everybody is an array; single lives are lists."""

    def __init__(self, rng: np.random.Generator, scale: float, start: int, end: int) -> None:
        self.rng, self.scale, self.start, self.end = rng, scale, start, end
        self.world = World()
        self.families = Families(self.world, rng)
        self.life = Life(self.world, self.families)
        self.target = RATES.residents * scale

    def run(self, advance: Advance) -> World:
        """Populates the city and lives through the window."""
        populate(self.world, self.families, self.start, self.target * (1 + RATES.shrinkage))
        starts = calendar.month_starts(calendar.date_of(self.start), calendar.date_of(self.end))
        for first, after in zip(starts, [*starts[1:], None], strict=True):
            last = calendar.day_of(after) - 1 if after else self.end
            self._month(first, calendar.day_of(first), last)
            advance(1)
        return self.world

    def _month(self, first: date, begin: int, last: int) -> None:
        now = _Now(self.world, begin)
        share = (last - begin + 1) / 365.25 * self.scale
        events: list[Event] = []
        self._vital(now, first, share, begin, last, events)
        self._couples(now, share, begin, last, events)
        self._households(now, share, begin, last, events)
        self._moves(now, first, begin, last, events)
        for _, _, happen in sorted(events, key=lambda e: e[:2]):
            happen()

    def _plan(
        self, events: list[Event], people: npt.NDArray[np.int64], begin: int, last: int, happen: Callable[[int, int], object]
    ) -> None:
        """Gives each person a day of the month and the event."""
        for person, day in zip(people.tolist(), self.rng.integers(begin, last + 1, len(people)).tolist(), strict=True):
            events.append((day, len(events), partial(happen, person, day)))

    def _vital(self, now: "_Now", first: date, share: float, begin: int, last: int, events: list[Event]) -> None:
        births = RATES.births.get(first.year) or RATES.births[2024] * RATES.births_trend ** (first.year - 2024)
        weight = now.fertility(self.world)
        self._plan(events, self._some(weight, self.rng.poisson(births * share)), begin, last, self.life.birth)
        months = (last - begin + 1) / 30.4
        hazard = np.clip(0.00004 * np.exp(0.094 * (now.age - 20)), 0.00001, 0.9) * months
        dying = np.flatnonzero(now.here & (self.rng.random(len(hazard)) < hazard * 0.28))
        self._plan(events, dying, begin, last, self.life.death)

    def _couples(self, now: "_Now", share: float, begin: int, last: int, events: list[Event]) -> None:
        free = now.here & ~now.paired & (now.age > 18.5) & (now.age < 48)
        spread = free * np.exp(-(((now.age - 29) / 7) ** 2))
        count = self.rng.poisson(RATES.marriages * share)
        women, men = self._some(spread * now.female, count), self._some(spread * ~now.female, count)
        for woman, man in zip(women.tolist(), men.tolist(), strict=False):
            day = int(self.rng.integers(begin, last + 1))
            events.append((day, len(events), partial(self.life.marry, woman, man, day)))
        paired = now.here & now.paired & now.female & (now.age < 62)
        risk = paired * np.exp(-(((now.age - 33) / 11) ** 2)) * np.where(now.age < 25, 2.2, 1)
        self._plan(
            events,
            self._some(risk * now.married, self.rng.poisson(RATES.divorces * share)),
            begin,
            last,
            partial(self.life.part, divorce=True),
        )
        self._plan(
            events,
            self._some(risk * now.married, self.rng.poisson(RATES.separations * share)),
            begin,
            last,
            partial(self.life.part, divorce=False),
        )
        unmarried = paired & ~now.married
        self._plan(
            events,
            self._some(unmarried * 1.0, self.rng.poisson(unmarried.sum() * RATES.partings / 12)),
            begin,
            last,
            partial(self.life.part, divorce=False),
        )
        wedding = np.flatnonzero(unmarried & (self.rng.random(len(unmarried)) < RATES.legalised / 12))
        self._plan(events, wedding, begin, last, self.life.legalise)
        mothers = free & now.female & now.mother_of_minor & (now.relation == 0)
        count = self.rng.poisson(RATES.cohabitations * share)
        for mother, man in zip(self._some(mothers * 1.0, count).tolist(), self._some(spread * ~now.female, count).tolist(), strict=False):
            day = int(self.rng.integers(begin, last + 1))
            events.append((day, len(events), partial(self.life.cohabit, mother, man, day)))

    def _households(self, now: "_Now", share: float, begin: int, last: int, events: list[Event]) -> None:
        grown = now.here & (((now.relation >= 12) & (now.relation <= 17)) | ((now.relation == 6) & (now.age > 25)))
        elder = np.where(now.relation >= 12, 6.0, 1.0)
        self._plan(events, self._some(grown * elder, self.rng.poisson(RATES.splits * share)), begin, last, self.life.split)
        split = np.array(sorted(self.life.split_from), dtype=np.int64)
        merging = split[self.rng.random(len(split)) < RATES.merges / 12]
        self._plan(events, merging, begin, last, self.life.merge)
        struck = now.here & (now.age > 20) & (now.relation != 2)
        self._plan(events, self._some(struck * 1.0, self.rng.poisson(RATES.struck_off * share)), begin, last, self.life.strike_off)
        heads = now.here & now.has_parent & (now.relation == 0) & (now.age > 30)
        self._plan(events, self._some(heads * 1.0, self.rng.poisson(RATES.grandparent_joins * share * 4)), begin, last, self.life.take_in)
        nest = now.here & (now.relation == 6) & (now.age > 19) & (now.age < 35) & ~now.paired
        leaving = np.flatnonzero(nest & (self.rng.random(len(nest)) < RATES.leave_home / 12))
        self._plan(events, leaving, begin, last, self.life.leave_home)

    def _moves(self, now: "_Now", first: date, begin: int, last: int, events: list[Event]) -> None:
        season = RATES.march * 12 / (11 + RATES.march) if first.month == 3 else 12 / (11 + RATES.march)
        months = (last - begin + 1) / 30.4
        movers = now.here & ((now.relation == 0) | ((now.relation == 6) & (now.age > 18)))
        rate = np.interp(now.age, [18, 23, 28, 35, 45, 60, 100], [0.20, 0.22, 0.19, 0.085, 0.022, 0.01, 0.006])
        chance = rate * season * months / 12
        out = np.flatnonzero(movers & (self.rng.random(len(chance)) < chance * RATES.leavers / 0.041 * 0.85))
        self._plan(events, out, begin, last, self.life.move_out)
        within = np.flatnonzero(
            (now.relation == 0) & now.here & (self.rng.random(len(chance)) < chance * RATES.moved_within / 0.030 * 0.62)
        )
        self._plan(events, within, begin, last, self.life.move_within)
        self._arrivals(now, begin, last, out, events)

    def _arrivals(self, now: "_Now", begin: int, last: int, out: npt.NDArray[np.int64], events: list[Event]) -> None:
        """As many arrive as the city's slow shrinking leaves room for."""
        passed = (last - self.start + 1) / (self.end - self.start + 1)
        wanted = self.target * (1 + RATES.shrinkage * (1 - passed))
        leaving = sum(len(self.world.members[h]) if r == 0 else 1 for h, r in now.homes(out))
        natural = (last - begin + 1) / 365.25 * self.scale * 3_000
        room = wanted - now.here.sum() + leaving + natural
        kinds, shares = zip(*RATES.arrivals, strict=True)
        while room > 0:
            day = int(self.rng.integers(begin, last + 1))
            kind = kinds[int(self.rng.choice(len(kinds), p=shares))]
            back = self.families.chance() < RATES.returns
            room -= 1.0 if kind == "single" else 2.0 if kind == "couple" else 2.9 if kind == "single parent" else 4.1
            happen = partial(self.life.come_back, day) if back else partial(self.life.move_in, kind, day)
            events.append((day, len(events), happen))

    def _some(self, weight: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.int64]:
        """`count` different people, drawn by weight."""
        able = np.flatnonzero(weight > 0)
        if not len(able):
            return able
        keys = self.rng.exponential(size=len(able)) / weight[able]
        count = min(int(count), len(able))
        first = np.argpartition(keys, count - 1)[:count] if count else np.array([], dtype=np.int64)
        return able[first[np.argsort(keys[first], kind="stable")]]


class _Now:
    """Everybody as arrays on the first of a month."""

    def __init__(self, world: World, day: int) -> None:
        self.world = world
        self.household = np.array(world.household, dtype=np.int64)
        self.here = self.household != NOBODY
        self.age = (day - np.array(world.birth, dtype=np.int64)) / YEAR
        self.female = np.array(world.female, dtype=bool)
        self.paired = np.array(world.kin.partner, dtype=np.int64) != NOBODY
        self.married = np.array(world.kin.married, dtype=bool)
        self.relation = np.where(self.here, np.array(world.relation, dtype=np.int64), NOBODY)
        mother = np.array(world.kin.mother, dtype=np.int64)
        self.has_parent = (mother != NOBODY) | (np.array(world.kin.father) != NOBODY)
        minors = self.here & (self.age < 15) & (mother != NOBODY)
        self.minors = np.bincount(mother[minors], minlength=len(mother))
        self.mother_of_minor = self.minors > 0

    def homes(self, people: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
        """Household and relation of people."""
        return list(zip(self.household[people].tolist(), self.relation[people].tolist(), strict=True))

    def fertility(self, world: World) -> npt.NDArray[np.float64]:
        """Weight of a birth: by age, partner and children so far."""
        curve = np.interp(self.age, [15.5, 18, 20, 25, 30, 34, 38, 42, 46], [0, 0.06, 0.25, 0.7, 1, 0.85, 0.4, 0.08, 0])
        parity = np.array([1.2, 1.15, 0.4, 0.22, 0.15])[np.minimum(self.minors, 4)]
        single = np.where(self.age < 21, 0.04, 0.006)
        weight: npt.NDArray[np.float64] = curve * parity * np.where(self.married, 1.0, np.where(self.paired, 0.5, single))
        weight *= self.here & self.female
        return weight
