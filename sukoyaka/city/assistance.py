"""Public assistance: households that live on it, and those that did for a while.

Reads the registry and what people carry; writes the sheet of members and stretches. Why: hardship that no other source
states; the households are those whose grown-ups carry most of it.
"""

import numpy as np
import polars as pl

from sukoyaka.city import calendar
from sukoyaka.city.need import Ints, Latent, Reals
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import Sheet
from sukoyaka.city.social_rates import SOCIAL

ADULT = 18 * 365.25
ELDER = 65 * 365.25
START_REASONS = ("01", "02", "03", "04", "05", "06", "07", "09")
END_REASONS = ("01", "04", "05", "06", "09")


def sheet(registry: Registry, carried: Latent, rng: np.random.Generator) -> Sheet:
    """A row for every member of a household on assistance and stretch, by start."""
    lived = _lived(registry, carried)
    cases = _cases(lived, registry, rng)
    rows = (
        lived.join(cases, on="household")
        .with_columns(start=pl.max_horizontal("begin", "case_from"), end=pl.min_horizontal("until", "case_until"))
        .filter(pl.col("end") > pl.col("start"), pl.col("start") <= registry.end)
        .with_columns(end=pl.when(pl.col("end") > registry.end).then(calendar.NEVER).otherwise(pl.col("end")))
        .sort("start", "household", "person")
    )
    as_of = calendar.plain(calendar.date_of(registry.end))
    owner = registry.number[rows["person"].to_numpy()]
    return Sheet(f"被保護者_{as_of}.csv", "public_assistance", _columns(rows, owner, rng), owner)


def _lived(registry: Registry, carried: Latent) -> pl.DataFrame:
    """Person, household, begin, until, and what the person brings into it."""
    spells = registry.spells.group_by("person", "household", maintain_order=True).agg(pl.col("begin").min(), pl.col("until").max())
    person = spells["person"].to_numpy()
    age = np.minimum(spells["until"].to_numpy(), registry.end) - registry.birth[person]
    return spells.with_columns(
        hardship=pl.Series(carried.hardship[person]),
        illness=pl.Series(carried.illness[person]),
        adult=pl.Series(age >= ADULT),
        elder=pl.Series(age >= ELDER),
        woman=pl.Series(registry.female[person]),
        here=pl.Series(spells["until"].to_numpy() > registry.end),
    )


def _cases(lived: pl.DataFrame, registry: Registry, rng: np.random.Generator) -> pl.DataFrame:
    """`household, case, kind, case_from, case_until`: those in most hardship, as many as the rate says."""
    homes = (
        lived.group_by("household", maintain_order=True)
        .agg(
            hardship=pl.col("hardship").filter("adult").mean(),
            illness=pl.col("illness").max(),
            adults=pl.col("adult").sum(),
            elders=pl.col("elder").sum(),
            minors=(~pl.col("adult")).sum(),
            mother=(pl.col("adult") & pl.col("woman")).any(),
            here=pl.col("here").sum(),
        )
        .filter(pl.col("adults") > 0)
    )
    line = _line(homes, rng)
    ranked = homes.with_columns(line=pl.Series(line)).sort("line", "household", descending=[True, False])
    reached = ranked["here"].cum_sum().to_numpy()
    target = SOCIAL.on_assistance * float(registry.resident.sum())
    ended = reached > target
    chosen = ranked.with_columns(ended=pl.Series(ended)).filter(pl.Series(reached <= target * (1 + SOCIAL.formerly)))
    count = len(chosen)
    ages = (rng.random(count) * SOCIAL.assistance_years * 365.25).astype(np.int64)
    begin = registry.end - 45 - ages
    until = np.where(
        chosen["ended"].to_numpy(), begin + 90 + (rng.random(count) * np.maximum(ages - 90, 1)).astype(np.int64), calendar.NEVER
    )
    return chosen.select(
        "household",
        kind=pl.Series(_kind(chosen, rng)),
        case=pl.Series([f"{30_001 + i}" for i in range(count)], dtype=pl.String),
        case_from=pl.Series(begin, dtype=pl.Int64),
        case_until=pl.Series(until, dtype=pl.Int64),
    )


def _line(homes: pl.DataFrame, rng: np.random.Generator) -> Reals:
    """How near a household is to needing it: hardship shared by its grown-ups, earners missing."""
    alone = (homes["adults"] == 1).to_numpy()
    with_children = (homes["minors"] > 0).to_numpy()
    old = (homes["elders"] == homes["adults"]).to_numpy()
    line: Reals = (
        homes["hardship"].to_numpy()
        + 1.05 * (alone & with_children)
        + 1.0 * (alone & old)
        + 0.2 * (old & ~alone)
        - 0.2 * (homes["adults"].to_numpy() >= 3)
        + 0.7 * rng.standard_normal(len(homes))
    )
    return line


def _kind(homes: pl.DataFrame, rng: np.random.Generator) -> calendar.Words:
    alone, with_children = (homes["adults"] == 1).to_numpy(), (homes["minors"] > 0).to_numpy()
    old, ill = (homes["elders"] == homes["adults"]).to_numpy(), homes["illness"].to_numpy() + 0.7 * rng.standard_normal(len(homes))
    return np.select([old, alone & with_children & homes["mother"].to_numpy(), ill > 1.6, ill > 0.8], ["1", "2", "3", "4"], "5").astype(
        object
    )


def _columns(rows: pl.DataFrame, owner: calendar.Words, rng: np.random.Generator) -> dict[str, calendar.Words]:
    count = len(rows)
    adult, ended = rows["adult"].to_numpy(), (rows["end"] != calendar.NEVER).to_numpy()
    return {
        "ケース番号": rows["case"].to_numpy().astype(object),
        "宛名番号": owner,
        "世帯員続柄": np.where(adult, "世帯員", "子").astype(object),
        "世帯類型": rows["kind"].to_numpy().astype(object),
        "保護開始日": calendar.write(rows["start"].to_numpy(), calendar.figures),
        "開始理由": _one_of(START_REASONS, count, rng),
        "生活扶助": _flag(0.88, count, rng),
        "住宅扶助": _flag(0.84, count, rng),
        "医療扶助": _flag(0.83, count, rng),
        "妊産婦加算": np.full(count, "0", dtype=object),
        "就労状況": np.where(adult, np.where(rng.random(count) < 0.2, "2", "9"), "").astype(object),
        "保護廃止日": calendar.write(rows["end"].to_numpy(), calendar.figures),
        "廃止理由": np.where(ended, _one_of(END_REASONS, count, rng), "").astype(object),
        "特記事項": np.where(rng.random(count) < 0.05, "訪問済", "").astype(object),
    }


def _one_of(words: tuple[str, ...], count: int, rng: np.random.Generator) -> calendar.Words:
    chosen: Ints = rng.integers(0, len(words), count)
    return np.array(words, dtype=object)[chosen]


def _flag(share: float, count: int, rng: np.random.Generator) -> calendar.Words:
    return np.where(rng.random(count) < share, "1", "0").astype(object)
