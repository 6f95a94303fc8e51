"""Ten million rows checked, masked and written by the product's own code, beside Polars that only copies the CSV.

Builds an extract of 375,781 residents in a temporary directory; shows seconds, ratios to the copy, and memory against the bars. Both
take turns, so that a busy machine slows both alike. BENCH_MASK_ROWS makes it smaller.
"""

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

import polars as pl

from benchmarks.hub import Run, process
from benchmarks.measure import Timing
from sukoyaka import console

ROWS = int(os.environ.get("BENCH_MASK_ROWS", "10000000"))
RUNS = int(os.environ.get("BENCH_RUNS", "3"))
PEER, OURS = f"peer: Polars {pl.__version__}, copy only", "sukoyaka: check, mask, write"
RATIO, MEMORY = 1.5, 700  # bars: times the copy, MiB


def run() -> list[Timing]:
    """The copy first."""
    runs: dict[str, list[Run]] = {"copy": [], "sukoyaka": []}
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIRECTORY")) as directory:
        file = Path(directory) / "受診記録_20240401.csv"
        process([sys.executable, "-m", "benchmarks.mask_job", "make", str(file), str(ROWS)])
        size = file.stat().st_size / 2**20
        for _ in range(RUNS):
            for job, done in runs.items():
                done.append(process([sys.executable, "-m", "benchmarks.mask_job", job, str(file)]))
    timings = [_timing(name, runs[job]) for name, job in ((PEER, "copy"), (OURS, "sukoyaka"))]
    _say(f"{ROWS:,} rows, {size:.0f} MiB", runs, timings[1].peak_mib)
    return timings


def _say(title: str, runs: dict[str, list[Run]], peak: float) -> None:
    said = {job: [json.loads(run.said) for run in done] for job, done in runs.items()}
    wall, processor = ({job: statistics.median(one[kind] for one in done) for job, done in said.items()} for kind in ("wall", "processor"))
    ratio, work = (seconds["sukoyaka"] / seconds["copy"] for seconds in (wall, processor))
    counts = said["sukoyaka"][0]
    console.say(f"{title}: {counts['kept']:,} kept, {counts['held back']:,} held back")
    console.say(
        f"mask: {ratio:.2f} times the copy (bar {RATIO}): {'met' if ratio <= RATIO else 'NOT met'}; processor time {work:.2f} times"
    )
    console.say(f"mask: {peak:.0f} MiB at most (bar {MEMORY}): {'met' if peak <= MEMORY else 'NOT met'}")


def _timing(name: str, runs: list[Run]) -> Timing:
    seconds = [float(json.loads(run.said)["wall"]) for run in runs]
    return Timing(name, statistics.median(seconds), min(seconds), max(seconds), max(run.peak_mib for run in runs))
