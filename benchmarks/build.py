"""A city from opened parcels to features, beside the time in which DuckDB reads, sorts and writes the same rows in the same run.

Makes a city of BENCH_SCALE (0.3) with `hub_month`. The rows of the peer are those of the delivery, and the events that come of them, once
each.
"""

import os
import tempfile
from pathlib import Path

from benchmarks.hub_month import AFTER
from benchmarks.increment import SCALE, SEED, step, timing
from benchmarks.measure import Timing
from sukoyaka import console

RUNS = int(os.environ.get("BENCH_RUNS", "3"))
PEER, OURS = "duckdb: read, sort, write", "sukoyaka: parcels to features"


def run() -> list[Timing]:
    """Both in turns; shows processor seconds and memory too."""
    found: dict[str, list[dict[str, float]]] = {PEER: [], OURS: []}
    with tempfile.TemporaryDirectory() as directory:
        step("make", directory, SCALE, SEED)
        home = Path(directory) / "hub"
        for _ in range(RUNS):
            step("clear", str(home))
            parts = [step("build", str(home), AFTER.isoformat()), step("features", str(home), str(Path(directory) / "f.parquet"))]
            sums = {what: sum(one[what] for one, _ in parts) for what in ("wall", "processor")}
            found[OURS].append(sums | {"peak": max(peak for _, peak in parts)})
            said, peak = step("duck", str(home))
            found[PEER].append({"wall": said["wall"], "processor": said["processor"], "peak": peak})
    base = min(one["processor"] for one in found[PEER])
    rows = []
    for name, runs in found.items():
        best = min(runs, key=lambda one: one["processor"])
        rows.append((name, f"{best['wall']:.2f}", f"{best['processor']:.2f}", f"{best['processor'] / base:.1f}", f"{best['peak']:.0f}"))
    console.show_table(f"city of {SCALE}", ("what", "wall s", "processor s", "ratio", "peak MiB"), rows)
    return [timing(name, runs) for name, runs in found.items()]
