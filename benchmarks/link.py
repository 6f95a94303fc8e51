"""Linking 100,000 dirty rows to the residents of a full-size city, beside a tuned Splink, and FEBRL 4 and 3 through the same code.

Reads a synthetic city that it builds; shows time, memory, precision, recall and F1 of both. Our threshold is chosen without the
truth; Splink's is probability 0.5. The peer gets our match keys, and their time is added to its own.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks import febrl
from benchmarks.measure import Timing
from sukoyaka import console

HERE = Path(__file__).parent
PEER, OURS = "peer: Splink 5.0.0, tuned", "sukoyaka"
RATIO, MEMORY, F1, PRECISION = 0.40, 1024, 0.998, 0.9998  # bars
SCALE, SEED = float(os.environ.get("BENCH_LINK_SCALE", "1")), int(os.environ.get("BENCH_LINK_SEED", "1"))


@dataclass(frozen=True)
class Run:
    """A process of its own: wall and processor seconds, peak memory, what it printed."""

    seconds: float
    processor: float
    peak_mib: float
    said: str


def run() -> list[Timing]:
    """Figures for the city; the quality of both is shown beside them."""
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        febrl.show(place)
        # in a process of its own: a child's peak memory counts what its parent held when it was started
        _process([sys.executable, "-m", "benchmarks.dirty_people", str(place), str(SEED), str(SCALE)])
        ours = _process([sys.executable, str(HERE / "link_sukoyaka.py"), str(place)])
        keys = _process([sys.executable, str(HERE / "link_sukoyaka.py"), str(place), "keys"])
        peer = _peer(place, *map(float, keys.said.split()))
        figures = [(OURS, ours, "ours.parquet")]
        if peer:
            figures.insert(0, (PEER, peer, "splink.parquet"))
        _show(place, [(name, place / file) for name, _, file in figures])
        _bars(ours, peer, place)
        return [Timing(name, run.seconds, run.seconds, run.seconds, run.peak_mib) for name, run, _ in figures]


def _bars(ours: Run, peer: Run | None, place: Path) -> None:
    """Ours against the peer of the same run, and against what is asked of any run."""
    truth = pl.read_parquet(place / "truth.parquet").with_row_index("row").cast({"row": pl.Int64})
    *_, precision, _, f1 = quality(pl.read_parquet(place / "ours.parquet").cast({"row": pl.Int64}), truth)
    bars = [("MiB", ours.peak_mib, ours.peak_mib <= MEMORY), ("F1", f1, f1 >= F1), ("precision", precision, precision >= PRECISION)]
    if peer:
        times = (ours.seconds / peer.seconds, ours.processor / peer.processor)
        bars = [("times the peer", times[0], times[0] <= RATIO), ("times its processor time", times[1], times[1] <= RATIO), *bars]
    for name, figure, met in bars:
        console.say(f"link: {figure:.5g} {name}: {'met' if met else 'NOT met'}")


def _process(command: list[str]) -> Run:
    """Time and memory of one child."""
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen(command, stdout=said, env={**os.environ, "PYTHONPATH": str(HERE.parent)})
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, command)
        return Run(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said.read())


def _peer(place: Path, keys: float, work: float) -> Run | None:
    """Splink in an environment of its own, if it can be installed here."""
    python = place / "peer" / "bin" / "python"
    try:
        subprocess.run([sys.executable, "-m", "venv", str(place / "peer")], check=True, capture_output=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "-q", "-r", str(HERE / "requirements-link.txt")], check=True, capture_output=True
        )
    except subprocess.CalledProcessError:
        console.say("Splink could not be installed (no package index?): our figures stand alone")
        return None
    run = _process([str(python), str(HERE / "link_splink.py"), str(place)])
    return Run(run.seconds + keys, run.processor + work, run.peak_mib, run.said)


def _show(place: Path, results: list[tuple[str, Path]]) -> None:
    truth = pl.read_parquet(place / "truth.parquet").with_row_index("row").cast({"row": pl.Int64})
    rows = [(name, *quality(pl.read_parquet(path).cast({"row": pl.Int64}), truth)) for name, path in results]
    console.show_table(
        f"{truth.height:,} rows to {pl.scan_parquet(place / 'residents.parquet').select(pl.len()).collect().item():,} residents",
        ("what", "links", "wrong", "precision", "recall", "F1"),
        [(name, links, wrong, f"{p:.5f}", f"{r:.5f}", f"{f:.5f}") for name, links, wrong, p, r, f in rows],
    )


def quality(links: pl.DataFrame, truth: pl.DataFrame) -> tuple[int, int, float, float, float]:
    """links, wrong ones, precision, recall, F1; a link of somebody who is not in the register is wrong."""
    both = links.select("row", "resident").join(truth.select("row", true="resident"), on="row")
    right = int((both["resident"] == both["true"]).fill_null(value=False).sum())
    precision, recall = right / max(links.height, 1), right / max(truth["resident"].count(), 1)
    return links.height, links.height - right, precision, recall, 2 * right / (links.height + truth["resident"].count())
