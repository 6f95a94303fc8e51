"""The state of the city on a day: who lives in which household, and the log of every registered change.

Reads and writes nothing. Why: all life events go through these few operations, so nobody is ever in two households.
"""

from array import array
from collections.abc import Mapping

import numpy as np

from sukoyaka.city.relations import Kin, relation

NOBODY = -1
REASONS = ("初期登録", "出生", "転入", "転居", "転出", "死亡", "世帯分離", "世帯合併", "世帯変更", "婚姻", "離婚", "職権消除")
INITIAL, BIRTH, MOVE_IN, MOVE_WITHIN, MOVE_OUT, DEATH, SPLIT, MERGE, CHANGE, MARRIAGE, DIVORCE, STRUCK_OFF = range(len(REASONS))
ENDING = (MOVE_OUT, DEATH, STRUCK_OFF)
LOG = ("person", "reason", "day", "household", "relation", "dwelling", "surname")


class World:
    """People, households and the log. Columns are arrays of the standard library: as quick as lists for a single person,
    and numpy reads them whole without a walk over half a million objects."""

    def __init__(self) -> None:
        self.birth = array("i")
        self.female = array("b")
        self.kin = Kin()
        self.surname = array("i")
        self.given = array("i")
        self.foreign = array("b")
        self.household = array("i")  # NOBODY when not resident
        self.changed = array("i")  # day of the last registered change
        self.relation = array("i")
        self.same_as = array("i")  # earlier index of a person who came back under a new number
        self.last_birth: dict[int, int] = {}
        self.members: list[list[int]] = []
        self.head = array("i")
        self.dwelling = array("i")
        self.dwellings = 0
        self.log = {name: array("i") for name in LOG}
        self.partings: list[tuple[int, int]] = []  # (person who stayed with the children, day)

    def add_person(
        self, birth: int, female: int, surname: int, given: int, foreign: int, mother: int = NOBODY, father: int = NOBODY
    ) -> int:
        """A new person who lives nowhere yet."""
        self.birth.append(birth)
        self.female.append(female)
        self.surname.append(surname)
        self.given.append(given)
        self.foreign.append(foreign)
        self.kin.add(mother, father)
        self.household.append(NOBODY)
        self.changed.append(birth - 1)
        self.relation.append(0)
        self.same_as.append(NOBODY)
        return len(self.birth) - 1

    def new_dwelling(self) -> int:
        """The next dwelling nobody lives in."""
        self.dwellings += 1
        return self.dwellings - 1

    def found(self, head: int, others: list[int], day: int, reason: int, dwelling: int = NOBODY) -> int:
        """A new household; everybody named leaves nothing behind (they must live nowhere)."""
        self.members.append([head, *others])
        self.head.append(head)
        self.dwelling.append(dwelling if dwelling != NOBODY else self.new_dwelling())
        household = len(self.members) - 1
        for person in self.members[household]:
            self.household[person] = household
            self._state(person, household)
            self.record(person, reason, day)
        return household

    def join(self, person: int, household: int, day: int, reason: int) -> None:
        """A person who lives nowhere enters a household."""
        self.members[household].append(person)
        self.household[person] = household
        self._state(person, household)
        self.record(person, reason, day)

    def detach(self, people: list[int], household: int) -> None:
        """Takes people out; a new head follows. The caller records where they go, then calls `settle`."""
        for person in people:
            self.members[household].remove(person)
            self.household[person] = NOBODY
        if self.members[household] and self.head[household] not in self.members[household]:
            self.head[household] = self._successor(household)

    def settle(self, household: int, day: int, reasons: Mapping[int, int] | None = None) -> None:
        """A row for everyone whose relation to the head is no longer what was written, and for those with a reason."""
        known = reasons or {}
        for person in self.members[household]:
            before = self.relation[person]
            self._state(person, household)
            if person in known or self.relation[person] != before:
                self.record(person, known.get(person, CHANGE), day)

    def move(self, household: int, day: int, dwelling: int) -> None:
        """The whole household to another dwelling."""
        self.dwelling[household] = dwelling
        for person in self.members[household]:
            self.record(person, MOVE_WITHIN, day)

    def leave(self, people: list[int], day: int, reason: int) -> None:
        """People of one household leave the register; children do not stay behind alone."""
        household = self.household[people[0]]
        left = [p for p in self.members[household] if p not in people]
        alone = left if left and all(day - self.birth[p] < 16 * 365 for p in left) else []
        for person in people:
            self._log(person, reason, day, household)
        for person in alone:
            self._log(person, MOVE_OUT, day, household)
        self.detach([*people, *alone], household)
        self.settle(household, day)

    def quiet(self, household: int, day: int) -> bool:
        """Whether nobody of the household has a change on that day or later: one change a person and day."""
        return household != NOBODY and bool(self.members[household]) and all(self.changed[p] < day for p in self.members[household])

    def record(self, person: int, reason: int, day: int) -> None:
        """One row of the register: the state after the change."""
        self._log(person, reason, day, self.household[person])

    def _log(self, person: int, reason: int, day: int, household: int) -> None:
        values = (person, reason, day, household, self.relation[person], self.dwelling[household], self.surname[person])
        for name, value in zip(LOG, values, strict=True):
            self.log[name].append(value)
        self.changed[person] = day

    def _state(self, person: int, household: int) -> None:
        self.relation[person] = relation(self.kin, self.female, self.birth, self.head[household], person)

    def _successor(self, household: int) -> int:
        """The partner of the head before, or the eldest adult below 75, or the eldest."""
        members = self.members[household]
        before = self.kin.partner[self.head[household]]
        if before in members:
            return before
        return min(members, key=lambda p: self.birth[p])

    def column(self, name: str) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        """A column of the log."""
        return np.frombuffer(self.log[name], dtype=np.int32).copy()
