"""The resident register's extract, and the truth about people and households that it must agree with.

Reads the world's log; writes the 住基 sheet and the tables of residents and spells. Why: both come from one log, so they
can only differ where dirt was planted.
"""

from array import array
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from sukoyaka.city import calendar, names, places
from sukoyaka.city.calendar import Words
from sukoyaka.city.rates import RATES
from sukoyaka.city.relations import WORDS
from sukoyaka.city.sheet import Sheet
from sukoyaka.city.world import CHANGE, ENDING, INITIAL, LOG, NOBODY, REASONS, World

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Registry:
    """The city as the counter sees it. Arrays by person unless the name says otherwise."""

    world: World
    end: int
    number: Words
    name: Words  # as last known
    kana: Words
    birth: Ints
    female: npt.NDArray[np.bool_]
    household_number: Words  # by household
    dwellings: places.Dwellings
    log: pl.DataFrame  # rows in the order of person and time, with `reported`, `until`
    spells: pl.DataFrame  # person, household, dwelling, begin, until (NEVER while it lasts)
    protected: dict[int, int]  # person → last day of 支援措置

    @property
    def resident(self) -> npt.NDArray[np.bool_]:
        """Who lives in the city on the as-of day."""
        here: npt.NDArray[np.bool_] = np.array(self.world.household) != NOBODY
        return here


def register(world: World, rng: np.random.Generator, end: int) -> Registry:
    """Gives everybody a name and a number, and reads the spells off the log."""
    birth, female = np.array(world.birth, dtype=np.int64), np.array(world.female, dtype=bool)
    given = names.draw_given(rng, birth, female, np.array(world.foreign, dtype=bool))
    for person, earlier in enumerate(world.same_as):
        if earlier != NOBODY:
            given[person] = given[earlier]
    world.given = array("i", given.tolist())
    name, kana = names.compose(np.array(world.surname, dtype=np.int32), given)
    log = _log(world, rng, end)
    return Registry(
        world=world,
        end=end,
        number=_numbers(rng, len(birth), 1_000_003),
        name=name,
        kana=kana,
        birth=birth,
        female=female,
        household_number=_numbers(rng, len(world.members), 500_009),
        dwellings=places.draw(rng, world.dwellings),
        log=log,
        spells=_spells(log),
        protected=_protected(world, rng, end),
    )


def _numbers(rng: np.random.Generator, count: int, first: int) -> Words:
    """Ten digits, zero-padded, in no order that tells anything."""
    chosen = first + rng.permutation(count * 3)[:count]
    return np.array([f"{n:010}" for n in chosen.tolist()], dtype=object)


def _log(world: World, rng: np.random.Generator, end: int) -> pl.DataFrame:
    frame = pl.DataFrame({name: world.column(name) for name in LOG}).with_row_index("at").sort("person", "at")
    day, reason = frame["day"].to_numpy(), frame["reason"].to_numpy()
    delay = np.minimum(rng.integers(0, RATES.report_days + 1, len(day)), rng.integers(0, RATES.report_days + 1, len(day)))
    delay = np.where((reason == INITIAL) | (reason == CHANGE), 0, delay)
    reported = np.minimum(day + delay, end)
    return frame.with_columns(
        reported=pl.Series(reported, dtype=pl.Int32),
        sequence=pl.int_range(1, pl.len() + 1).over("person").cast(pl.Int32),
        until=pl.col("day").shift(-1).over("person").fill_null(calendar.NEVER),
    )


def _spells(log: pl.DataFrame) -> pl.DataFrame:
    """Consecutive rows with the same household and dwelling are one spell; ending rows begin none."""
    living = log.filter(~pl.col("reason").is_in(list(ENDING)))
    place = ("household", "dwelling")
    new = pl.any_horizontal(
        *(pl.col(c) != pl.col(c).shift(1).over("person") for c in place), pl.col("day") != pl.col("until").shift(1).over("person")
    )
    return (
        living.with_columns(block=new.fill_null(True).cum_sum())
        .group_by("person", "block", maintain_order=True)
        .agg(*(pl.col(c).first() for c in place), begin=pl.col("day").first(), until=pl.col("until").last())
        .drop("block")
        .filter(pl.col("until") > pl.col("begin"))
    )


def _protected(world: World, rng: np.random.Generator, end: int) -> dict[int, int]:
    """Households under 支援措置 on the as-of day: after partings, and a few whose reason the register does not show."""
    homes: set[int] = set()
    for person, day in world.partings:
        if day > end - 365 and world.household[person] != NOBODY and rng.random() < RATES.support_after_parting:
            homes.add(world.household[person])
    residents = sum(1 for h in world.household if h != NOBODY)
    others = [
        h for h, m in enumerate(world.members) if 0 < len(m) <= 4 and any(world.female[p] and end - world.birth[p] < 20_000 for p in m)
    ]
    found = sum(len(world.members[h]) for h in homes)
    for home in rng.permutation(others).tolist():
        if found >= residents * RATES.support_measure:
            break
        if home not in homes:
            homes.add(home)
            found += len(world.members[home])
    return {p: end + int(days) for h, days in zip(sorted(homes), rng.integers(10, 350, len(homes)), strict=True) for p in world.members[h]}


