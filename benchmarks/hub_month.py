"""A city's hub with the extracts of one month, and of the month after: what `increment` and `build` measure, each step a process.

`make PLACE SCALE SEED` walks city and terminal and seals both months for a hub; `build HOME DAY`, `features HOME OUT` and `duck HOME`
work on it. Prints the seconds of the work alone: opening a key takes a second by design, and is done before.
"""

import functools
import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.study import walk
from sukoyaka.governance import register as registers
from sukoyaka.hub import flow
from sukoyaka.hub.store import deliveries, secrets
from sukoyaka.hub.store.deliveries import Delivery
from sukoyaka.hub.store.home import Home
from sukoyaka.parcel.keys import ZoneKeys, load_public, save_public
from sukoyaka.parcel.seal import Letter, seal

BEFORE, AFTER = date(2024, 3, 1), date(2024, 4, 1)
WORDS = "benchmark"  # opens the keys of this benchmark's own hubs
MADE = ("snapshots", "marts", "crosswalks", "work")
MEMORY = "3GB"


def make(place: Path, scale: str, seed: str) -> dict[str, object]:
    """A hub in `place/hub` that received the whole extracts of both months, as a terminal sealed them."""
    homes = walk(place / "city", seed, scale, build=False)
    (whole,) = deliveries.received(Home(homes.home("hub")))
    home, sender = place / "hub", ZoneKeys.generate("terminal")
    flow.init_keys(home, WORDS)
    save_public(sender.public(), home / "trusted")
    for number, day in enumerate((BEFORE, AFTER), 1):
        _seal(whole, day, number, place / f"month{number}", sender, home)
        flow.receive(place / f"month{number}", home, None, day, WORDS)
    shutil.rmtree(place / "city")
    return {"rows": {one.parcel: int(one.sources()["rows_delivered"].sum()) for one in deliveries.received(Home(home))}}


def _seal(whole: Delivery, day: date, number: int, out: Path, sender: ZoneKeys, home: Path) -> None:
    """What of a delivery was known on a day, as a delivery of that day."""
    paths, rows = {}, {}
    (out / "tables").mkdir(parents=True)
    for content in whole.manifest.contents:
        frame = _as_known(pl.read_parquet(whole.directory / content.name), day)
        paths[content.name], rows[content.name] = out / "tables" / content.name, frame.height
        frame.write_parquet(paths[content.name])
    version, key = registers.load().version, whole.manifest.key_id
    letter = Letter("data", number, day, version, rows=rows, files=tuple(whole.manifest.files), key_id=key)
    seal(paths, letter, sender=sender, receiver=load_public(home / "keys" / "hub.public.json"), out=out)


def _as_known(frame: pl.DataFrame, day: date) -> pl.DataFrame:
    if "known_through" in frame.columns:
        return frame.with_columns(pl.min_horizontal("known_through", pl.lit(day)))
    return frame.filter((pl.col("known_on") <= day).fill_null(value=True)) if "known_on" in frame.columns else frame


def build(home: Path, day: str) -> dict[str, object]:
    """Builds a day; how much was made anew."""
    keys = secrets.mart_keys(Home(home), WORDS)
    secrets.mart_keys = lambda *_: keys  # opened before the clock starts
    return _timed(lambda: flow.build(home, None, date.fromisoformat(day), WORDS)["work"])


def features(home: Path, out: Path) -> dict[str, object]:
    """Measures every declared feature."""
    register = registers.load()
    return _timed(lambda: flow.measure_features(home, register, AFTER, "duckdb", out))


def duck(home: Path) -> dict[str, object]:
    """DuckDB reads, sorts by person and time, and writes the rows of the newest delivery, and the events that come of them."""
    newest = deliveries.received(Home(home))[-1].directory
    snapshot = home / "snapshots" / (home / "snapshots" / "current").read_text().strip()
    out = home.parent / "duck"
    out.mkdir(exist_ok=True)
    connection = duckdb.connect(config={"memory_limit": MEMORY, "threads": 2})

    def work() -> dict[str, int]:
        for path in sorted(newest.glob("*.parquet")):
            by = [name for name in ("person", "resident", "child", "card", "happened_on") if name in pl.read_parquet_schema(path)]
            order = f"ORDER BY {', '.join(by)}" if by else ""
            connection.execute(f"COPY (SELECT * FROM '{path}' {order}) TO '{out / path.name}' (COMPRESSION zstd)")  # noqa: S608 # our own paths
        events = snapshot / "events" / "*.parquet"
        by_life = "ORDER BY subject_id, time, code"
        connection.execute(f"COPY (SELECT * FROM '{events}' {by_life}) TO '{out / 'events.parquet'}' (COMPRESSION zstd)")  # noqa: S608 # our own paths
        return {"tables": len(list(out.iterdir()))}

    return _timed(work)


def clear(home: Path) -> dict[str, object]:
    """Takes everything away that was built."""
    for name in MADE:
        shutil.rmtree(home / name, ignore_errors=True)
    return {}


def _timed(work: Callable[[], dict[str, object]] | Callable[[], dict[str, int]]) -> dict[str, object]:
    wall, processor = time.perf_counter(), time.process_time()
    said = work()
    return {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor, "said": said}


def main() -> None:
    """One step, named on the command line."""
    name, place, *more = sys.argv[1:]
    steps: dict[str, Callable[..., dict[str, object]]] = {"make": make, "build": build, "features": features, "duck": duck, "clear": clear}
    if name == "features":
        more = [Path(more[0])]  # type: ignore[list-item] # the one step that takes a path
    print(json.dumps(functools.partial(steps[name], Path(place))(*more), default=str))  # read by the benchmark


if __name__ == "__main__":
    os.environ.setdefault("POLARS_MAX_THREADS", "2")
    main()
