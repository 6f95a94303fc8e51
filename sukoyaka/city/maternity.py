"""Notices of pregnancy (妊娠届) and checkups in pregnancy (妊婦健診): when the notice came, what was answered, which vouchers were used.

Reads pregnancies; writes one sheet of notices, and one of vouchers a fiscal year. Why: a late notice and unused vouchers
are the earliest traces that a family in need leaves.
"""

import numpy as np

from sukoyaka.city import calendar
from sukoyaka.city.need import Cohort, Flags, Ints, Reals
from sukoyaka.city.pregnancies import Pregnancies
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import Sheet, by_year
from sukoyaka.city.social_rates import SOCIAL
from sukoyaka.city.stays import Stays
from sukoyaka.city.world import NOBODY

VISITS = (8, 12, 16, 20, 24, 26, 28, 30, 32, 34, 36, 37, 38, 39)  # weeks of the fourteen vouchers
VOUCHER_LAG = 62  # days until a voucher reaches the city
AFTER_BIRTH = -1  # in the place of a week


def sheets(registry: Registry, cohort: Cohort, stays: Stays, pregnancies: Pregnancies, rng: np.random.Generator, start: int) -> list[Sheet]:
    """The notices, and the vouchers by year."""
    week = _week_of_notice(pregnancies, rng)
    day = _day_of_notice(pregnancies, week, rng)
    here = stays.resident(pregnancies.mother, day)
    given = (day >= start) & (day <= registry.end) & (day < np.where(pregnancies.child == NOBODY, pregnancies.over, calendar.NEVER)) & here
    notices = _notices(registry, cohort, pregnancies, week, day, np.flatnonzero(given), rng)
    return [notices, *_vouchers(registry, stays, pregnancies, day, rng, start)]


def _week_of_notice(pregnancies: Pregnancies, rng: np.random.Generator) -> Ints:
    count, odds = len(pregnancies), np.exp(0.9 * pregnancies.strain)
    chance = rng.random(count)
    very = chance < SOCIAL.notice_very_late * odds
    late = chance < (SOCIAL.notice_very_late + SOCIAL.notice_late) * odds
    usual = np.clip(np.round(rng.normal(8.3, 1.5, count)), 5, 11)
    week = np.where(very, rng.integers(28, 44, count), np.where(late, 12 + (rng.random(count) ** 1.8 * 16), usual)).astype(np.int64)
    at_end = np.where(pregnancies.over == calendar.NEVER, 60, pregnancies.weeks(pregnancies.over))
    return np.where(week >= at_end, AFTER_BIRTH, week)


def _day_of_notice(pregnancies: Pregnancies, week: Ints, rng: np.random.Generator) -> Ints:
    within = pregnancies.begin + 7 * week + rng.integers(0, 7, len(week))
    within = np.minimum(within, np.where(pregnancies.over == calendar.NEVER, calendar.NEVER, pregnancies.over - 1))
    after = np.minimum(pregnancies.over, calendar.NEVER - 30) + rng.integers(1, 15, len(week))
    return np.where(week == AFTER_BIRTH, after, within)


def _notices(
    registry: Registry, cohort: Cohort, pregnancies: Pregnancies, week: Ints, day: Ints, rows: Ints, rng: np.random.Generator
) -> Sheet:
    rows = rows[np.lexsort((pregnancies.mother[rows], day[rows]))]
    mother, week, day = pregnancies.mother[rows], week[rows], day[rows]
    count, strain = len(rows), pregnancies.strain[rows]
    number = registry.number[mother]
    period = np.select([week == AFTER_BIRTH, week >= 28, week >= 20, week >= 12], ["5", "4", "3", "2"], "1").astype(object)
    columns = {
        "届出番号": np.array([f"N{i + 1:06}" for i in range(count)], dtype=object),
        "届出日": calendar.write(day, calendar.western),
        "宛名番号": np.where(rng.random(count) < SOCIAL.blank_number, "", number).astype(object),
        "妊婦氏名": registry.name[mother],
        "妊婦氏名カナ": registry.kana[mother],
        "妊婦生年月日": calendar.write(registry.birth[mother], calendar.western),
        "性別": np.full(count, "女", dtype=object),
        "妊娠週数": np.array(["" if w == AFTER_BIRTH else str(w) for w in week.tolist()], dtype=object),
        "届出時期区分": period,
        "分娩予定日": calendar.write(pregnancies.begin[rows] + 280, calendar.western),
        "初産経産": np.where(_has_child(registry, cohort, mother, pregnancies.begin[rows] + 280), "2", "1").astype(object),
        "多胎区分": np.minimum(pregnancies.children[rows], 3).astype("U1").astype(object),
        "婚姻状況": np.array(["1" if registry.world.kin.married[m] else "3" for m in mother.tolist()], dtype=object),
        **_answers(strain, rng),
        "面談所見": np.where(rng.random(count) < 0.04, "面談済", "").astype(object),
    }
    as_of = calendar.plain(calendar.date_of(registry.end))
    return Sheet(f"妊娠届_{as_of}.csv", "pregnancy_notice", columns, number)