def sheet(registry: Registry, as_of: str) -> Sheet:
    """住民基本台帳: every person and change, sorted by number and sequence."""
    log, dwellings = registry.log, registry.dwellings
    person, dwelling = log["person"].to_numpy(), log["dwelling"].to_numpy()
    given = np.array(registry.world.given, dtype=np.int32)[person]
    name, kana = names.compose(log["surname"].to_numpy().astype(np.int32), given)
    number = registry.number[person]
    last = np.append(person[1:] != person[:-1], True)
    protected = np.array([last[i] and p in registry.protected for i, p in enumerate(person.tolist())])
    until = np.array([registry.protected[p] if on else calendar.NEVER for p, on in zip(person.tolist(), protected.tolist(), strict=True)])
    columns = {
        "宛名番号": number,
        "履歴番号": log["sequence"].cast(pl.String).to_numpy().astype(object),
        "世帯番号": registry.household_number[log["household"].to_numpy()],
        "氏名": name,
        "氏名カナ": kana,
        "生年月日": calendar.write(registry.birth[person], calendar.dotted),
        "性別": np.where(registry.female[person], "2", "1").astype(object),
        "続柄": np.array(WORDS, dtype=object)[log["relation"].to_numpy()],
        "郵便番号": dwellings.postal[dwelling],
        "町字コード": dwellings.town[dwelling],
        "住所": dwellings.address[dwelling],
        "方書": dwellings.building[dwelling],
        "異動事由": np.array(REASONS, dtype=object)[log["reason"].to_numpy()],
        "異動日": calendar.write(log["day"].to_numpy(), calendar.dotted),
        "届出日": calendar.write(log["reported"].to_numpy(), calendar.dotted),
        "支援措置区分": np.where(protected, "1", "0").astype(object),
        "支援措置期限": calendar.write(until, calendar.dotted),
    }
    order = np.lexsort((log["sequence"].to_numpy(), number.astype("U10")))
    return Sheet(f"住民基本台帳_{as_of}.csv", "resident", columns, number).sorted_by(order)


def residents(registry: Registry) -> pl.DataFrame:
    """truth/residents: a row a number; the address is the last known."""
    last = registry.log.group_by("person", maintain_order=True).last().sort("person")
    dwelling = last["dwelling"].to_numpy()
    return pl.DataFrame(
        {
            "resident_number": registry.number.tolist(),
            "name": registry.name.tolist(),
            "kana": registry.kana.tolist(),
            "birth_date": _dates(registry.birth),
            "sex": np.where(registry.female, "female", "male").tolist(),
            "address": registry.dwellings.address[dwelling].tolist(),
            "building": registry.dwellings.building[dwelling].tolist(),
            "support_measure": [p in registry.protected for p in range(len(registry.number))],
        }
    ).sort("resident_number")


def households(registry: Registry) -> pl.DataFrame:
    """truth/households: a row a person and spell; `until_on` is the first day it no longer holds, empty while it lasts."""
    spells = registry.spells
    dwelling = spells["dwelling"].to_numpy()
    until = spells["until"].to_numpy()
    return (
        pl.DataFrame(
            {
                "resident_number": registry.number[spells["person"].to_numpy()].tolist(),
                "household_number": registry.household_number[spells["household"].to_numpy()].tolist(),
                "address": registry.dwellings.address[dwelling].tolist(),
                "building": registry.dwellings.building[dwelling].tolist(),
                "from_on": _dates(spells["begin"].to_numpy()),
                "until_on": _dates(np.where(until == calendar.NEVER, 0, until)),
            }
        )
        .with_columns(until_on=pl.when(pl.Series(until == calendar.NEVER)).then(None).otherwise(pl.col("until_on")))
        .sort("resident_number", "from_on")
    )


def renumbered(registry: Registry) -> pl.DataFrame:
    """truth/renumbered: people who came back under a second number."""
    pairs = [(registry.number[e], registry.number[p]) for p, e in enumerate(registry.world.same_as) if e != NOBODY]
    return pl.DataFrame(pairs, schema={"first_number": pl.String, "second_number": pl.String}, orient="row").sort("second_number")


def _dates(days: npt.NDArray[np.generic]) -> pl.Series:
    return pl.Series(days.astype(np.int32)).cast(pl.Date)
