"""720 features of 20,000 index rows at 1 and 10 million events (100 with BENCH_LARGE=1): ours, DuckDB SQL by hand, timeseriesflattener.

Builds the events in a temporary directory; shows wall seconds, processor seconds, memory and whether the results are equal. The
implementations take turns, so that a busy machine slows all of them alike.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks import hub_job
from benchmarks.measure import Timing
from sukoyaka import console

ROOT = Path(__file__).parents[1]
SIZES = [(1_000_000, 20_000), (10_000_000, 375_000), *([(100_000_000, 3_000_000)] if os.environ.get("BENCH_LARGE") == "1" else [])]
RUNS = int(os.environ.get("BENCH_RUNS", "3"))
BY_HAND, OURS, PEER = "sql", "sukoyaka", "timeseriesflattener 2.5.2"


@dataclass(frozen=True)
class Run:
    """One process: wall and processor seconds, peak memory, last line it printed."""

    wall: float
    processor: float
    peak_mib: float
    said: str


def run() -> list[Timing]:
    """The largest size's times; a table for every size is shown."""
    python = _peer_python()
    timings: list[Timing] = []
    for events, subjects in SIZES:
        with tempfile.TemporaryDirectory() as directory:
            timings = _size(Path(directory), events, subjects, python)
    return timings


def _size(place: Path, events: int, subjects: int, python: str | None) -> list[Timing]:
    process([sys.executable, "-m", "benchmarks.hub_job", "make", str(place), str(events), str(subjects)])
    runs: dict[str, list[Run]] = {BY_HAND: [], OURS: []} | ({PEER: []} if python else {})
    for _ in range(RUNS):
        for name in (BY_HAND, OURS):
            command = [sys.executable, "-m", "benchmarks.hub_job", name, str(place), str(place / f"{name}.parquet")]
            runs[name].append(process(command))
        if python:
            runs[PEER].append(process([python, str(ROOT / "benchmarks" / "hub_peer.py"), str(place)]))
    ours, by_hand = (pl.read_parquet(place / f"{name}.parquet") for name in (OURS, BY_HAND))
    _show(f"{events:,} events", runs, hub_job.difference(ours, by_hand))
    return [_timing(f"{name} · {events:,} events", some) for name, some in runs.items()]


def _show(title: str, runs: dict[str, list[Run]], difference: float) -> None:
    features = {name: _features(name, some) for name, some in runs.items()}
    base = statistics.median(one.processor for one in runs[BY_HAND])
    rows = []
    for name, some in runs.items():
        processor = statistics.median(one.processor for one in some)
        wall = statistics.median(one.wall for one in some)
        each = 1000 * processor / features[name]
        peak = max(one.peak_mib for one in some)
        rows.append((name, features[name], f"{wall:.2f}", f"{processor:.2f}", f"{processor / base:.2f}", f"{each:.1f}", f"{peak:.0f}"))
    header = ("what", "features", "wall s", "processor s", "ratio to sql", "ms a feature", "peak MiB")
    console.show_table(title, header, rows)
    equal = "equal" if difference <= hub_job.FAULTLESS else "NOT EQUAL"
    console.say(f"results of ours and of the SQL by hand: {equal} (largest difference {difference:.1e})")


def _features(name: str, runs: list[Run]) -> int:
    return int(json.loads(runs[0].said)["features"]) if name == PEER else len(hub_job.questions())


def _timing(name: str, runs: list[Run]) -> Timing:
    walls = [one.wall for one in runs]
    return Timing(name, statistics.median(walls), min(walls), max(walls), max(one.peak_mib for one in runs))


def process(command: list[str]) -> Run:
    """A child process; raises if it fails."""
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen(command, stdout=said, env={**os.environ, "PYTHONPATH": str(ROOT)})
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, command)
        said.seek(0)
        words = said.read().strip().splitlines()
    wall = time.perf_counter() - started
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, words[-1] if words else "")


def _peer_python() -> str | None:
    """The peer's own environment, made on first use; none where it cannot be installed."""
    place = Path(os.environ.get("SUKOYAKA_BENCH_HUB_PEER", ROOT / "var" / "bench-hub"))
    python = place / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
            wanted = str(ROOT / "benchmarks" / "requirements-hub.txt")
            subprocess.run([str(python), "-m", "pip", "install", "-q", "-r", wanted], check=True)
        subprocess.run([str(python), "-c", "import timeseriesflattener"], check=True)
    except subprocess.CalledProcessError:
        console.say("timeseriesflattener cannot be installed here: it is left out")
        return None
    return str(python)
