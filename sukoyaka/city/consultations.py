"""Consultations at the desk for children and families: of those in need only some, and many that are not about need.

Reads the cohort; writes the desk's sheet and the events of what happened unseen. Why: labels are what people reported,
and families whom services already see are reported more often.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sukoyaka.city import calendar
from sukoyaka.city.need import CHILDHOOD, Cohort, Flags, Ints
from sukoyaka.city.rates import RATES
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import Sheet
from sukoyaka.city.stays import Stays

KINDS = ("養護相談（虐待）", "養護相談（その他）", "保健相談", "障害相談", "育成相談")
ABUSE = ("身体的", "心理的", "ネグレクト", "性的")
ROUTES = ("警察", "近隣・知人", "家族・親戚", "医療機関", "学校等", "保育所等", "児童相談所", "保健センター", "その他")
SEVERITY = ("最重度", "重度", "中度", "軽度", "危惧")
RESPONSES = ("助言終結", "継続支援", "要対協登録", "児相送致", "一時保護")


@dataclass(frozen=True)
class Calls:
    """One row a reception; `child` is the index in the cohort."""

    child: Ints
    day: Ints
    true_need: Flags


def sheet(
    registry: Registry, cohort: Cohort, stays: Stays, seen: Flags, rng: np.random.Generator, start: int
) -> tuple[Sheet, pl.DataFrame]:
    """The desk's ledger, and events: harm, reported or not, and consultations."""
    calls, unseen = _calls(registry, cohort, stays, seen, rng, start)
    number = registry.number[cohort.person[calls.child]]
    columns = _columns(registry, cohort, calls, rng)
    as_of = calendar.plain(calendar.date_of(registry.end))
    events = pl.DataFrame(
        {
            "person": np.concatenate([cohort.person[calls.child], cohort.person[unseen.child]]),
            "day": np.concatenate([calls.day, unseen.day]),
            "kind": ["harm" if need else "consultation" for need in calls.true_need.tolist()] + ["harm"] * len(unseen.child),
            "recorded": [True] * len(calls.child) + [False] * len(unseen.child),
        }
    )
    return Sheet(f"家庭児童相談_{as_of}.csv", "consultation", columns, number), events


def _calls(registry: Registry, cohort: Cohort, stays: Stays, seen: Flags, rng: np.random.Generator, start: int) -> tuple[Calls, Calls]:
    """Receptions, and harm that nobody reported."""
    begin = np.maximum(cohort.birth, start)
    years = np.maximum(np.minimum(registry.end, cohort.birth + CHILDHOOD) - begin, 1) / 365.25
    harm = np.where(cohort.needs, 1 + rng.poisson(0.35 * years), 0)
    reported = cohort.needs & (rng.random(len(cohort)) < np.where(seen, RATES.reported[1], RATES.reported[0]))
    other = rng.poisson(RATES.consultations * years * (1 + 0.6 * (cohort.causes["poverty"] > 1) + 1.0 * (cohort.causes["temper"] > 1.5)))
    child = np.concatenate([np.repeat(np.arange(len(cohort)), harm), np.repeat(np.arange(len(cohort)), other)])
    true_need = np.arange(len(child)) < harm.sum()
    day = (begin[child] + rng.random(len(child)) * years[child] * 365.25).astype(np.int64)
    here = (day <= registry.end) & stays.resident(cohort.person[child], day)
    told = here & (~true_need | reported[child])
    order = np.flatnonzero(told)
    order = order[np.lexsort((child[order], day[order]))]
    hidden = np.flatnonzero(here & ~told)
    return Calls(child[order], day[order], true_need[order]), Calls(child[hidden], day[hidden], true_need[hidden])


def _columns(registry: Registry, cohort: Cohort, calls: Calls, rng: np.random.Generator) -> dict[str, calendar.Words]:
    count, person = len(calls.child), cohort.person[calls.child]
    kind = np.where(
        calls.true_need, _choose(rng, count, (0.56, 0.24, 0.05, 0.02, 0.13)), _choose(rng, count, (0.12, 0.16, 0.22, 0.26, 0.24))
    )
    abuse = kind == 0
    severity = np.where(
        calls.true_need, _choose(rng, count, (0.02, 0.09, 0.31, 0.40, 0.18)), _choose(rng, count, (0, 0.01, 0.06, 0.36, 0.57))
    )
    response = np.where(
        calls.true_need & (kind <= 1), _choose(rng, count, (0.25, 0.38, 0.22, 0.09, 0.06)), _choose(rng, count, (0.8, 0.19, 0.01, 0, 0))
    )
    closed = calls.day + rng.integers(14, 500, count)
    closed = np.where((response == 0) & (closed > calls.day + 60), calls.day + 30, closed)
    number = np.where(rng.random(count) < RATES.blank_number, "", registry.number[person]).astype(object)
    return {
        "受付番号": np.array([f"U{i + 1:06}" for i in range(count)], dtype=object),
        "受付日": calendar.write(calls.day, calendar.western),
        "宛名番号": number,
        "児童氏名": registry.name[person],
        "児童氏名カナ": registry.kana[person],
        "児童生年月日": calendar.write(cohort.birth[calls.child], calendar.western),
        "性別": np.where(cohort.female[calls.child], "女", "男").astype(object),
        "相談種別": np.array(KINDS, dtype=object)[kind],
        "虐待種別": np.where(abuse, np.array(ABUSE, dtype=object)[_choose(rng, count, RATES.abuse_kinds)], "").astype(object),
        "経路": np.array(ROUTES, dtype=object)[_choose(rng, count, RATES.routes)],
        "重症度": np.where(abuse, np.array(SEVERITY, dtype=object)[severity], "").astype(object),
        "対応": np.array(RESPONSES, dtype=object)[response],
        "終結日": calendar.write(np.where(closed > registry.end, calendar.NEVER, closed), calendar.western),
        "備考": np.where(rng.random(count) < 0.2, "電話にて聴取", "").astype(object),
    }


def _choose(rng: np.random.Generator, count: int, shares: tuple[float, ...]) -> Ints:
    weights = np.array(shares)
    return rng.choice(len(shares), size=count, p=weights / weights.sum()).astype(np.int64)
