"""Households as they are when we first meet them: the first population, and those who arrive.

Reads the knobs, writes people into the world. Why: both need the same ages, names and kinship.
"""

import numpy as np

from sukoyaka.city import names
from sukoyaka.city.rates import RATES
from sukoyaka.city.world import INITIAL, NOBODY, World

YEAR = 365.25
AgeBands = tuple[tuple[int, int, float], ...]


class Families:
    """Draws households. Random figures are drawn in blocks: asking the generator one by one is slow."""

    def __init__(self, world: World, rng: np.random.Generator) -> None:
        self.world, self.rng = world, rng
        self._uniform: list[float] = []
        self._normal: list[float] = []
        self._surnames: dict[bool, list[int]] = {False: [], True: []}

    def chance(self) -> float:
        """A figure of 0 to 1."""
        if not self._uniform:
            self._uniform = self.rng.random(4096).tolist()
        return self._uniform.pop()

    def normal(self, mean: float, spread: float) -> float:
        """A figure of the bell curve."""
        if not self._normal:
            self._normal = self.rng.standard_normal(4096).tolist()
        return mean + spread * self._normal.pop()

    def surname(self, foreign: bool) -> int:
        """A surname."""
        if not self._surnames[foreign]:
            self._surnames[foreign] = names.draw_surnames(self.rng, np.full(1024, foreign)).tolist()
        return self._surnames[foreign].pop()

    def person(self, age: float, female: bool, surname: int, foreign: bool, day: int, mother: int = NOBODY, father: int = NOBODY) -> int:
        """A person of that age; given names are drawn for everybody at the end."""
        birth = int(day - min(max(age, 0.01), 104) * YEAR)
        return self.world.add_person(birth, female, surname, NOBODY, foreign, mother, father)

    def draw(self, kind: str, day: int, child_age: AgeBands) -> list[int]:
        """People of a new household of a kind; the first is the head. They live nowhere yet."""
        foreign = self.chance() < RATES.foreign
        surname = self.surname(foreign)
        if kind in ("single", "single elder"):
            age = 18 + 47 * self.chance() ** 1.3 if kind == "single" else 65 + 33 * self.chance() ** 1.4
            return [self.person(age, self.chance() < (0.4 if kind == "single" else 0.66), surname, foreign, day)]
        if kind in ("couple", "elder couple"):
            age = 22 + 38 * self.chance() if kind == "couple" else 60 + 32 * self.chance() ** 1.2
            return list(self._couple(age, surname, foreign, day))
        return self._with_children(kind, surname, foreign, day, child_age)

    def _couple(self, age: float, surname: int, foreign: bool, day: int) -> tuple[int, int]:
        husband = self.person(max(age + self.normal(2, 4), 18.1), False, surname, foreign, day)
        wife = self.person(max(age, 18.1), True, surname, foreign, day)
        married = self.chance() < 0.985
        self.world.kin.pair(husband, wife, married, self.chance() > RATES.undeclared)
        if not married:
            self.world.surname[wife] = self.surname(foreign)
        return husband, wife

    def _with_children(self, kind: str, surname: int, foreign: bool, day: int, bands: AgeBands) -> list[int]:
        if kind == "single parent" and self.chance() > RATES.single_parent_young:
            bands = ((6, 17, 0.4), (18, 45, 0.6)) if bands[-1][1] > 30 else bands
        first = self._age(bands)
        mother_age = first + min(max(self.normal(29.5 if kind != "single parent" else 26.5, 4.6), 16.5), 43)
        if kind == "single parent" and self.chance() < 0.12:
            parents = [self.person(mother_age + 2, False, surname, foreign, day)]
        elif kind == "single parent":
            parents = [self.person(mother_age, True, surname, foreign, day)]
        else:
            parents = list(self._couple(mother_age, surname, foreign, day))
        children = self._children(first, parents, surname, foreign, day)
        family = [*parents, *children]
        if kind != "three generations":
            return family
        return family + self._grandparents(parents, surname, day)

    def _age(self, bands: AgeBands) -> float:
        pick = self.chance() * sum(band[2] for band in bands)
        for low, high, weight in bands:
            if pick < weight:
                return low + (high + 1 - low) * self.chance()
            pick -= weight
        return bands[-1][1]

    def _children(self, first: float, parents: list[int], surname: int, foreign: bool, day: int) -> list[int]:
        mother = next((p for p in parents if self.world.female[p]), NOBODY)
        father = next((p for p in parents if not self.world.female[p]), NOBODY)
        step = len(parents) == 2 and self.chance() < 0.035 and first > 2
        ages, age = [first], first
        while len(ages) < 5 and self.chance() < (0.62 if len(ages) == 1 else 0.27):
            age -= max(self.normal(2.9, 1.2), 0.95)
            if age < 0:
                break
            ages.append(age)
        children = []
        for order, years in enumerate(ages):
            if years > 19 and order > 0 and self.chance() < 0.55:
                continue  # lives elsewhere
            own_father = NOBODY if step and order == 0 else father
            child = self.person(years, self.chance() > RATES.boys, surname, foreign, day, mother, own_father)
            children.append(child)
            if self.chance() < RATES.twins:
                twin = self.person(years, self.chance() > RATES.boys, surname, foreign, day, mother, own_father)
                self.world.birth[twin] = self.world.birth[child]
                children.append(twin)
        if mother != NOBODY:
            self.world.last_birth[mother] = self.world.birth[children[-1]]
        return children

    def _grandparents(self, parents: list[int], surname: int, day: int) -> list[int]:
        child = parents[0] if self.chance() < 0.7 else parents[-1]
        world = self.world
        age = (day - world.birth[child]) / YEAR + 28
        found: list[int] = []
        if age < 92 and self.chance() < 0.55:
            grandfather = self.person(age + 2, False, surname, False, day)
            world.kin.father[child] = grandfather
            found.append(grandfather)
        if age < 96 or not found:
            grandmother = self.person(age, True, surname, False, day)
            world.kin.mother[child] = grandmother
            found.append(grandmother)
        if len(found) == 2:
            world.kin.pair(found[0], found[1], married=True)
        return found


def populate(world: World, families: Families, start: int, target: float) -> None:
    """The people of the day before the window begins; each has one 初期登録 row with the day they came."""
    kinds = [kind for kind, _ in RATES.household_types]
    shares = np.array([share for _, share in RATES.household_types])
    shares = shares / shares.sum()
    people = 0
    while people < target:
        for kind in families.rng.choice(len(kinds), size=512, p=shares).tolist():
            household = families.draw(kinds[kind], start, RATES.first_child_age)
            youngest = max(world.birth[p] for p in household)
            since = int(max(youngest, start - 1 - 14_000 * families.chance() ** 1.5))
            _register(world, household, min(since, start - 1))
            people += len(household)
            if people >= target:
                break


def _register(world: World, household: list[int], since: int) -> None:
    world.found(household[0], household[1:], since, INITIAL)
