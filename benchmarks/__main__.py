"""`make bench [ONLY=name]`: runs the benchmarks and prints each figure with its ratio to the first of its table."""

import argparse
from collections.abc import Callable

from benchmarks import build, claims, hub, increment, link, mask, office, parcel, screening, study
from benchmarks.measure import Timing
from sukoyaka import console

BENCHES: dict[str, Callable[[], list[Timing]]] = {
    "build": build.run,
    "claims": claims.run,
    "hub": hub.run,
    "increment": increment.run,
    "link": link.run,
    "mask": mask.run,
    "office": office.run,
    "parcel": parcel.run,
    "screening": screening.run,
    "study": study.run,
}


def main() -> None:
    """Parses the name and shows a table per benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(BENCHES))
    only = parser.parse_args().only
    for name, bench in BENCHES.items():
        if only in (None, name):
            show(name, bench())


def show(name: str, timings: list[Timing]) -> None:
    """Each figure beside the first: the limit or the peer."""
    base = timings[0].seconds
    rows = [(t.name, f"{t.seconds:.2f}", f"{t.low:.2f}-{t.high:.2f}", f"{t.seconds / base:.2f}", f"{t.peak_mib:.0f}") for t in timings]
    console.show_table(name, ("what", "seconds", "range", f"ratio to {timings[0].name}", "peak MiB"), rows)


if __name__ == "__main__":
    main()
