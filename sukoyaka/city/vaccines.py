"""Routine vaccinations by the calendar of each cohort, with delays, refusals and late entries in the ledger.

Reads the cohort; writes the ledger's sheet, a small one of late entries, and events. Why: a delay of many doses says
something, one missing dose does not.
"""

from datetime import date

import numpy as np
import polars as pl

from sukoyaka.city import calendar
from sukoyaka.city.calendar import day_of
from sukoyaka.city.need import Cohort, Flags, Ints
from sukoyaka.city.rates import RATES
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import Sheet
from sukoyaka.city.stays import Stays

FIVE_FROM = day_of(date(2024, 2, 1))  # born from then: 五種混合
ROTA_FROM = day_of(date(2020, 8, 1))
EARLY_FROM = day_of(date(2023, 2, 1))  # born from then: the first 四種混合 at two months, before at three
EVERYONE = (-(10**6), 10**6)
# vaccine, dose, age in months, births from and until
CALENDAR: tuple[tuple[str, int, float, int, int], ...] = (
    *(("B型肝炎", dose, months, *EVERYONE) for dose, months in ((1, 2.0), (2, 3.0), (3, 7.3))),
    *(("ロタ", dose, months, ROTA_FROM, 10**6) for dose, months in ((1, 2.0), (2, 3.0))),
    *(("小児用肺炎球菌", dose, months, *EVERYONE) for dose, months in ((1, 2.0), (2, 3.0), (3, 4.0), (4, 12.3))),
    *(("ヒブ", dose, months, -(10**6), FIVE_FROM) for dose, months in ((1, 2.0), (2, 3.0), (3, 4.0), (4, 12.3))),
    *(("四種混合", dose, months, -(10**6), EARLY_FROM) for dose, months in ((1, 3.0), (2, 4.0), (3, 5.0))),
    *(("四種混合", dose, months, EARLY_FROM, FIVE_FROM) for dose, months in ((1, 2.0), (2, 3.0), (3, 4.0))),
    ("四種混合", 4, 17.0, -(10**6), FIVE_FROM),
    *(("五種混合", dose, months, FIVE_FROM, 10**6) for dose, months in ((1, 2.0), (2, 3.0), (3, 4.0), (4, 12.3))),
    ("BCG", 1, 5.2, *EVERYONE),
    ("麻しん風しん", 1, 12.1, *EVERYONE),
    ("麻しん風しん", 2, 66.0, *EVERYONE),
    ("水痘", 1, 12.2, *EVERYONE),
    ("水痘", 2, 19.0, *EVERYONE),
    *(("日本脳炎", dose, months, *EVERYONE) for dose, months in ((1, 36.5), (2, 37.3), (3, 49.0))),
)
ONLY_BEFORE = {"B型肝炎": 12, "ロタ": 6, "BCG": 12, "麻しん風しん": 80}  # months: too late is not given


def sheets(registry: Registry, cohort: Cohort, stays: Stays, rng: np.random.Generator, start: int) -> tuple[list[Sheet], pl.DataFrame]:
    """The ledger, its late entries, and events of doses given and left out."""
    child, slot, day, given = _doses(cohort, rng)
    here = (day >= start) & (day <= registry.end)
    child, slot, day, given = child[here], slot[here], day[here], given[here]
    lives = stays.resident(cohort.person[child], day)
    child, slot, day, given = child[lives], slot[lives], day[lives], given[lives]
    entered = day + rng.integers(10, 61, len(day))
    recorded = given & (entered <= registry.end)
    kinds = np.where(given, "vaccinated", "vaccination left out").astype(object)
    events = pl.DataFrame({"person": cohort.person[child], "day": day, "kind": kinds.tolist(), "recorded": recorded})
    rows = np.flatnonzero(recorded)
    rows = rows[np.lexsort((slot[rows], cohort.person[child[rows]], entered[rows]))]
    late = rng.random(len(rows)) < 0.015
    as_of = calendar.plain(calendar.date_of(registry.end))
    return [
        _sheet(
            registry, cohort, f"予防接種_{as_of}.csv", child[rows[~late]], slot[rows[~late]], day[rows[~late]], entered[rows[~late]], rng
        ),
        _sheet(
            registry, cohort, f"予防接種_追加_{as_of}.csv", child[rows[late]], slot[rows[late]], day[rows[late]], entered[rows[late]], rng
        ),
    ], events


def _doses(cohort: Cohort, rng: np.random.Generator) -> tuple[Ints, Ints, Ints, Flags]:
    """Child, slot of the calendar, day, given or not. Delays are a family's habit, and add up along a series."""
    habit = rng.exponential(9, len(cohort)) * np.exp(0.25 * np.clip(cohort.causes["poverty"], -2, 3)) + cohort.needs * rng.exponential(
        55, len(cohort)
    )
    refusing = rng.random(len(cohort)) < np.where(cohort.needs, 5 * RATES.refusal, RATES.refusal)
    drifting = rng.random(len(cohort)) < np.where(cohort.needs, 0.12, 0.008)  # stops coming after a while
    stops = np.where(drifting, rng.uniform(3, 30, len(cohort)), 999)
    parts = []
    for slot, (vaccine, _, months, first, until) in enumerate(CALENDAR):
        able = np.flatnonzero((cohort.birth >= first) & (cohort.birth < until))
        delay = habit[able] * (1 + months / 24) + rng.exponential(7, len(able))
        day = (cohort.birth[able] + months * 30.4375 + delay).astype(np.int64)
        skipped = rng.random(len(able)) < RATES.skipped_dose
        too_late = day > cohort.birth[able] + ONLY_BEFORE.get(vaccine, 99) * 30.4375
        given = ~(skipped | too_late | refusing[able] | (months > stops[able]))
        parts.append((able, np.full(len(able), slot), day, given))
    child, slots, days, gives = (np.concatenate(column) for column in zip(*parts, strict=True))
    return child, slots, days, gives


def _sheet(
    registry: Registry, cohort: Cohort, name: str, child: Ints, slot: Ints, day: Ints, entered: Ints, rng: np.random.Generator
) -> Sheet:
    number = registry.number[cohort.person[child]]
    group = np.array([row[0] == "BCG" for row in CALENDAR])[slot]
    lots = rng.integers(0, 9000, len(child)) + 1000
    return Sheet(
        name,
        "vaccination",
        {
            "宛名番号": number,
            "接種種別": np.array([row[0] for row in CALENDAR], dtype=object)[slot],
            "回数": np.array([str(row[1]) for row in CALENDAR], dtype=object)[slot],
            "接種日": calendar.write(day, calendar.plain),
            "入力日": calendar.write(entered, calendar.plain),
            "実施区分": np.where(group, "2", "1").astype(object),
            "ロット番号": np.array([f"L{n}" for n in lots.tolist()], dtype=object),
        },
        number,
    )
