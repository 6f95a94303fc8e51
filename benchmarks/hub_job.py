"""The feature job of the hub's bench: synthetic events, index rows and households, and our answer to 720 questions about them.

Each command is a process of its own: `python -m benchmarks.hub_job make DIR EVENTS SUBJECTS [ROWS]`, or `sukoyaka`, `sql`, `own`, `day DIR
[OUT]`. Prints what the work took after the imports, as JSON.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import duckdb
import ibis.backends.duckdb  # noqa: F401 - the clock starts after the imports, as the peers' does
import numpy as np
import polars as pl

from sukoyaka.engine.duck import Duck
from sukoyaka.engine.question import Aggregate, Question, Selection
from sukoyaka.hub.features.answers import answered
from sukoyaka.hub.features.cells import Asked

GROUPS = [f"G{number:02d}" for number in range(24)]
WINDOWS = (90, 365, 1095)
AGGREGATES = (Aggregate.COUNT, Aggregate.LAST, Aggregate.GREATEST, Aggregate.MEAN, Aggregate.DAYS_SINCE_LAST)
OWN, OTHER = 1, 2
SCOPES = {"own": frozenset({OWN}), "household": frozenset({OWN, OTHER})}
INDEX_ROWS, HOUSEHOLD = 20_000, 3
FIRST, DAYS = date(2019, 4, 1), 1826
DAY = date(2023, 4, 1)
CHUNK = 10_000_000
FAULTLESS = 1e-6  # means add whole millionths


def make(place: Path, events: int, subjects: int, rows: int = INDEX_ROWS) -> None:
    """Events sorted by subject, as the hub keeps them: 5 codes in each of 24 groups, half of them with a value."""
    rng = np.random.default_rng(7)
    place.mkdir(parents=True, exist_ok=True)
    (place / "events").mkdir(exist_ok=True)
    for part, start in enumerate(range(0, events, CHUNK)):
        size = min(CHUNK, events - start)
        low, high = start * subjects // events, (start + size) * subjects // events
        _events(rng, size, low, high).write_parquet(place / "events" / f"{part:03d}.parquet", row_group_size=122_880)
    index = pl.DataFrame({"subject_id": np.sort(rng.choice(subjects, min(rows, subjects), replace=False)).astype(np.int64)}).with_columns(
        as_of=pl.lit(FIRST) + pl.duration(days=pl.Series(rng.integers(1100, DAYS, min(rows, subjects))))
    )
    index.write_parquet(place / "index.parquet")
    home = index.with_columns(first=pl.col("subject_id") // HOUSEHOLD * HOUSEHOLD)
    members = pl.concat([home.with_columns(member=pl.col("first") + shift) for shift in range(HOUSEHOLD)]).filter(
        pl.col("member") < subjects
    )
    role = pl.when(pl.col("member") == pl.col("subject_id")).then(OWN).otherwise(OTHER).cast(pl.Int64)
    members.select("subject_id", "as_of", "member", role=role).sort("subject_id", "member").write_parquet(place / "members.parquet")


def _events(rng: np.random.Generator, size: int, low: int, high: int) -> pl.DataFrame:
    days, seconds = rng.integers(0, DAYS, size), rng.integers(0, 86_400, size)
    value = np.round(rng.normal(20, 5, size), 1).astype(np.float32)
    frame = pl.DataFrame(
        {
            "subject_id": rng.integers(low, high, size).astype(np.int64),
            "time": np.datetime64(FIRST, "us") + (days * 86_400 + seconds) * np.timedelta64(1_000_000, "us"),
            "code": np.array([f"{group}/{n}" for group in GROUPS for n in range(5)])[rng.integers(0, 120, size)],
            "numeric_value": pl.Series(value).set(pl.Series(rng.random(size) < 0.5), None),
            "late": rng.integers(0, 40, size),
        }
    )
    known = pl.col("time").dt.date() + pl.duration(days="late")
    return frame.with_columns(known_on=known, text_value=pl.lit(None, pl.String)).drop("late").sort("subject_id", "time")


def questions() -> list[Asked]:
    """24 groups × 5 aggregates × 3 windows × 2 scopes."""
    return [
        Asked(Question(f"{scope}_{group}_{aggregate}_{days}", aggregate, Selection((group,)), days), roles)
        for scope, roles in SCOPES.items()
        for group in GROUPS
        for aggregate in AGGREGATES
        for days in WINDOWS
    ]


def own_questions() -> list[Asked]:
    """What timeseriesflattener is asked: of the child's own events, without the days since the last."""
    return [one for one in questions() if one.roles == {OWN} and one.question.aggregate is not Aggregate.DAYS_SINCE_LAST]


def day_questions() -> list[Asked]:
    """What collate is asked: counts, largest and means of the child's own events; it has no last value."""
    return [one for one in own_questions() if one.question.aggregate is not Aggregate.LAST]


def sukoyaka(place: Path) -> pl.DataFrame:
    """Through the declared language, Ibis and DuckDB."""
    return _ours(place, questions())


