"""The feature job of the hub's bench: synthetic events, index rows and households, and our answer to 720 questions about them.

Each command is a process of its own: `python -m benchmarks.hub_job make|sukoyaka|sql DIR [EVENTS SUBJECTS ROWS]`. Prints seconds.
"""

import sys
import time
from datetime import date
from pathlib import Path

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


def sukoyaka(place: Path) -> pl.DataFrame:
    """Through the declared language, Ibis and DuckDB."""
    with Duck() as engine:
        members, events = (engine._connection.read_parquet(place / name) for name in ("members.parquet", "events/*.parquet"))
        codes = [f"{group}/{n}" for group in GROUPS for n in range(5)]
        return answered(engine, pl.read_parquet(place / "index.parquet"), members, events, questions(), codes)


def sql(place: Path) -> pl.DataFrame:
    """By hand, for DuckDB alone: conditions inside plain aggregates, one pass, pivot by max(case …)."""
    import duckdb

    with duckdb.connect(config={"memory_limit": "1536MB", "threads": 2, "temp_directory": ""}) as connection:
        return connection.sql(by_hand(place)).pl()


def by_hand(place: Path) -> str:
    """The best form that we know, written with no help of ours."""
    inner, outer = [], []
    for days in WINDOWS:
        inner += [
            f"count(case when d <= {days} then 1 end) n{days}",
            f"max(case when d <= {days} then v end) x{days}",
            f"sum(case when d <= {days} then v end) s{days}",
            f"count(case when d <= {days} then v end) c{days}",
        ]
    inner += ["min(d) d", "max(case when v is not null then {'t': time, 'v': v} end) l"]
    for scope, mine in (("own", " and own"), ("household", "")):
        for group in GROUPS:
            here = f"g = '{group}'{mine}"
            last, near = f"max(case when {here} then l end)", f"min(case when {here} then d end)"
            for days in WINDOWS:
                name = f"{scope}_{group}"
                outer += [
                    f"coalesce(sum(case when {here} then n{days} end), 0)::double {name}_count_{days}",
                    f"case when date_diff('day', ({last}).t::date, as_of) <= {days} then ({last}).v end {name}_last_{days}",
                    f"max(case when {here} then x{days} end) {name}_greatest_{days}",
                    f"sum(case when {here} then s{days} end) / nullif(sum(case when {here} then c{days} end), 0) {name}_mean_{days}",
                    f"(case when {near} <= {days} then {near} end)::double {name}_days_since_last_{days}",
                ]
    return f"""
    with known as (
      select m.subject_id, m.as_of, m.role = {OWN} own, substr(code, 1, 3) g, time, numeric_value::double v,
             date_diff('day', time::date, m.as_of) d
      from read_parquet('{place}/members.parquet') m join read_parquet('{place}/events/*.parquet') e on e.subject_id = m.member
      where time < m.as_of and time >= m.as_of - interval {max(WINDOWS)} day and known_on < m.as_of
    ), cells as (select subject_id, as_of, own, g, {", ".join(inner)} from known group by all),
    wide as (select subject_id, as_of, {", ".join(outer)} from cells group by subject_id, as_of)
    select i.subject_id, i.as_of, {", ".join(f"coalesce({one}, 0) {one}" if "_count_" in one else one for one in _names())}
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


def main() -> None:
    what, place = sys.argv[1], Path(sys.argv[2])
    if what == "make":
        make(place, *map(int, sys.argv[3:]))
        return
    started = time.perf_counter()
    frame = {"sukoyaka": sukoyaka, "sql": sql}[what](place)
    seconds = time.perf_counter() - started
    if len(sys.argv) > 3:
        frame.write_parquet(sys.argv[3])
    sys.stdout.write(f"{seconds}\n")


if __name__ == "__main__":
    main()
