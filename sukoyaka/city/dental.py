"""Dental checkups of small children: who came, decayed teeth, what is treated, and who brushes.

Reads the cohort and the visits to the checkups; writes one sheet a fiscal year. Why: decay that nobody treats is one of
the traces of neglect that an eye can see.
"""

import numpy as np
import polars as pl

from sukoyaka.city import calendar
from sukoyaka.city.need import Cohort, Flags, Ints, Reals
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import Sheet, by_year
from sukoyaka.city.social_rates import SOCIAL
from sukoyaka.city.stays import Stays

ROUNDS = ("1歳6か月児歯科", "2歳児歯科", "3歳児歯科")
SAME_DAY = ((540, 800), (1080, 1500))  # ages in days at which the child came to the checkup of 1½ and 3 years
AT_TWO = (735, 860)
TEETH = (12, 16, 20)


def sheets(registry: Registry, cohort: Cohort, stays: Stays, came: pl.DataFrame, rng: np.random.Generator, start: int) -> list[Sheet]:
    """`came`: what happened at the child checkups (`person, day, kind`)."""
    child, round_, day = _visits(registry, cohort, stays, came, rng, start)
    order = np.lexsort((cohort.person[child], day))
    child, round_, day = child[order], round_[order], day[order]
    number = registry.number[cohort.person[child]]
    return by_year("歯科健診", "dental", _columns(cohort, number, child, round_, day, rng), number, day, registry.end)


def _visits(
    registry: Registry, cohort: Cohort, stays: Stays, came: pl.DataFrame, rng: np.random.Generator, start: int
) -> tuple[Ints, Ints, Ints]:
    """Child, round and day of every visit: with the checkup at 1½ and 3, on its own at two."""
    index = {person: i for i, person in enumerate(cohort.person.tolist())}
    there = came.filter(pl.col("kind") == "checkup attended")
    who = np.array([index[p] for p in there["person"].to_list()], dtype=np.int64)
    days = there["day"].to_numpy().astype(np.int64)
    age = days - cohort.birth[who]
    parts = []
    for round_, (low, high) in zip((0, 2), SAME_DAY, strict=True):
        rows = np.flatnonzero((age >= low) & (age < high) & (rng.random(len(age)) < SOCIAL.dental_same_day))
        parts.append((who[rows], np.full(len(rows), round_), days[rows]))
    parts.append(_at_two(registry, cohort, stays, rng, start))
    child, rounds, day = (np.concatenate(column) for column in zip(*parts, strict=True))
    return child, rounds, day


def _at_two(registry: Registry, cohort: Cohort, stays: Stays, rng: np.random.Generator, start: int) -> tuple[Ints, Ints, Ints]:
    day = cohort.birth + rng.integers(*AT_TWO, len(cohort))
    missed = (1 - SOCIAL.dental_two) * np.exp(0.4 * np.clip(cohort.causes["poverty"], -2, 3) + 0.9 * cohort.needs)
    kept = np.flatnonzero((day >= start) & (day <= registry.end) & (rng.random(len(cohort)) >= np.minimum(missed, 0.8)))
    kept = kept[stays.resident(cohort.person[kept], day[kept])]
    return kept, np.full(len(kept), 1), day[kept]


def _columns(
    cohort: Cohort, number: calendar.Words, child: Ints, round_: Ints, day: Ints, rng: np.random.Generator
) -> dict[str, calendar.Words]:
    count, needs = len(child), cohort.needs[child]
    finishing = _finishing(cohort, child, rng)
    decayed, untreated = _teeth(cohort, rng, child, round_)
    plaque = rng.random(count) - 0.12 * needs - 0.15 * (finishing == "3") - 0.1 * (decayed > 0)
    return {
        "宛名番号": number,
        "健診種別": np.array(ROUNDS, dtype=object)[round_],
        "受診日": calendar.write(day, calendar.kanji),
        "現在歯数": np.array(TEETH)[round_].astype("U2").astype(object),
        "う歯数": _text(decayed),
        "未処置歯数": _text(untreated),
        "処置歯数": _text(decayed - untreated),
        "う蝕罹患型": _type(decayed, round_, rng),
        "軟組織異常": np.where(rng.random(count) < 0.02, "2", "1").astype(object),
        "咬合異常": np.where(rng.random(count) < 0.11, "2", "1").astype(object),
        "歯の汚れ": np.select([plaque < 0.09, plaque < 0.38], ["多い", "少ない"], "きれい").astype(object),
        "歯科判定": np.select([untreated > 0, decayed > 0, rng.random(count) < 0.15], ["4", "3", "2"], "1").astype(object),
        "問診_仕上げみがき": finishing,
        "問診_間食の時間": np.where(rng.random(count) < 0.2, "2", "1").astype(object),
        "フッ化物塗布": np.where(rng.random(count) < 0.8, "1", "0").astype(object),
        "備考": np.where(rng.random(count) < 0.02, "次回確認", "").astype(object),
    }


def _teeth(cohort: Cohort, rng: np.random.Generator, child: Ints, round_: Ints) -> tuple[Ints, Ints]:
    """Decayed and untreated teeth. A child's place on the scale holds from round to round, so decay does not come and go."""
    place: Reals = rng.random(len(cohort))
    size = 1 + rng.poisson(np.where(cohort.needs, 2.8, 1.3))
    odds = np.exp(0.9 * cohort.needs + 0.35 * np.clip(cohort.causes["poverty"], -2, 3) - 0.1)
    ill: Flags = place[child] < np.array(SOCIAL.decayed)[round_] * odds[child]
    decayed = np.where(ill, np.minimum(size[child] + round_ - 1, 16).clip(1), 0)
    open_share = np.where(cohort.needs, 0.93, SOCIAL.untreated)
    treats = rng.random(len(cohort)) >= open_share
    untreated = np.where(treats[child] & (round_ > 0), 0, decayed)
    return decayed.astype(np.int64), untreated.astype(np.int64)


def _finishing(cohort: Cohort, child: Ints, rng: np.random.Generator) -> calendar.Words:
    count, odds = len(child), np.exp(1.0 * cohort.needs + 0.3 * cohort.causes["poverty"] - 0.1)[child]
    chance = rng.random(count)
    told = np.select([chance < SOCIAL.no_finishing * odds, chance < SOCIAL.some_finishing * odds], ["3", "2"], "1")
    return np.where(rng.random(count) < 0.015, "", told).astype(object)


def _type(decayed: Ints, round_: Ints, rng: np.random.Generator) -> calendar.Words:
    none = np.where(round_ == 0, np.where(rng.random(len(decayed)) < 0.7, "O1", "O2"), "O")
    return np.select([decayed == 0, decayed <= 4, decayed <= 8], [none, "A", "B"], "C2").astype(object)


def _text(values: Ints) -> calendar.Words:
    return values.astype("U2").astype(object)
