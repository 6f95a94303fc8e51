"""The events of the hub's bench in PostgreSQL, for collate, and what collate made of them.

Starts the database that the office uses too, in the bench's temporary directory; loading is not timed.
"""

from pathlib import Path

import polars as pl
import psycopg

from benchmarks import hub_job
from sukoyaka.office.web import postgres

EVENTS = ("subject_id", "time", "code", "numeric_value", "known_on")
WINDOWS = {f"{days} days": days for days in hub_job.WINDOWS}
FUNCTIONS = {"count": "count", "max": "greatest", "avg": "mean"}


def loaded(place: Path) -> str:
    """Address of a database with `events`, indexed by subject, and `states`: the index rows on the day."""
    url = postgres.start(place)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table events (subject_id bigint, time timestamp, code text, numeric_value real, known_on date)")
        connection.execute("create table states (subject_id bigint, date date)")
        _copy(connection, "events", pl.read_parquet(place / "events" / "*.parquet").select(EVENTS))
        _copy(connection, "states", pl.read_parquet(place / "index.parquet").select("subject_id", date=pl.lit(hub_job.DAY)))
        connection.execute("create index on events (subject_id, time)")
        connection.execute("analyze events")
        connection.execute("analyze states")
    return url


def _copy(connection: psycopg.Connection, table: str, frame: pl.DataFrame) -> None:
    with connection.cursor().copy(f"copy {table} from stdin (format csv, header)".encode()) as copy:
        copy.write(frame.write_csv())


def features(url: str, table: str) -> pl.DataFrame:
    """Collate's table under our names: every index row, 0 where collate has no row for a count."""
    with psycopg.connect(url) as connection:
        found = connection.execute(f"select t.*, s.subject_id index_row from states s left join {table} t using (subject_id)".encode())  # noqa: S608 - collate named it
        names = [column.name for column in found.description or ()]
        frame = pl.DataFrame(
            found.fetchall(), schema=dict.fromkeys(names, pl.Float64), orient="row", strict=False, infer_schema_length=None
        )
    return frame.select(
        subject_id=pl.col("index_row").cast(pl.Int64),
        as_of=pl.lit(hub_job.DAY),
        **{ours: _filled(theirs) for theirs, ours in _names().items()},
    )


def _names() -> dict[str, str]:
    """Collate's names of the columns → ours."""
    return {
        f"bench_subject_id_{window}_{group}{'n' if function == 'count' else ''}_{function}": f"own_{group}_{ours}_{days}"
        for window, days in WINDOWS.items()
        for group in hub_job.GROUPS
        for function, ours in FUNCTIONS.items()
    }


def _filled(column: str) -> pl.Expr:
    return pl.col(column).fill_null(0) if column.endswith("_count") else pl.col(column)
