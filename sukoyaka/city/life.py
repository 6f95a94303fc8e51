"""What happens in lives: one function an event, each leaving the world consistent.

Reads the world, writes changes into it and rows into its log. Why: every row of the register comes from here.
"""

from sukoyaka.city.families import YEAR, Families
from sukoyaka.city.rates import RATES
from sukoyaka.city.world import (
    BIRTH,
    DEATH,
    DIVORCE,
    MARRIAGE,
    MERGE,
    MOVE_IN,
    MOVE_OUT,
    MOVE_WITHIN,
    NOBODY,
    SPLIT,
    STRUCK_OFF,
    World,
)


class Life:
    """Events by name. An event that no longer fits (the person has left, or changed that very day) does not happen."""

    def __init__(self, world: World, families: Families) -> None:
        self.world, self.families = world, families
        self.gone: list[list[int]] = []  # groups who left the city
        self.split_from: dict[int, int] = {}  # household split off → household it came from

    def _home(self, person: int, day: int) -> int:
        """The person's household if it can change today, else NOBODY."""
        home = self.world.household[person]
        return home if self.world.quiet(home, day) else NOBODY

    def birth(self, mother: int, day: int) -> None:
        """A child, or twins."""
        home, world = self._home(mother, day), self.world
        if home == NOBODY or day - world.last_birth.get(mother, -100_000) < 280:
            return
        partner = world.kin.partner[mother]
        father = partner if partner in world.members[home] and world.kin.married[mother] else NOBODY
        surname = world.surname[father if father != NOBODY else mother]
        twins = 2 if self.families.chance() < RATES.twins else 1
        for _ in range(twins):
            female = self.families.chance() > RATES.boys
            child = world.add_person(day, female, surname, NOBODY, world.foreign[mother], mother, father)
            world.join(child, home, day, BIRTH)
        world.last_birth[mother] = day

    def death(self, person: int, day: int) -> None:
        """A death; a widowed partner is no partner any more."""
        if self._home(person, day) == NOBODY:
            return
        partner = self.world.kin.partner[person]
        self.world.leave([person], day, DEATH)
        if partner != NOBODY and self.world.kin.partner[partner] == person:
            self.world.kin.part(partner)

    def strike_off(self, person: int, day: int) -> None:
        """職権消除: nobody lives there."""
        if self._home(person, day) != NOBODY:
            self.world.leave([person], day, STRUCK_OFF)

    def move_out(self, person: int, day: int) -> None:
        """The whole household, or one unmarried adult child, leaves the city."""
        home, world = self._home(person, day), self.world
        if home == NOBODY:
            return
        alone = world.relation[person] in (6, 7, 8) and day - world.birth[person] > 18 * YEAR
        group = [person] if alone else list(world.members[home])
        world.leave(group, day, MOVE_OUT)
        self.gone.append(group)

    def move_in(self, kind: str, day: int) -> int:
        """Strangers arrive; gives their number."""
        group = self.families.draw(kind, day, RATES.arriving_child_age)
        self.world.found(group[0], group[1:], day, MOVE_IN)
        return len(group)

    def come_back(self, day: int) -> int:
        """People who lived here before; some get a second number. Gives how many."""
        if not self.gone:
            return 0
        group = self.gone.pop(int(self.families.chance() * len(self.gone)))
        if any(self.world.changed[p] >= day - 30 or self.world.household[p] != NOBODY for p in group):
            return 0
        if self.families.chance() < RATES.renumbered:
            group = self._renumber(group)
        self.world.found(group[0], group[1:], day, MOVE_IN)
        return len(group)

    def _renumber(self, group: list[int]) -> list[int]:
        """The same people under new numbers; their kinship among themselves stays, to others it is lost."""
        world, kin = self.world, self.world.kin
        new = {p: world.add_person(world.birth[p], world.female[p], world.surname[p], world.given[p], world.foreign[p]) for p in group}
        for old, again in new.items():
            world.same_as[again] = old
            kin.mother[again], kin.father[again] = new.get(kin.mother[old], NOBODY), new.get(kin.father[old], NOBODY)
            kin.married[again], kin.declared[again] = kin.married[old], kin.declared[old]
            kin.partner[again] = new.get(kin.partner[old], NOBODY)
            if kin.partner[again] == NOBODY:
                kin.married[again] = False
            if old in world.last_birth:
                world.last_birth[again] = world.last_birth[old]
        return list(new.values())

    def move_within(self, person: int, day: int) -> None:
        """The household moves to another dwelling in the city."""
        home = self._home(person, day)
        if home != NOBODY:
            self.world.move(home, day, self.world.new_dwelling())
            self.split_from.pop(home, None)

    def leave_home(self, person: int, day: int) -> None:
        """A grown child founds a household of its own."""
        home = self._home(person, day)
        if home == NOBODY or self.world.head[home] == person or len(self.world.members[home]) < 2:
            return
        self.world.detach([person], home)
        self.world.found(person, [], day, MOVE_WITHIN)
        self.world.settle(home, day)

    def _take(self, people: list[int], day: int) -> bool:
        """Takes people out of their (quiet) home and settles those who stay."""
        home = self._home(people[0], day)
        if home == NOBODY:
            return False
        self.world.detach(people, home)
        self.world.settle(home, day)
        return True

    def marry(self, one: int, other: int, day: int) -> None:
        """Two marry and live together: in a new home, or in hers when she has children."""
        world = self.world
        husband, wife = (other, one) if world.female[one] else (one, other)
        his, hers = self._home(husband, day), self._home(wife, day)
        if NOBODY in (his, hers) or world.kin.partner[one] != NOBODY or world.kin.partner[other] != NOBODY:
            return
        if his == hers or not self._leaves_children_cared(husband, his) or not self._take([husband], day):
            return
        children = [p for p in world.members[hers] if world.kin.child_of(p, wife) and day - world.birth[p] < 18 * YEAR]
        world.kin.pair(husband, wife, married=True)
        self._rename(wife, world.surname[husband], 0.96)
        if world.head[hers] == wife:
            world.record(wife, MARRIAGE, day)
            world.join(husband, hers, day, MARRIAGE)
            return
        world.detach([wife, *children], hers)
        world.settle(hers, day)
        world.found(husband, [wife, *children], day, MARRIAGE)

    def _leaves_children_cared(self, person: int, home: int) -> bool:
        kin = self.world.kin
        return not any(kin.child_of(p, person) for p in self.world.members[home])

    def _rename(self, person: int, surname: int, share: float) -> None:
        if self.families.chance() < share:
            self.world.surname[person] = surname

    def legalise(self, person: int, day: int) -> None:
        """An unmarried couple of one household marries."""
        world, kin = self.world, self.world.kin
        home, partner = self._home(person, day), kin.partner[person]
        if home == NOBODY or partner not in world.members[home] or kin.married[person]:
            return
        kin.pair(person, partner, married=True)
        wife, husband = (person, partner) if world.female[person] else (partner, person)
        self._rename(wife, world.surname[husband], 0.96)
        world.settle(home, day, {person: MARRIAGE, partner: MARRIAGE})

    def cohabit(self, parent: int, other: int, day: int) -> None:
        """A partner moves in unmarried."""
        world = self.world
        home, away = self._home(parent, day), self._home(other, day)
        if NOBODY in (home, away) or home == away or world.head[home] != parent:
            return
        if world.kin.partner[parent] != NOBODY or world.kin.partner[other] != NOBODY or not self._leaves_children_cared(other, away):
            return
        if self._take([other], day):
            world.kin.pair(parent, other, married=False, declared=self.families.chance() > RATES.undeclared)
            world.join(other, home, day, MOVE_WITHIN)

    def part(self, person: int, day: int, divorce: bool) -> None:
        """A couple parts: one leaves, the children stay with the other."""
        world, kin = self.world, self.world.kin
        home, partner = self._home(person, day), kin.partner[person]
        if home == NOBODY or partner not in world.members[home]:
            return
        mother, father = (person, partner) if world.female[person] else (partner, person)
        stays, leaves = (mother, father) if self.families.chance() < RATES.mother_keeps else (father, mother)
        was_married = kin.married[person]
        if divorce or not was_married:
            kin.part(person)
        ended = DIVORCE if divorce and was_married else MOVE_WITHIN
        elders = [p for p in world.members[home] if kin.child_of(leaves, p)]
        moving = self._who_moves(home, stays, leaves, elders)
        world.partings.append((stays, day))
        self._divide(home, moving, (stays, leaves), day, ended)

    def _who_moves(self, home: int, stays: int, leaves: int, elders: list[int]) -> list[int]:
        """One leaves alone; but from the home of the other's parents the parent goes with the children."""
        if not elders:
            return [leaves]
        kin = self.world.kin
        return [stays, *(p for p in self.world.members[home] if p != leaves and kin.child_of(p, stays))]

    def _divide(self, home: int, moving: list[int], couple: tuple[int, int], day: int, ended: int) -> None:
        world, (stays, leaves) = self.world, couple
        if moving == [leaves] and self.families.chance() < RATES.back_home:
            world.leave([leaves], day, MOVE_OUT)
            return
        world.detach(moving, home)
        world.found(moving[0], moving[1:], day, ended)
        world.settle(home, day, {p: DIVORCE for p in (stays, leaves) if p not in moving and ended == DIVORCE})

    def split(self, person: int, day: int) -> None:
        """世帯分離: grandparents, or a grown child, keep living there under a household number of their own."""
        world, kin = self.world, self.world.kin
        home = self._home(person, day)
        if home == NOBODY or len(world.members[home]) < 3 or person == world.head[home]:
            return
        partner = kin.partner[person]
        group = [person, partner] if partner in world.members[home] and partner != world.head[home] else [person]
        world.detach(group, home)
        own = world.found(group[0], group[1:], day, SPLIT, world.dwelling[home])
        world.settle(home, day)
        self.split_from[own] = home

    def merge(self, own: int, day: int) -> None:
        """世帯合併: a split household joins the one it came from, when both are still at one address."""
        world = self.world
        home = self.split_from.get(own, NOBODY)
        if not (world.quiet(own, day) and world.quiet(home, day)) or world.dwelling[own] != world.dwelling[home]:
            return
        group = list(world.members[own])
        world.detach(group, own)
        for person in group:
            world.join(person, home, day, MERGE)
        world.settle(home, day)
        del self.split_from[own]

    def take_in(self, child: int, day: int) -> None:
        """A widowed parent moves in with a grown child."""
        world, kin = self.world, self.world.kin
        home = self._home(child, day)
        for parent in kin.parents(child):
            away = self._home(parent, day) if parent != NOBODY else NOBODY
            if home == NOBODY or away in (NOBODY, home) or len(world.members[away]) > 1:
                continue
            if self._take([parent], day):
                world.join(parent, home, day, MOVE_WITHIN)
                return