def own(place: Path) -> pl.DataFrame:
    """The same, of the child's own events alone."""
    return _ours(place, own_questions())


def day(place: Path) -> pl.DataFrame:
    """Own events again, every index row on one day."""
    return _ours(place, day_questions(), DAY)


def _ours(place: Path, asked: Sequence[Asked], on: date | None = None) -> pl.DataFrame:
    with Duck() as engine:
        index = pl.read_parquet(place / "index.parquet")
        members, events = (engine._connection.read_parquet(place / name) for name in ("members.parquet", "events/*.parquet"))
        if on:
            index, members = index.with_columns(as_of=pl.lit(on)), members.mutate(as_of=on)
        codes = [f"{group}/{n}" for group in GROUPS for n in range(5)]
        return answered(engine, index, members, events, asked, codes)


def sql(place: Path) -> pl.DataFrame:
    """By hand, for DuckDB alone: conditions inside plain aggregates, one pass, the pivot through a map for each row."""
    with duckdb.connect(config={"memory_limit": "1536MB", "threads": 2, "temp_directory": ""}) as connection:
        return connection.sql(by_hand(place)).pl()


def by_hand(place: Path) -> str:
    """The best of the forms that we tried, for DuckDB alone: `pivot` took 1.1 times, a `max(case …)` for each column 2.5 times as long."""
    kept = []
    for days in WINDOWS:
        near, newest = f"case when d <= {days} then", "case when v is not null then time end"
        kept += [
            f"count({near} 1 end)::double",
            f"case when arg_max(d, {newest}) <= {days} then arg_max(v, {newest}) end",
            f"max({near} v end)",
            f"sum({near} v end) / nullif(count({near} v end), 0)",
            f"(case when min(d) <= {days} then min(d) end)::double",
        ]
    columns = []
    for scope in range(len(SCOPES)):
        for group in range(len(GROUPS)):
            for aggregate in range(len(AGGREGATES)):
                for window in range(len(WINDOWS)):
                    found = f"m[{scope * len(GROUPS) + group}][{window * len(AGGREGATES) + aggregate + 1}]"
                    columns.append(f"coalesce({found}, 0)" if AGGREGATES[aggregate] is Aggregate.COUNT else found)
    named = ", ".join(f"{column} {name}" for column, name in zip(columns, _names(), strict=True))
    return f"""
    with known as (
      select m.subject_id, m.as_of, m.role = {OWN} mine, substr(code, 2, 2)::int g, time, numeric_value::double v,
             date_diff('day', time::date, m.as_of) d
      from read_parquet('{place}/members.parquet') m join read_parquet('{place}/events/*.parquet') e on e.subject_id = m.member
      where time < m.as_of and time >= m.as_of - interval {max(WINDOWS)} day and known_on < m.as_of
    ), counting (mine, scope) as (values (true, 0), (true, 1), (false, 1)),
    long as (select subject_id, as_of, scope * {len(GROUPS)} + g vg, [{", ".join(kept)}] f
             from known join counting using (mine) group by subject_id, as_of, vg),
    wide as (select subject_id, as_of, map_from_entries(list((vg, f))) m from long group by all)
    select i.subject_id, i.as_of, {named}
    from read_parquet('{place}/index.parquet') i left join wide w on w.subject_id = i.subject_id and w.as_of = i.as_of"""  # noqa: S608 - every part is written in this file


def _names() -> list[str]:
    return [one.question.name for one in questions()]


def difference(ours: pl.DataFrame, theirs: pl.DataFrame) -> float:
    """Largest relative difference of a value; infinite where one has a value and the other none."""
    shared = [name for name in ours.columns if name in theirs.columns]
    a, b = (frame.select(shared).sort("subject_id", "as_of").drop("subject_id", "as_of").cast(pl.Float64) for frame in (ours, theirs))
    left, right = a.to_numpy(), b.to_numpy()
    if not np.array_equal(np.isnan(left), np.isnan(right)):
        return float("inf")
    return float(np.nanmax(np.abs(left - right) / np.maximum(1.0, np.abs(right)), initial=0.0))


def peak_mib() -> float:
    """Most memory of this process. Not by `getrusage`: there a child starts with its parent's."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(told["VmHWM"].split()[0]) / 1024


def main() -> None:
    what, place = sys.argv[1], Path(sys.argv[2])
    if what == "make":
        make(place, *map(int, sys.argv[3:]))
        return
    started, spent = time.perf_counter(), time.process_time()
    work: dict[str, Callable[[Path], pl.DataFrame]] = {"sukoyaka": sukoyaka, "own": own, "day": day, "sql": sql}
    frame = work[what](place)
    took = {"seconds": time.perf_counter() - started, "processor": time.process_time() - spent}
    took |= {"features": frame.width - 2, "peak_mib": peak_mib()}
    if len(sys.argv) > 3:
        frame.write_parquet(sys.argv[3])
    sys.stdout.write(f"{json.dumps(took)}\n")


if __name__ == "__main__":
    main()
