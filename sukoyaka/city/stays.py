"""Who lived where on a day: the spells, indexed for questions about single people and homes.

Reads the registry's spells. Writes nothing. Why: a service reaches a child only while it lives in the city.
"""

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from sukoyaka.city.registry import Registry

Spell = tuple[int, int, int, int, int]  # person, household, dwelling, begin, until


class Stays:
    """Spells by person, household and dwelling."""

    def __init__(self, registry: Registry) -> None:
        self.of: dict[int, list[Spell]] = defaultdict(list)
        self.household: dict[int, list[Spell]] = defaultdict(list)
        self.dwelling: dict[int, list[Spell]] = defaultdict(list)
        for spell in registry.spells.select("person", "household", "dwelling", "begin", "until").iter_rows():
            self.of[spell[0]].append(spell)
            self.household[spell[1]].append(spell)
            self.dwelling[spell[2]].append(spell)

    def on(self, person: int, day: int) -> Spell | None:
        """The person's spell on a day."""
        return next((s for s in self.of[person] if s[3] <= day < s[4]), None)

    def together(self, spell: Spell, day: int) -> set[int]:
        """Everybody in the household, or at the same dwelling, on a day."""
        here = self.household[spell[1]] + self.dwelling[spell[2]]
        return {s[0] for s in here if s[3] <= day < s[4]}

    def resident(self, people: npt.NDArray[np.int64], days: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Whether each person lived in the city on its day."""
        pairs = zip(people.tolist(), days.tolist(), strict=True)
        return np.array([any(s[3] <= day < s[4] for s in self.of[p]) for p, day in pairs], dtype=bool)
