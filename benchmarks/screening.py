"""Points learned from few labels, beside the oracle, cards, L2 logistic, EBM and LightGBM; and a determination's time.

Builds a synthetic city (or takes $SUKOYAKA_BENCH_DEMO, a directory of `sukoyaka demo run`), draws labels from its truth,
which no zone may read, and runs the peers in a virtual environment of their own (requirements-screening.txt).
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.linear_model import LogisticRegression

from benchmarks.measure import Timing
from sukoyaka import console
from sukoyaka.demo.marks import auc, precision_at
from sukoyaka.engine.duck import Duck
from sukoyaka.governance import register as registers
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.evaluation.cohort import FINE
from sukoyaka.hub.features.catalogue import CATALOGUE
from sukoyaka.hub.features.measure import measure
from sukoyaka.hub.features.view import open_view
from sukoyaka.hub.findings.people import open_crosswalks
from sukoyaka.hub.marts import open_mart
from sukoyaka.hub.screening import criteria as criteria_files
from sukoyaka.hub.screening.determination import determine
from sukoyaka.hub.screening.model.design import Card, Design, Step, design_of
from sukoyaka.hub.screening.model.learner import Labels, fit
from sukoyaka.hub.screening.model.rounding import rounded
from sukoyaka.records.purpose import Purpose
from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.mask import pseudonyms

ROOT = Path(__file__).parents[1]
SIZES, DRAWS, SHARE = (10, 20, 50, 100, 400), 8, 0.034
DAY = date(2024, 4, 1)
# Public tables: items as a nurse, a doctor or an officer would write them before looking, with a point or two each.
TABLES = {
    "birthwt": (
        "low",
        [("smoke", 1, 1), ("ht", 1, 2), ("ui", 1, 2), ("ptl", 1, 2), ("lwt", -110, 1), ("age", -19, 1)],
        (10, 20, 40),
    ),
    "flchain": (
        "death",
        [("age", 60, 2), ("age", 70, 2), ("age", 80, 3), ("flc.grp", 8, 1), ("flc.grp", 10, 1), ("creatinine", 1.3, 1), ("mgus", 1, 1)],
        (10, 20, 50, 100, 400),
    ),
    "recid": (
        "again",
        [("alcohol", 1, 1), ("drugs", 1, 1), ("priors", 1, 1), ("priors", 4, 1), ("property", 1, 1), ("age", -300, 1), ("tserved", 24, 1)],
        (10, 20, 50, 100, 400),
    ),
}


@dataclass(frozen=True)
class Task:
    """A population to learn on."""

    name: str
    design: Design
    raw: np.ndarray
    positive: np.ndarray
    oracle: np.ndarray | None
    sizes: tuple[int, ...]
    share: float  # of the tested who can be looked at


def run() -> list[Timing]:
    """Prints the learning curves; returns the times."""
    with tempfile.TemporaryDirectory() as directory:
        demo = Path(os.environ.get("SUKOYAKA_BENCH_DEMO") or _demo(Path(directory)))
        python = _peers_python()
        subprocess.run([python, str(ROOT / "benchmarks" / "screening_peers.py"), "--tables", directory], check=True)
        for task in (_city(demo), *(_table(name, Path(directory)) for name in TABLES)):
            _show(task, python, Path(directory))
        return _times(demo / "hub")


def _demo(place: Path) -> Path:
    out = place / "demo"
    subprocess.run([sys.executable, "-m", "sukoyaka.cli", "demo", "run", "--out", str(out), "--port", "8399"], check=True)
    return out


def _peers_python() -> str:
    """The peers' own environment; made on first use."""
    place = Path(os.environ.get("SUKOYAKA_BENCH_PEERS", ROOT / "var" / "bench-screening"))
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "-q", "-r", str(ROOT / "benchmarks" / "requirements-screening.txt")], check=True
        )
    return str(python)


def _city(demo: Path) -> Task:
    criteria = criteria_files.load("v1")
    mart, people = open_mart(demo / "hub", Purpose.SCREENING), open_crosswalks(demo / "hub").screening
    with Duck() as engine:
        view = open_view(engine, mart, Permit(registers.load(), Purpose.SCREENING, DAY), DAY, mart.snapshot)
        values = measure(view, [one for one in CATALOGUE.values() if one.tier != "S"] + _flags(criteria))
    passphrases = json.loads((demo / "passphrases.json").read_text())
    keyring = Keyring.open(demo / "terminal", passphrases["terminal"])
    truth = pl.read_parquet(demo / "city" / "truth" / "children.parquet")
    persons = truth.with_columns(person=pseudonyms(truth["resident_number"], keyring, "platform/person"))
    both = view.children.join(people.select("subject_id", "person"), on="subject_id").join(persons, on="person").sort("subject_id")
    wide = values.pivot(on="feature", index="subject_id", values="value").join(both.select("subject_id", "months"), on="subject_id")
    kept = sorted(name for name in wide.columns if name == "months" or (name in CATALOGUE and CATALOGUE[name].tier != "S"))
    return Task(
        f"synthetic city, {both.height:,} children",
        design_of(values, both["subject_id"], criteria),
        wide.sort("subject_id").select(kept).to_numpy().astype(float),
        both["needs_support"].to_numpy(),
        both["need_probability"].to_numpy(),
        SIZES,
        SHARE,
    )


