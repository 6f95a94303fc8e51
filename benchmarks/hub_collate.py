"""dssg's collate 0.3.0 on PostgreSQL, own events on one day: `python hub_collate.py URL DAY`, in the bench's own environment.

Reads the tables `events` and `states` of the bench, makes collate's table of features; prints what that took, the database's share of
processor time included, as JSON. It has no households, no last value and no day on which an event became known: that is put into
the events that it reads. Its imputation is left out.
"""

import json
import sys
import time
from pathlib import Path

import sqlalchemy
from collate.collate import Aggregate
from collate.spacetime import SpacetimeAggregation

WINDOWS = ("90 days", "365 days", "1095 days")
GROUPS = [f"G{number:02d}" for number in range(24)]
NO_IMPUTATION = {"all": {"type": "zero"}, "coltype": "aggregate"}


def aggregation(day):
    """Counts, largest values and means of 24 groups over three windows."""
    events = {f"{group}n": f"case when left(code, 3) = '{group}' then 1 end" for group in GROUPS}
    values = {group: f"case when left(code, 3) = '{group}' then numeric_value end" for group in GROUPS}
    return SpacetimeAggregation(
        aggregates=[Aggregate(events, "count", NO_IMPUTATION), Aggregate(values, ["max", "avg"], NO_IMPUTATION)],
        groups={"subject_id": sqlalchemy.literal_column("subject_id")},
        intervals=list(WINDOWS),
        from_obj=f"(select e.* from events e join states using (subject_id) where known_on < '{day}') known",  # noqa: S608 - the day is the bench's own
        dates=[day],
        state_table="states",
        state_group="subject_id",
        date_column="time",
        output_date_column="date",
        prefix="bench",
    )


def spent(backend):
    """Processor seconds of this process and of the database's."""
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / 100


def main():
    url, day = sys.argv[1:]
    with sqlalchemy.create_engine(url).connect() as connection:
        backend = connection.execute("select pg_backend_pid()").scalar()
        connection.execute("set max_parallel_workers_per_gather = 0")  # what other processes do could not be counted
        made = aggregation(day)
        started, before = time.perf_counter(), spent(backend)
        with connection.begin():
            for group in made.groups:
                connection.execute(made.get_drops()[group])
                connection.execute(made.get_creates()[group])
                for insert in made.get_inserts()[group]:
                    connection.execute(insert)
        took = {"seconds": time.perf_counter() - started, "processor": spent(backend) - before}
        columns = connection.execute(f"select * from {made.get_table_name('subject_id')} limit 0").keys()  # noqa: S608 - collate named it
    sys.stdout.write(json.dumps(took | {"features": len(columns) - 2, "table": made.get_table_name("subject_id")}) + "\n")


main()
