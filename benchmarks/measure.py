"""Times a piece of work in a process of its own, so that memory figures are its own and caches start alike."""

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection


@dataclass(frozen=True)
class Timing:
    """Median seconds over the runs, their range, and the peak memory of the largest run."""

    name: str
    seconds: float
    low: float
    high: float
    peak_mib: float


def timed(name: str, work: Callable[[], object], runs: int = 3) -> Timing:
    """Runs `work` in a forked process `runs` times after one warm-up."""
    results = [_once(work) for _ in range(runs + 1)][1:]
    seconds = [result[0] for result in results]
    return Timing(name, statistics.median(seconds), min(seconds), max(seconds), max(result[1] for result in results))


def _once(work: Callable[[], object]) -> tuple[float, float]:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_child, args=(work, theirs))
    process.start()
    theirs.close()
    result: tuple[float, float] = ours.recv()
    process.join()
    return result


def _child(work: Callable[[], object], answer: Connection) -> None:
    started = time.perf_counter()
    work()
    answer.send((time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
