"""A city-month of claims (UKE) read to tables: ours beside a line-by-line reader with the csv module, and beside cutting lines alone.

Writes the month into a temporary directory; shows seconds, ratios, memory, and whether both read the same. All take turns, so that a
busy machine slows all of them alike.
"""

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks import claims_job, claims_month
from benchmarks.hub import Run, process
from benchmarks.measure import Timing
from sukoyaka import console

RECEIPTS = int(os.environ.get("BENCH_CLAIMS_RECEIPTS", "120000"))
RUNS = int(os.environ.get("BENCH_RUNS", "3"))
BAR = 10
FIGURES = (  # name, job, what it reached
    ("sukoyaka: to tables", "sukoyaka", "tables"),
    ("limit: decoded and cut into lines", "lines", "lines"),
    ("peer: csv module, to records in memory", "peer", "records"),
    ("peer: csv module, to tables", "peer", "tables"),
)


def run() -> list[Timing]:
    """The product's reader first; then the limit and the peer. Processor seconds are shown beside the wall's."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "RECEIPTC.UKE"
        lines = claims_month.write(file, RECEIPTS)
        title = f"{RECEIPTS:,} receipts, {lines:,} records, {file.stat().st_size / 2**20:.0f} MiB"
        runs: dict[str, list[Run]] = {job: [] for job in ("sukoyaka", "lines", "peer")}
        for _ in range(RUNS):
            for job, done in runs.items():
                done.append(process([sys.executable, "-m", "benchmarks.claims_job", job, str(file)]))
        console.say(f"tables of both readers: {'equal' if claims_job.equal(file.parent) else 'NOT EQUAL'}")
    figures = [(name, *_seconds(runs[job], reached), max(run.peak_mib for run in runs[job])) for name, job, reached in FIGURES]
    _show(title, [(name, statistics.median(wall), statistics.median(processor)) for name, wall, processor, _ in figures])
    return [Timing(name, statistics.median(wall), min(wall), max(wall), peak) for name, wall, _, peak in figures]


def _seconds(runs: list[Run], reached: str) -> tuple[list[float], list[float]]:
    """Wall and processor seconds of each run."""
    both = [json.loads(run.said)[reached] for run in runs]
    return [wall for wall, _ in both], [processor for _, processor in both]


def _show(title: str, rows: list[tuple[str, float, float]]) -> None:
    _, ours, work = rows[0]
    header = ("what", "wall s", "times ours", "processor s", "times ours")
    console.show_table(title, header, [(name, f"{w:.2f}", f"{w / ours:.1f}", f"{p:.2f}", f"{p / work:.1f}") for name, w, p in rows])
    peer = rows[-1][1]
    console.say(
        f"claims: the line-by-line reader takes {peer / ours:.1f} times ours (bar {BAR}): {'met' if peer >= BAR * ours else 'NOT met'}"
    )
