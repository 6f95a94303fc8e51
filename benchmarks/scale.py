"""What the features cost against rows: `python -m benchmarks.scale OUT.svg [SHARE...]`, sizes as shares of one city.

One city is 20 million events of 375,000 people and 20,000 index rows; each size keeps the proportions. Prints the figures and the
exponent fitted to them; draws the curves. Ten cities take 2 GB of disk while it runs, a prefecture of 25 takes 5 GB.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np

from benchmarks.hub import Run, process
from sukoyaka import console

EVENTS, PEOPLE, ROWS = 20_000_000, 375_000, 20_000
SIZES = (0.1, 1.0, 10.0, 25.0)
SMALL = 1.0  # sizes up to which the better of two runs counts


def measured(share: float) -> Run:
    """Ours at a share of the city."""
    with tempfile.TemporaryDirectory() as directory:
        counts = [str(round(share * whole)) for whole in (EVENTS, PEOPLE, ROWS)]
        process([sys.executable, "-m", "benchmarks.hub_job", "make", directory, *counts])
        runs = [process([sys.executable, "-m", "benchmarks.hub_job", "sukoyaka", directory]) for _ in range(2 if share <= SMALL else 1)]
    found = min(runs, key=lambda run: run.processor)
    console.say(f"{share:g} cities: {found.wall:.1f} s wall, {found.processor:.1f} s of processor time, {found.peak_mib:.0f} MiB")
    return found


def fitted(rows: Sequence[float], seconds: Sequence[float]) -> float:
    """The exponent of cost against rows: the slope of the straight line through the logarithms."""
    return float(np.polyfit(np.log(rows), np.log(seconds), 1)[0])


def draw(rows: Sequence[float], runs: Sequence[Run], exponent: float, place: Path) -> None:
    """Processor seconds and memory against millions of events, logarithmic, beside the line of cost in proportion to rows."""
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "sukoyaka"
    from matplotlib import pyplot as plt

    figure, (cost, memory) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    seconds = [run.processor for run in runs]
    cost.loglog(rows, seconds, "o-", label=f"measured, exponent {exponent:.2f}")
    cost.loglog(rows, [seconds[-1] * one / rows[-1] for one in rows], "--", color="grey", label="in proportion to rows")
    cost.set(xlabel="million events", ylabel="processor seconds")
    cost.legend()
    memory.loglog(rows, [run.peak_mib for run in runs], "s-", color="tab:orange")
    memory.set(xlabel="million events", ylabel="peak MiB", ylim=(100, 10_000))
    figure.savefig(place, metadata={"Date": None})


def main() -> None:
    shares = [float(share) for share in sys.argv[2:]] or list(SIZES)
    runs = [measured(share) for share in shares]
    rows = [share * EVENTS / 1e6 for share in shares]
    exponent = fitted(rows, [run.processor for run in runs])
    last = fitted(rows[-2:], [run.processor for run in runs[-2:]])
    draw(rows, runs, exponent, Path(sys.argv[1]))
    figures = [
        (f"{s:g}", f"{s * EVENTS:,.0f}", f"{r.wall:.1f}", f"{r.processor:.1f}", f"{r.peak_mib:.0f}")
        for s, r in zip(shares, runs, strict=True)
    ]
    console.show_table("cost against rows", ("cities", "events", "wall s", "processor s", "peak MiB"), figures)
    console.say(f"exponent {exponent:.2f} over all sizes, {last:.2f} between the last two")


if __name__ == "__main__":
    main()
