"""What the features cost against rows: `python -m benchmarks.scale OUT.svg [LARGEST]`, sizes as shares of one city.

One city is 20 million events of 375,000 people and 20,000 index rows; each size keeps the proportions. Prints the figures and the
exponent fitted to them; draws the curve.
"""

import sys
import tempfile
from pathlib import Path

import matplotlib as mpl
import numpy as np

from benchmarks.hub import Run, process
from sukoyaka import console

EVENTS, PEOPLE, ROWS = 20_000_000, 375_000, 20_000
SIZES = (0.01, 0.1, 0.3, 1.0, 10.0)


def measured(share: float) -> Run:
    """Ours at a share of the city: the better of two."""
    with tempfile.TemporaryDirectory() as directory:
        counts = [str(round(share * whole)) for whole in (EVENTS, PEOPLE, ROWS)]
        process([sys.executable, "-m", "benchmarks.hub_job", "make", directory, *counts])
        return min(
            (process([sys.executable, "-m", "benchmarks.hub_job", "sukoyaka", directory]) for _ in range(2)), key=lambda r: r.processor
        )


def draw(shares: list[float], seconds: list[float], exponent: float, place: Path) -> None:
    """Processor seconds against millions of events, both logarithmic, with the line of cost in proportion to rows."""
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "sukoyaka"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 4))
    rows = np.array(shares) * EVENTS / 1e6
    axes.loglog(rows, seconds, "o-", label=f"measured, exponent {exponent:.2f} over the last step")
    axes.loglog(rows, seconds[-1] * rows / rows[-1], "--", color="grey", label="in proportion to rows")
    axes.set(xlabel="million events", ylabel="processor seconds")
    axes.legend()
    figure.savefig(place, metadata={"Date": None})


def main() -> None:
    largest = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    shares = [share for share in SIZES if share <= largest]
    runs = [measured(share) for share in shares]
    seconds = [run.processor for run in runs]
    exponent = float(np.log(seconds[-1] / seconds[-2]) / np.log(shares[-1] / shares[-2]))
    draw(shares, seconds, exponent, Path(sys.argv[1]))
    figures = [
        (f"{s:g}", f"{s * EVENTS:,.0f}", f"{r.wall:.1f}", f"{r.processor:.1f}", f"{r.peak_mib:.0f}")
        for s, r in zip(shares, runs, strict=True)
    ]
    console.show_table("cost against rows", ("cities", "events", "wall s", "processor s", "peak MiB"), figures)
    console.say(f"exponent {exponent:.2f}")


if __name__ == "__main__":
    main()