def _flags(criteria: criteria_files.Criteria) -> list:
    return [feature for feature in criteria.features if feature.tier == "S"]


def _table(name: str, directory: Path) -> Task:
    label, items, sizes = TABLES[name]
    frame = pl.read_csv(directory / f"{name}.csv", null_values=["NA", ""])
    if name == "recid":
        frame = frame.with_columns(again=1 - pl.col("cens")).drop("durat", "ldurat", "follow", "cens")
    if name == "flchain":
        frame = frame.with_columns(sex=(pl.col("sex") == "M").cast(pl.Int8)).drop("futime", "chapter")
    steps, reached, before = [], [], {}
    for column, bound, points in items:
        value = frame[column].cast(pl.Float64).fill_null(np.nan).to_numpy()
        reached.append(value < -bound if bound < 0 else value >= bound)
        steps.append(Step(column, before.get(column, 0), points, 0))
        before[column] = before.get(column, 0) + 1
    columns = [one for one in frame.columns if one not in (label, "rownames", "bwt")]
    missing = np.array([frame[column].is_null().to_numpy() for column, _, _ in items]).T
    design = Design(Card(tuple(steps), (100,)), pl.Series(np.arange(frame.height)), np.array(reached).T, missing)
    raw = frame.select(pl.col(columns).cast(pl.Float64)).fill_null(np.nan).to_numpy()
    return Task(f"{name}, {frame.height:,} rows", design, raw, frame[label].cast(pl.Boolean).to_numpy(), None, sizes, 0.1)


def _drawn(task: Task) -> tuple[list[int], np.ndarray]:
    """Rows in random order until so many positives are among them; the rest is the test."""
    rng, sizes, masks = np.random.default_rng(7), [], []
    for size in task.sizes:
        for _ in range(DRAWS):
            order = rng.permutation(len(task.positive))
            last = int(np.searchsorted(np.cumsum(task.positive[order]), size)) + 1
            mask = np.zeros(len(order), dtype=bool)
            mask[order[:last]] = True
            sizes.append(size)
            masks.append(mask)
    return sizes, np.array(masks)


def _show(task: Task, python: str, directory: Path) -> None:
    sizes, masks = _drawn(task)
    held, told = directory / "task.npz", directory / "peers.json"
    np.savez(held, items=task.design.reached, raw=task.raw, positive=task.positive, sizes=sizes, train=masks, share=task.share)
    subprocess.run([python, str(ROOT / "benchmarks" / "screening_peers.py"), str(held), str(told)], check=True)
    found = {**_ours(task, sizes, masks), **json.loads(told.read_text())}
    for position, title in ((0, "AUC"), (1, f"precision at {task.share:.1%}")):
        rows = [(name, *(_cell([f[position] for f in by_size[str(size)]]) for size in task.sizes)) for name, by_size in found.items()]
        header = ("", *(f"{size} positives" for size in task.sizes))
        console.show_table(f"{title}: {task.name}; mean ± SD of {DRAWS} draws, labels at random", header, rows)


def _cell(values: list[float]) -> str:
    return f"{np.mean(values):.3f} ± {np.std(values):.3f}"


def _ours(task: Task, sizes: list[int], masks: np.ndarray) -> dict[str, dict[str, list[list[float]]]]:
    found: dict[str, dict[str, list[list[float]]]] = {}
    card, reached = task.design.card, task.design.reached
    for size, train in zip(sizes, masks, strict=True):
        labels = Labels(task.positive, train.astype(float))
        fitted = fit(task.design, labels)
        whole = rounded(fitted, task.design, labels)
        scores = {
            "sukoyaka: learned points": card.score(reached, whole.points) + FINE * (reached @ fitted.steps),
            "oracle": task.oracle,
            "expert points": card.score(reached, card.expert),
            "unit-weight card": reached @ card.signs.astype(float),
        }
        for name, score in scores.items():
            if score is not None:
                test, capacity = ~train, max(round(task.share * int((~train).sum())), 1)
                figures = [auc(score[test], task.positive[test]), precision_at(score[test], task.positive[test], capacity)]
                found.setdefault(name, {}).setdefault(str(size), []).append(figures)
    return found


def _times(home: Path) -> list[Timing]:
    criteria, register = criteria_files.load("v1"), registers.load()
    mart, people = open_mart(home, Purpose.SCREENING), open_crosswalks(home).screening
    rng = np.random.default_rng(0)
    matrix = rng.random((13_000, len(criteria.entries)))
    scorer = LogisticRegression(max_iter=200).fit(matrix, rng.random(13_000) < 0.03)

    def peer() -> None:
        for name in ("people", "household_spells", "coverage_spells", "events", "codes", "sources"):
            pl.read_parquet(mart.table(name))
        scorer.predict_proba(matrix)

    def ours() -> None:
        with Duck() as engine:
            view = open_view(engine, mart, Permit(register, Purpose.SCREENING, DAY), DAY, mart.snapshot)
            determine(view, criteria, people)

    return [_timed("peer: read the mart, score with scikit-learn", peer), _timed("sukoyaka: determination from the mart", ours)]


def _timed(name: str, work: Callable[[], None], runs: int = 3) -> Timing:
    """Median of some runs after one to warm up, in this process: Polars does not survive a fork. Memory is the process's peak."""
    seconds = []
    for _ in range(runs + 1):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    seconds = seconds[1:]
    return Timing(name, statistics.median(seconds), min(seconds), max(seconds), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
