"""The study of co-residents' health on synthetic cities that walked the whole path to the hub: planted against found.

Reads cities that it builds, one a seed, and their truth; prints the recovery table, each estimate and all of them together
(weighted by their precision). Peer: statsmodels on the same table, read from a file, without any of the safeguards.
"""

import json
import math
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import statsmodels.api as sm

from benchmarks.measure import Timing
from sukoyaka import console
from sukoyaka.demo import steps
from sukoyaka.demo.homes import ZONES, Homes, fresh
from sukoyaka.engine.duck import Duck
from sukoyaka.governance import register as registers
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.marts import open_mart
from sukoyaka.hub.study import protocol as protocols
from sukoyaka.hub.study.analyse import analyse
from sukoyaka.hub.study.fit import Estimate, estimates
from sukoyaka.hub.study.known import open_known
from sukoyaka.hub.study.table import Table, build
from sukoyaka.records.purpose import Purpose

AS_OF = date(2024, 4, 1)
SCALE = os.environ.get("BENCH_STUDY_SCALE", "0.3")
SEEDS = os.environ.get("BENCH_STUDY_SEEDS", "11,12,13").split(",")
CONTINUOUS = ("weight_sds", "height_sds", "head_circumference")
Told = tuple[str, str, float]  # exposure, outcome, truth


def run() -> list[Timing]:
    """Prints the recovery; returns the time of the analyses of one city beside one bare regression."""
    protocol, found = protocols.load("co_resident_health"), {}
    with tempfile.TemporaryDirectory() as directory:
        tables = []
        for seed in SEEDS:
            homes = walk(Path(directory) / seed, seed, SCALE)
            tables.append(_table(homes, protocol))
            for told in _truths(json.loads((homes.city / "truth" / "effects.json").read_text(encoding="utf-8"))):
                found.setdefault(told, []).append(_estimate(tables[-1], protocol, told))
    _show(found)
    table = tables[0]
    return [
        _timed("peer: one bare regression", lambda: _bare(table)),
        _timed("sukoyaka: the whole study", lambda: analyse(table, protocol)),
    ]


def walk(out: Path, seed: str, scale: str, *, build: bool = True) -> Homes:
    """City → terminal → hub, each step its own process; without `build` the hub only receives."""
    homes, day = fresh(out), AS_OF.isoformat()
    terminal, hub, _ = (("--home", str(homes.home(zone))) for zone in ZONES)
    _step(homes, "city", "city", "build", "--scale", scale, "--seed", seed, "--as-of", day, "--out", str(homes.city))
    for zone in ZONES:
        _step(homes, zone, zone, "keys", "init", "--home", str(homes.home(zone)))
    homes.exchange()
    media = str(homes.media("terminal"))
    _step(homes, "terminal", "terminal", "mask", str(homes.city / "extracts"), "--out", media, "--on", day, *terminal)
    _step(homes, "hub", "hub", "receive", media, "--on", day, *hub)
    if build:
        _step(homes, "hub", "hub", "build", "--as-of", day, *hub)
    return homes


def _step(homes: Homes, zone: str, *words: str) -> None:
    steps.run(" ".join(words[:2]), " ".join(words[:2]), words, homes.environment(zone), " ".join(words[:2]))


def _table(homes: Homes, protocol: protocols.Protocol) -> Table:
    mart = open_mart(homes.home("hub"), Purpose.HEALTH_STUDY)
    with Duck() as engine:
        return build(open_known(engine, mart, Permit(registers.load(), Purpose.HEALTH_STUDY, AS_OF), AS_OF), protocol)


def _truths(document: Mapping[str, Any]) -> list[Told]:
    planted = [(one["exposure"], one["outcome"], one["per_month"]) for one in document["planted"]]
    nulls = [(one["exposure"], one["outcome"], 0.0) for one in document["nulls"]]
    return planted + [one for one in nulls if one[0] in ("mood", "anxiety", "chronic")]


def _estimate(table: Table, protocol: protocols.Protocol, told: Told) -> Estimate | None:
    """A month of the exposure, as the study has it: beside the illnesses that come with it."""
    exposure, outcome, _ = told
    beside = next(one.beside for one in protocol.exposures if one.name == exposure)
    used = [exposure, *(name for name in beside if table.rows[name].n_unique() > 1)]
    binary = outcome not in CONTINUOUS
    variables = [name for name in protocol.variables if table.rows[name].n_unique() > 1 and not (binary and name == "age")]
    return estimates(table.rows, outcome, binary, used, variables).get(exposure)


def _show(found: Mapping[Told, Sequence[Estimate | None]]) -> None:
    rows = []
    for (exposure, outcome, truth), told in found.items():
        held = [one for one in told if one]
        each = [(f"seed {seed}", one.value, one.low, one.high) for seed, one in zip(SEEDS, told, strict=True) if one]
        for name, value, low, high in [*each, *([_together(held)] if len(held) > 1 else [])]:
            inside = "yes" if low <= truth <= high else "NO"
            rows.append((exposure, outcome, name, f"{truth:+.3f}", f"{value:+.3f}", f"{low:+.3f} to {high:+.3f}", inside))
    console.show_table("recovery, a month of the exposure", ("exposure", "outcome", "city", "planted", "found", "95%", "within"), rows)
    single = [row for row in rows if row[2] != "together"]
    console.say(f"within their intervals: {sum(row[-1] == 'yes' for row in single)} of {len(single)} estimates")


def _together(held: Sequence[Estimate]) -> tuple[str, float, float, float]:
    """The mean weighted by precision."""
    weights = [(2 * 1.96 / (one.high - one.low)) ** 2 for one in held]
    value = sum(w * one.value for w, one in zip(weights, held, strict=True)) / sum(weights)
    half = 1.96 / math.sqrt(sum(weights))
    return "together", value, value - half, value + half


def _timed(name: str, work: Callable[[], object], runs: int = 3) -> Timing:
    """In this process: Polars has threads here already, and a fork would wait for them for ever. The peak is that of the whole bench."""
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Timing(name, statistics.median(seconds), min(seconds), max(seconds), peak)


def _bare(table: Table) -> object:
    kept = table.rows.select("weight_sds", "mood", "birth_weight", "household").drop_nulls()
    design = sm.add_constant(kept.select(pl.col("mood", "birth_weight").cast(pl.Float64)).to_numpy())
    groups = kept["household"].rank("dense").cast(pl.Int64).to_numpy()
    return sm.OLS(kept["weight_sds"].to_numpy(), design).fit(cov_type="cluster", cov_kwds={"groups": groups})
