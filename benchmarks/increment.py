"""A month's build beside a full one: the same two whole extracts, built from nothing, and built after the month before.

Makes a city of BENCH_SCALE (0.3) with `hub_month`; shows wall and processor seconds, what was made anew, and whether the bytes are equal.
"""

import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.hub import process
from benchmarks.hub_month import AFTER, BEFORE, MADE
from benchmarks.measure import Timing
from sukoyaka import console

SCALE, SEED = os.environ.get("BENCH_SCALE", "0.3"), os.environ.get("BENCH_SEED", "23")
RUNS = int(os.environ.get("BENCH_RUNS", "3"))
FULL, MONTH = "a full build", "a month's increment"


def step(name: str, *words: str) -> tuple[dict[str, Any], float]:
    """What a step of `hub_month` says, and its peak MiB."""
    run = process([sys.executable, "-m", "benchmarks.hub_month", name, *words])
    return dict(json.loads(run.said)), run.peak_mib


def run() -> list[Timing]:
    """Full and incremental builds in turns."""
    with tempfile.TemporaryDirectory() as directory:
        step("make", directory, SCALE, SEED)
        home = Path(directory) / "hub"
        pairs = [_pair(home) for _ in range(RUNS)]
    timings = [timing(name, [pair[name] for pair in pairs]) for name in (FULL, MONTH)]
    rows = []
    for name in (FULL, MONTH):
        seen = min((pair[name] for pair in pairs), key=lambda one: one["processor"])
        base = min(pair[FULL]["processor"] for pair in pairs)
        made = sum(seen["said"]["made"].values())
        periods = f"{len(seen['said']['periods_made'])} of {seen['said']['periods']}"
        rows.append((name, f"{seen['wall']:.2f}", f"{seen['processor']:.2f}", f"{seen['processor'] / base:.2f}", f"{made:,}", periods))
    console.show_table(f"city of {SCALE}", ("what", "wall s", "processor s", "ratio", "rows cleansed", "periods written"), rows)
    console.say(f"bytes of both: {'equal' if all(pair['equal'] for pair in pairs) else 'NOT EQUAL'}")
    return timings


def _pair(home: Path) -> dict[str, Any]:
    step("clear", str(home))
    full, full_peak = step("build", str(home), AFTER.isoformat())
    wanted = digests(home)
    step("clear", str(home))
    step("build", str(home), BEFORE.isoformat())
    month, month_peak = step("build", str(home), AFTER.isoformat())
    found = digests(home)
    equal = all(found.get(name) == digest for name, digest in wanted.items())
    return {FULL: full | {"peak": full_peak}, MONTH: month | {"peak": month_peak}, "equal": equal}


def digests(home: Path) -> dict[str, str]:
    """Digest of every file that was built, but what is kept for the next build."""
    roots = [home / name for name in MADE if name != "work"]
    paths = [path for root in roots for path in root.rglob("*") if path.is_file()]
    return {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def timing(name: str, runs: list[dict[str, Any]]) -> Timing:
    """Of steps that say `wall` and `peak`."""
    walls = sorted(one["wall"] for one in runs)
    return Timing(name, walls[len(walls) // 2], walls[0], walls[-1], max(one["peak"] for one in runs))
