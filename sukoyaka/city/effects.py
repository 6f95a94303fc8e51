"""Plants what the health of co-residents does to a child's growth, and writes down what was planted and what was not.

Reads the checkup sheets and the receipts that were drawn; changes weights in the sheets; writes `truth/effects.json`. Why
after the receipts: a study sees treatment, so treatment as claimed is what the effect must rest on.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sukoyaka.city import calendar, growth
from sukoyaka.city.claims import Receipt
from sukoyaka.city.diagnoses import groups
from sukoyaka.city.need import Flags, Ints, Reals
from sukoyaka.city.rates import RATES
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import Sheet, write_whole
from sukoyaka.city.stays import Spell, Stays

WINDOW = 365  # days before the checkup
ADULT = 18 * 365.25
WEIGHT, SOURCE = "体重", "checkup_child"
MOOD = ("F30", "F31", "F32", "F33", "F34", "F38", "F39", "F53")  # ICD-10 categories of mood illness, with that after a birth
NULLS = tuple(  # no way leads there: the size of a head and the month of birth depend on nothing at home
    (exposure, outcome)
    for exposure in ("mood", "anxiety", "chronic", "care", "disability")
    for outcome in ("head_circumference", "born_in_odd_month")
)
Treated = Mapping[int, Sequence[int]]  # person → first days of receipts with a confirmed mood illness


def names_mood(receipt: Receipt) -> bool:
    """Whether it names a mood illness without a doubt."""
    return any(named.code in _mood_codes() and not named.suspected for named in receipt.diagnoses)


@cache
def _mood_codes() -> frozenset[str]:
    return frozenset(diagnosis.code for diagnosis in groups()["mind"] if diagnosis.icd10[:3] in MOOD)


def by_person(told: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """Days by person."""
    found: dict[int, list[int]] = defaultdict(list)
    for person, day in told:
        found[person].append(day)
    return found


def plant(
    sheets: Sequence[Sheet], came: pl.DataFrame, registry: Registry, stays: Stays, treated: Treated
) -> tuple[dict[str, Any], pl.DataFrame]:
    """Lowers weights in the sheets by `RATES.mood_on_weight` a month of treatment; what `effects.json` says, and the months by visit.

    `came`: the events of the checkups; the recorded ones in the order of day and person are the rows of the sheets.
    """
    visits = came.filter("recorded").sort("day", "person", maintain_order=True)
    child, day = visits["person"].to_numpy(), visits["day"].to_numpy()
    months = np.array([_months(stays, registry, treated, c, d) for c, d in zip(child.tolist(), day.tolist(), strict=True)], dtype=np.int64)
    rows = 0
    for sheet in (each for each in sheets if each.source == SOURCE):
        part = slice(rows, rows + len(sheet))
        _shift(sheet, registry, child[part], day[part], months[part])
        rows += len(sheet)
    who = pl.Series("resident_number", registry.number[child].tolist(), dtype=pl.String)
    on = pl.Series("day", day, dtype=pl.Int64).cast(pl.Int32).cast(pl.Date)
    return _document(months), pl.DataFrame([who, on, pl.Series("months", months)]).filter(pl.col("months") > 0)


def _months(stays: Stays, registry: Registry, treated: Treated, child: int, day: int) -> int:
    """Months, of the year before, in which an adult of the child's home was treated while they lived together."""
    spell = stays.on(child, day)
    if spell is None:
        return 0
    adults = [p for p in stays.together(spell, day) if p in treated and day - registry.birth[p] >= ADULT]
    days = {t for p in adults for t in treated[p] if day - WINDOW <= t < day and _together(stays, child, p, t)}
    return len({(date.year, date.month) for date in map(calendar.date_of, days)})


def _together(stays: Stays, child: int, person: int, day: int) -> bool:
    mine, theirs = stays.on(child, day), stays.on(person, day)
    return mine is not None and theirs is not None and _shared(mine, theirs)


def _shared(one: Spell, other: Spell) -> bool:
    return one[1] == other[1] or one[2] == other[2]


def _shift(sheet: Sheet, registry: Registry, child: Ints, day: Ints, months: Ints) -> None:
    moved = np.flatnonzero(months)
    if not moved.size:
        return
    who = child[moved]
    age = (day[moved] - registry.birth[who]) / 30.4375
    grams = sheet.columns[WEIGHT][moved].astype(np.float64)
    lighter = _lighter(
        registry.female[who].astype(bool),
        age,
        np.asarray(grams / 1000, np.float64),
        RATES.mood_on_weight * months[moved].astype(np.float64),
    )
    sheet.columns[WEIGHT][moved] = [format(value, ".0f") for value in np.round(lighter * 100) * 10]


def _lighter(female: Flags, months: Reals, kilograms: Reals, by: Reals) -> Reals:
    """The weight, moved by so many spreads."""
    return growth.weight(female, months, growth.weight_z(female, months, kilograms) + by)


def _document(months: Ints) -> dict[str, Any]:
    moved = months[months > 0]
    planted = {
        "exposure": "mood",
        "outcome": "weight_sds",
        "per_month": RATES.mood_on_weight,
        "why": "a month with a confirmed mood illness of an adult who lived with the child, in the 365 days before the checkup",
        "visits": len(months),
        "visits_moved": len(moved),
        "mean_of_moved": round(float(RATES.mood_on_weight * moved.mean()), 4) if moved.size else None,
    }
    earlier = {"exposure": "mood", "outcome": "weight_sds", "window": "366 to 730 days before", "per_month": 0.0}
    beside = "illness at home also strains a family, and a few strained families' children falter: a small way beside the planted one"
    nulls = [{"exposure": exposure, "outcome": outcome} for exposure, outcome in NULLS]
    return {"planted": [planted], "nulls": nulls, "null_windows": [earlier], "beside": beside}


def save(document: Mapping[str, Any], folder: Path) -> None:
    """Writes `effects.json`."""
    write_whole(folder / "effects.json", (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode())
