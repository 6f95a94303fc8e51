"""What the office made of the lists, with the hub's own ids: labels for the evaluation, errors, and wished-for data.

Reads `feedback/` and the crosswalk of the casework, writes nothing. Every feedback parcel holds everything up to its day, so
the one with the latest day is the whole of it.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from sukoyaka.hub.store import deliveries, feedback
from sukoyaka.hub.store.deliveries import Delivery
from sukoyaka.hub.store.errors import NoSnapshot
from sukoyaka.hub.store.home import Home
from sukoyaka.records.feedback import DATA_ERRORS, OUTCOMES, VERDICTS, WISHES
from sukoyaka.records.purpose import Purpose


@dataclass(frozen=True)
class Feedback:
    """The four tables, `case` replaced by `subject_id` of the platform; and how many rows are about children it does not know."""

    parcel: str
    as_of: date
    verdicts: pl.DataFrame
    outcomes: pl.DataFrame
    data_errors: pl.DataFrame
    wishes: pl.DataFrame
    unknown: dict[str, int]  # table → rows whose child has no subject here; they stay in the tables with an empty subject_id


def open_feedback(home: Path) -> Feedback | None:
    """The newest feedback; nothing before any was received. Raises `StoreDamaged` if it is not what was received.

    A child that has left the platform since keeps its rows, with an empty `subject_id`: counted, not lost.
    """
    parcel = newest(home)
    if parcel is None:
        return None
    subjects = _subjects(Home(home))
    mapped = {table: _mapped(feedback.read(parcel.directory, table), subjects) for table in (VERDICTS, OUTCOMES, DATA_ERRORS)}
    unknown = {table.name: frame["subject_id"].null_count() for table, frame in mapped.items()}
    wishes = feedback.read(parcel.directory, WISHES)
    return Feedback(parcel.parcel, parcel.created_on, mapped[VERDICTS], mapped[OUTCOMES], mapped[DATA_ERRORS], wishes, unknown)


def newest(home: Path) -> Delivery | None:
    """The parcel with the latest day, checked; nothing before any was received. Raises `StoreDamaged`."""
    received = deliveries.lying_in(Home(home).feedback)
    if not received:
        return None
    latest = max(received, key=lambda delivery: (delivery.created_on, delivery.place))
    deliveries.check(latest)
    return latest


def _subjects(home: Home) -> pl.DataFrame:
    """`case, subject_id` of everybody on the platform."""
    path = home.crosswalk(Purpose.CASEWORK)
    if not path.exists():
        raise NoSnapshot("no crosswalk of the casework is here", "a home with a snapshot", "run `sukoyaka hub build --as-of DATE`")
    return pl.read_parquet(path).select("case", subject_id="platform_subject_id")


def _mapped(frame: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    """`subject_id` in the place of `case`; the rows and their order as they came."""
    joined = frame.join(subjects, on="case", how="left", maintain_order="left")
    return joined.select("subject_id", *(name for name in frame.columns if name != "case"))
