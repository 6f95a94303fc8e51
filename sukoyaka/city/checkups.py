"""Child health checkups: who came, what was measured, what parents answered, what the nurse thought.

Reads the cohort; writes one sheet a fiscal year and the events of coming and not coming. Why: missed checkups, growth and
answers are the traces of need that most children have.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from sukoyaka.city import calendar, growth
from sukoyaka.city.need import Cohort, Flags, Ints, Reals
from sukoyaka.city.rates import RATES
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import Sheet, by_year
from sukoyaka.city.stays import Stays

ROUNDS = ("3-4か月児", "9-10か月児", "1歳6か月児", "3歳児")
WINDOWS = ((110, 150), (275, 330), (555, 640), (1110, 1280))  # days of age at the visit
CLINIC_LAG = 45  # the second round is held in clinics and reaches the city late


def invited(cohort: Cohort, stays: Stays, rng: np.random.Generator, start: int, end: int) -> tuple[Ints, Ints, Ints]:
    """Child, round and day of every invitation that fell into the window and reached the child."""
    parts = []
    for number, (low, high) in enumerate(WINDOWS):
        age = low + rng.integers(0, high - low, len(cohort)) + (cohort.needs * rng.exponential(20, len(cohort))).astype(np.int64)
        day = cohort.birth + age
        kept = np.flatnonzero((day >= start) & (day <= end))
        kept = kept[stays.resident(cohort.person[kept], day[kept])]
        parts.append((kept, np.full(len(kept), number), day[kept]))
    child, round_, day = (np.concatenate(column) for column in zip(*parts, strict=True))
    return child, round_, day


def attended(cohort: Cohort, child: Ints, round_: Ints, rng: np.random.Generator) -> Flags:
    """Whether they came: strain and need keep families away; a few never come."""
    miss = 1 - np.array([share for _, share in RATES.attendance])[round_]
    poverty, needs = cohort.causes["poverty"][child], cohort.needs[child]
    never = (rng.random(len(cohort)) < np.where(cohort.needs, 0.06, 0.004))[child]
    odds = 0.55 * miss * np.exp(0.4 * np.clip(poverty, -2, 3) + 1.2 * needs)
    came: Flags = ~(never | (rng.random(len(child)) < np.minimum(odds, 0.7)))
    return came


def sheets(registry: Registry, cohort: Cohort, stays: Stays, rng: np.random.Generator, start: int) -> tuple[list[Sheet], pl.DataFrame]:
    """One sheet a fiscal year, and events."""
    child, round_, day = invited(cohort, stays, rng, start, registry.end)
    came = attended(cohort, child, round_, rng)
    reported = came & ~((round_ == 1) & (day > registry.end - CLINIC_LAG))
    events = pl.DataFrame(
        {
            "person": cohort.person[child],
            "day": day,
            "kind": np.where(came, "checkup attended", "checkup missed").astype(object).tolist(),
            "recorded": reported,
        }
    )
    order = np.flatnonzero(reported)
    order = order[np.lexsort((cohort.person[child[order]], day[order]))]
    columns = _columns(registry, cohort, child[order], round_[order], day[order], rng)
    number = registry.number[cohort.person[child[order]]]
    return by_year("小児健診", "checkup_child", columns, number, day[order], registry.end), events


def _columns(
    registry: Registry, cohort: Cohort, child: Ints, round_: Ints, day: Ints, rng: np.random.Generator
) -> dict[str, calendar.Words]:
    months = (day - cohort.birth[child]) / 30.4375
    female = cohort.female[child]
    falter, z = _growth(cohort, rng)
    z_weight = z[child] - falter[child] * np.minimum(months / 18, 1.6) + 0.25 * rng.standard_normal(len(child))
    z_height = 0.6 * z[child] + 0.7 * rng.standard_normal(len(cohort))[child] - 0.4 * falter[child] * np.minimum(months / 30, 1)
    answers = _answers(cohort, child, round_, rng)
    first = np.array([True] * len(child))
    _, begins = np.unique(child, return_index=True)
    first[:] = False
    first[begins] = True
    weeks, birth_weight = _birth(cohort, rng)
    return {
        "宛名番号": registry.number[cohort.person[child]],
        "健診種別": np.array(ROUNDS, dtype=object)[round_],
        "受診日": calendar.write(day, calendar.kanji),
        "受診時月齢": _text(calendar.completed_months(cohort.birth[child], day), "d"),
        "身長": _text(growth.height(female, months, z_height), ".1f"),
        "体重": _text(np.round(growth.weight(female, months, z_weight) * 100) * 10, ".0f"),
        "頭囲": _text(growth.head(female, months, 0.4 * z[child] + 0.9 * rng.standard_normal(len(child))), ".1f"),
        "判定": _judgement(cohort, child, z_weight, rng),
        "支援の必要性": _nurse(cohort, child, answers, rng),
        "出生体重": np.where(first, _text(birth_weight[child], ".0f"), "").astype(object),
        "在胎週数": np.where(first, _text(weeks[child], "d"), "").astype(object),
        **answers,
        "備考": np.where(rng.random(len(child)) < 0.03, "次回確認", "").astype(object),
    }


def _text(values: npt.NDArray[np.generic], form: str) -> calendar.Words:
    return np.array([format(v, form) for v in values.tolist()], dtype=object)


def _growth(cohort: Cohort, rng: np.random.Generator) -> tuple[Reals, Reals]:
    """How much a child falters by the third round, and its place among its peers."""
    falters = rng.random(len(cohort)) < np.where(cohort.needs, 0.22, 0.025)
    return falters * rng.uniform(0.7, 1.8, len(cohort)), rng.standard_normal(len(cohort)) * 0.95


def _birth(cohort: Cohort, rng: np.random.Generator) -> tuple[Ints, Reals]:
    preterm = rng.random(len(cohort)) < RATES.preterm
    weeks = np.where(preterm, 36 - rng.exponential(1.8, len(cohort)), rng.normal(39.2, 1.0, len(cohort))).clip(23, 42)
    grams = 3050 + (weeks - 39.2) * 155 - 80 * cohort.female + rng.normal(0, 340, len(cohort)) + 40
    return weeks.astype(np.int64), np.round(grams.clip(450, 5200) / 2) * 2


def _judgement(cohort: Cohort, child: Ints, z_weight: Reals, rng: np.random.Generator) -> calendar.Words:
    score = rng.random(len(child)) - 0.10 * (z_weight < -1.9) - 0.05 * cohort.needs[child] - 0.02 * (cohort.causes["temper"][child] > 1.2)
    return np.select([score < 0.03, score < 0.12, score < 0.17], ["4", "3", "2"], "1").astype(object)


def _nurse(cohort: Cohort, child: Ints, answers: dict[str, calendar.Words], rng: np.random.Generator) -> calendar.Words:
    """The nurse sees the answers, and something of what lies behind them."""
    seen = (
        0.45 * cohort.needs[child]
        + 0.35 * cohort.causes["poverty"][child]
        + 0.5 * (answers["問診_相談相手"] == "2")
        + 0.4 * (answers["問診_育てにくさ"] == "1")
        + 0.5 * (answers["問診_感情的に叩いた"] == "1")
        + 0.9 * rng.standard_normal(len(child))
    )
    return np.select([seen > 3.0, seen > 2.2, seen > 1.35], ["3", "2", "1"], "0").astype(object)


def _answers(cohort: Cohort, child: Ints, round_: Ints, rng: np.random.Generator) -> dict[str, calendar.Words]:
    """Parents' answers; the worst is not always told, and some sheets are blank."""
    count, needs = len(child), cohort.needs[child]
    poverty, mood, temper = (cohort.causes[name][child] for name in ("poverty", "mood", "temper"))
    told = poverty + 0.9 * rng.standard_normal(count)
    economy = np.select([told > 2.35, told > 0.95, told > -0.9, told > -2.0], ["5", "4", "3", "2"], "1")
    hit = rng.random(count) < np.array(RATES.hit)[round_] * np.exp(1.1 * needs + 0.25 * mood - 0.1)
    shouted = rng.random(count) < np.array(RATES.shouted)[round_] * np.exp(0.5 * needs + 0.2 * temper + 0.15 * mood - 0.08)
    alone = rng.random(count) < RATES.nobody_to_consult * np.exp(
        0.6 * needs + 0.35 * mood - 0.6 * cohort.causes["support"][child] + 0.3 * poverty
    )
    hard = 0.5 * temper + 0.5 * mood + 0.3 * needs + 0.9 * rng.standard_normal(count)
    answers = {
        "問診_経済状況": economy,
        "問診_感情的に叩いた": np.where(hit, "1", "2"),
        "問診_怒鳴った": np.where(shouted, "1", "2"),
        "問診_相談相手": np.where(alone, "2", "1"),
        "問診_育てにくさ": np.select([hard > 2.3, hard > 0.75], ["1", "2"], "3"),
    }
    blank = rng.random(count) < np.where(needs, 0.05, 0.012)
    return {name: np.where(blank, "", value).astype(object) for name, value in answers.items()}
