"""Whatever befalls a few families, nobody is in two households and every household has one head."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sukoyaka.city.families import Families, populate
from sukoyaka.city.life import Life
from sukoyaka.city.world import NOBODY, World

START = 17_000
EVENTS = (
    "birth",
    "death",
    "move_out",
    "move_within",
    "leave_home",
    "split",
    "part",
    "take_in",
    "strike_off",
    "merge",
    "marry",
    "cohabit",
    "legalise",
)


def happen(life: Life, event: str, one: int, other: int, day: int) -> None:
    world = life.world
    if event == "part":
        life.part(one, day, divorce=bool(other % 2))
    elif event == "merge":
        if one in life.split_from:
            life.merge(one, day)
    elif event in ("marry", "cohabit"):
        if one != other and world.female[one] != world.female[other]:
            getattr(life, event)(one, other, day)
    else:
        getattr(life, event)(one, day)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1000), st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 10**6), st.integers(0, 10**6)), max_size=80))
def test_the_world_stays_consistent(seed: int, events: list[tuple[str, int, int]]) -> None:
    world = World()
    families = Families(world, np.random.default_rng(seed))
    populate(world, families, START, 40)
    life = Life(world, families)
    for day, (event, one, other) in enumerate(events, START):
        happen(life, event, one % len(world.birth), other % len(world.birth), day)
    housed = [p for members in world.members for p in members]
    assert len(housed) == len(set(housed))
    assert {p for p in range(len(world.birth)) if world.household[p] != NOBODY} == set(housed)
    for household, members in enumerate(world.members):
        assert all(world.household[p] == household for p in members)
        assert not members or [p for p in members if world.relation[p] == 0] == [world.head[household]]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_nobody_changes_twice_a_day(seed: int) -> None:
    world = World()
    families = Families(world, np.random.default_rng(seed))
    populate(world, families, START, 60)
    life = Life(world, families)
    for person in range(len(world.birth)):
        life.move_within(person, START)
        life.death(person, START)
    pairs = list(zip(world.log["person"], world.log["day"], strict=True))
    assert len(pairs) == len(set(pairs))
