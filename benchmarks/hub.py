"""720 features of 20,000 index rows at 1 and 10 million events, or at BENCH_EVENTS=1000000,10000000,100000000: ours and others.

Builds the events in a temporary directory; shows wall seconds, processor seconds, memory and whether the results are equal. The
implementations take turns, so that a busy machine slows all of them alike. 100 million events need 6 GB of disk.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks import hub_job, hub_postgres
from benchmarks.measure import Timing
from sukoyaka import console

ROOT = Path(__file__).parents[1]
SUBJECTS = {1_000_000: 20_000, 10_000_000: 375_000, 100_000_000: 3_000_000}
SIZES = [int(size) for size in os.environ.get("BENCH_EVENTS", "1000000,10000000").split(",")]
RUNS = int(os.environ.get("BENCH_RUNS", "3"))
BY_HAND, OURS, OWN, DAY = "sql", "sukoyaka", "own", "day"
FLATTENER, COLLATE = "timeseriesflattener 2.5.2", "collate 0.3.0"
WORDS = {
    BY_HAND: "DuckDB SQL by hand",
    OURS: "ours",
    OWN: "ours, own events",
    FLATTENER: f"{FLATTENER}, own events",
    DAY: "ours, own events, one day",
    COLLATE: f"{COLLATE} on PostgreSQL, own events, one day",
}


@dataclass(frozen=True)
class Run:
    """One process: wall and processor seconds, peak memory, last line it printed."""

    wall: float
    processor: float
    peak_mib: float
    said: str

    @property
    def work(self) -> dict[str, float]:
        """What it says of itself: `seconds`, `processor` and `features`, without start and imports."""
        return {name: float(value) for name, value in json.loads(self.said).items() if isinstance(value, int | float)}


def run() -> list[Timing]:
    """The largest size's times; a table for every size is shown."""
    python = _peer_python()
    timings: list[Timing] = []
    for events in SIZES:
        with tempfile.TemporaryDirectory() as directory:
            timings = _size(Path(directory), events, python)
    return timings


def _size(place: Path, events: int, python: str | None) -> list[Timing]:
    process([sys.executable, "-m", "benchmarks.hub_job", "make", str(place), str(events), str(SUBJECTS[events])])
    works: dict[str, Callable[[], Run]] = {name: _job(place, name) for name in (BY_HAND, OURS, OWN)}
    url = None
    if python:
        works[FLATTENER] = lambda: process([python, str(ROOT / "benchmarks" / "hub_peer.py"), str(place)])
        url = hub_postgres.loaded(place) if events == min(SUBJECTS) else None
    if python and url:
        works[DAY] = _job(place, DAY)
        works[COLLATE] = lambda: process([python, str(ROOT / "benchmarks" / "hub_collate.py"), url, hub_job.DAY.isoformat()])
    runs: dict[str, list[Run]] = {name: [] for name in works}
    for _ in range(RUNS):
        for name, work in works.items():
            runs[name].append(work())
    _show(f"{events:,} events", runs)
    _compare("ours and the SQL by hand", *(pl.read_parquet(place / f"{name}.parquet") for name in (OURS, BY_HAND)))
    if url:
        made = hub_postgres.features(url, json.loads(runs[COLLATE][0].said)["table"])
        _compare("ours and collate", pl.read_parquet(place / f"{DAY}.parquet"), made)
    return [_timing(f"{WORDS[name]} · {events:,} events", some) for name, some in runs.items()]


def _job(place: Path, name: str) -> Callable[[], Run]:
    return lambda: process([sys.executable, "-m", "benchmarks.hub_job", name, str(place), str(place / f"{name}.parquet")])


def _show(title: str, runs: dict[str, list[Run]]) -> None:
    base = statistics.median(one.processor for one in runs[BY_HAND])
    rows = []
    for name, some in runs.items():
        wall, processor = (statistics.median(getattr(one, what) for one in some) for what in ("wall", "processor"))
        seconds, spent = (statistics.median(one.work[what] for one in some) for what in ("seconds", "processor"))
        ratio = f"{processor / base:.2f}" if name in (BY_HAND, OURS) else ""
        features = int(some[0].work["features"])
        peak = f"{max(one.work['peak_mib'] for one in some):.0f}" if name != COLLATE else ""  # the database's is not in it
        whole = (f"{wall:.2f}", f"{processor:.2f}", ratio) if name != COLLATE else ("", "", "")
        rows.append((WORDS[name], features, *whole, f"{seconds:.2f}", f"{spent:.2f}", f"{1000 * spent / features:.1f}", peak))
    header = ("what", "features", "wall s", "processor s", "ratio", "work s", "its processor s", "ms a feature", "peak MiB")
    console.show_table(title, header, rows)


def _compare(what: str, ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    difference = hub_job.difference(ours, theirs)
    equal = "equal" if difference <= hub_job.FAULTLESS else "NOT EQUAL"
    console.say(f"results of {what}: {equal} (largest difference {difference:.1e})")


def _timing(name: str, runs: list[Run]) -> Timing:
    walls = [one.wall for one in runs]
    return Timing(name, statistics.median(walls), min(walls), max(walls), max(one.work.get("peak_mib", one.peak_mib) for one in runs))


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
        subprocess.run([str(python), "-c", "import timeseriesflattener, collate"], check=True)
    except subprocess.CalledProcessError:
        console.say("timeseriesflattener and collate cannot be installed here: they are left out")
        return None
    return str(python)