def _has_child(registry: Registry, cohort: Cohort, mother: Ints, due: Ints) -> Flags:
    """Whether the woman had a child before, as far as the cohort knows."""
    first: dict[int, int] = {}
    for person, day in zip(cohort.person.tolist(), cohort.birth.tolist(), strict=True):
        parent = registry.world.kin.mother[person]
        first[parent] = min(day, first.get(parent, day))
    return np.array([first.get(m, calendar.NEVER) < d - 150 for m, d in zip(mother.tolist(), due.tolist(), strict=True)], dtype=bool)


def _answers(strain: Reals, rng: np.random.Generator) -> dict[str, calendar.Words]:
    count, odds = len(strain), np.exp(0.8 * strain - 0.1)
    sad = SOCIAL.feelings[2] + SOCIAL.feelings[3] + SOCIAL.feelings[4]
    chance, kind = rng.random(count), rng.random(count)
    unhappy = np.select([kind < SOCIAL.feelings[2] / sad, kind < (SOCIAL.feelings[2] + SOCIAL.feelings[3]) / sad], ["3", "4"], "5")
    happy = np.where(rng.random(count) < SOCIAL.feelings[0], "1", "2")
    answers = {
        "問診_妊娠の気持ち": np.where(chance < sad * odds, unhappy, happy),
        "問診_協力者": np.where(rng.random(count) < SOCIAL.no_helper * odds, "2", "1"),
        "問診_経済的な不安": np.where(rng.random(count) < SOCIAL.money_worry * np.exp(0.5 * strain), "1", "2"),
        "問診_喫煙": np.where(rng.random(count) < 0.03 * odds, "2", "1"),
        "問診_パートナーからの暴力": np.where(rng.random(count) < 0.006 * odds, "1", "2"),
        "問診_こころの病気": np.where(rng.random(count) < 0.04, "1", "2"),
    }
    blank = rng.random(count) < 0.015
    return {name: np.where(blank, "", value).astype(object) for name, value in answers.items()}


def _vouchers(
    registry: Registry, stays: Stays, pregnancies: Pregnancies, notified: Ints, rng: np.random.Generator, start: int
) -> list[Sheet]:
    """Visits after the notice and before the birth, by a woman who lives here; numbered in the order of use."""
    which = np.repeat(np.arange(len(pregnancies)), len(VISITS))
    day = pregnancies.begin[which] + 7 * np.tile(np.array(VISITS), len(pregnancies)) + rng.integers(0, 6, len(which))
    odds = np.exp(0.8 * pregnancies.strain)[which]
    kept = (day > notified[which]) & (day < pregnancies.over[which]) & (day >= start) & (day <= registry.end - VOUCHER_LAG)
    kept &= rng.random(len(which)) >= np.minimum(SOCIAL.voucher_unused * odds, 0.6)
    rows = np.flatnonzero(kept)
    rows = rows[stays.resident(pregnancies.mother[which[rows]], day[rows])]
    used = which[rows]
    begins = np.concatenate([[0], np.flatnonzero(np.diff(used)) + 1]) if len(used) else np.array([], dtype=np.int64)
    round_ = np.arange(len(used)) - np.repeat(begins, np.diff(np.append(begins, len(used)))) + 1
    order = np.lexsort((pregnancies.mother[used], day[rows]))
    return _voucher_sheets(registry, pregnancies, used[order], round_[order], day[rows][order], rng)


def _voucher_sheets(
    registry: Registry, pregnancies: Pregnancies, used: Ints, round_: Ints, day: Ints, rng: np.random.Generator
) -> list[Sheet]:
    mother, count = pregnancies.mother[used], len(used)
    number = registry.number[mother]
    week = (day - pregnancies.begin[used]) // 7
    columns = {
        "受診票番号": np.array([f"J{i + 1:07}" for i in range(count)], dtype=object),
        "宛名番号": np.where(rng.random(count) < SOCIAL.blank_number, "", number).astype(object),
        "氏名": registry.name[mother],
        "氏名カナ": registry.kana[mother],
        "生年月日": calendar.write(registry.birth[mother], calendar.western),
        "性別": np.full(count, "2", dtype=object),
        "受診回": round_.astype("U2").astype(object),
        "受診日": calendar.write(day, calendar.plain),
        "妊娠週数": week.astype("U2").astype(object),
        "体重": np.array([f"{kg:.1f}" for kg in (53 + 0.25 * week + rng.normal(0, 7, count)).clip(36, 120).tolist()], dtype=object),
        "収縮期血圧": np.round(rng.normal(112, 11, count).clip(85, 180)).astype(np.int64).astype("U3").astype(object),
        "尿蛋白": np.select([rng.random(count) < 0.03, rng.random(count) < 0.08], ["3", "2"], "1").astype(object),
        "HBs抗原": np.where(round_ == 1, "1", "").astype(object),
        "医療機関コード": np.array([f"14{n:05}" for n in rng.integers(0, 60, count).tolist()], dtype=object),
    }
    return by_year("妊婦健診", "maternity", columns, number, day, registry.end)
