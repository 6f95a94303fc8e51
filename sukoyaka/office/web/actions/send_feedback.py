"""Seals what people made of the lists to the hub: no name, no free text, everything up to a day.

Reads the voices, reported errors and wishes; writes a feedback parcel, its number, and the audit in one transaction. Every
parcel holds all of it, so that a later one replaces an earlier one and none is missed if one is lost.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import polars as pl
from django.db import connection, transaction
from django.db.models import Count

from sukoyaka.office.casework.errors_in_data import State
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.feedback import Value, Voice, check_no_free_text
from sukoyaka.office.web.actions.record import record_command
from sukoyaka.office.web.models import DataError, Joined, Parcel, Run, SentFeedback, WishedData
from sukoyaka.office.web.tables import TYPES, check_cases
from sukoyaka.office.web.voices import VOICES
from sukoyaka.parcel.keys import PublicKeys, ZoneKeys
from sukoyaka.parcel.seal import Letter, seal
from sukoyaka.records import feedback
from sukoyaka.records.errors import ExitCode, SukoyakaError
from sukoyaka.records.shape import Table

LOCK = 7_201_946  # any number, the same for every sender

Rows = Sequence[dict[str, Value]]


class NothingToSend(SukoyakaError):
    """There is nothing to tell, or nobody to tell it to."""

    exit_code = ExitCode.NOTHING_TO_DO


@dataclass(frozen=True)
class Sent:
    """The sealed parcel, and rows by table."""

    directory: Path
    parcel: str
    sequence: int
    counts: dict[str, int]


@transaction.atomic
def send_feedback(out: Path, as_of: date, keys: ZoneKeys, hub: PublicKeys, voices: Iterable[Voice] = VOICES) -> Sent:
    """Seals the parcel into `out`. Raises `NothingToSend`, and `NotPermitted` if anything in it were more than a code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    tables = gather(as_of, tuple(voices))
    frames = {table: _frame(table, rows) for table, rows in tables.items()}
    counts = {table.name: frame.height for table, frame in frames.items()}
    if not sum(counts.values()):
        raise NothingToSend("nobody has recorded anything yet", "judgements, decisions, errors or wishes", "run it again when they have")
    with tempfile.TemporaryDirectory(prefix=".feedback-") as scratch:
        files = {f"{table.name}.parquet": Path(scratch) / f"{table.name}.parquet" for table in frames}
        for table, frame in frames.items():
            frame.write_parquet(files[f"{table.name}.parquet"], compression="zstd", statistics=True)
        number = _number(files)
        rows = {f"{name}.parquet": count for name, count in counts.items()}
        letter = Letter(feedback.KIND, number, as_of, _register(), counts=counts, rows=rows)
        directory = seal(files, letter, sender=keys, receiver=hub, out=out)
        parcel = directory.name.removesuffix(".parcel").rpartition("-")[2]
        SentFeedback.objects.get_or_create(
            sequence=number, defaults={"parcel": parcel, "digest": _digest(files), "as_of": as_of, "counts": counts}
        )
    record_command(Action.SEND_FEEDBACK, f"parcel:{parcel}", " ".join(f"{name} {count}" for name, count in counts.items()))
    return Sent(directory, parcel, number, counts)


def gather(as_of: date, voices: Sequence[Voice]) -> dict[Table, Rows]:
    """The rows of every table, as they stood on the day."""
    return {
        feedback.VERDICTS: [asdict(row) for voice in voices for row in voice.verdict_rows(as_of)],
        feedback.OUTCOMES: _outcomes(as_of, voices),
        feedback.DATA_ERRORS: [_error(row, as_of) for row in DataError.objects.filter(reported_on__lte=as_of)],
        feedback.WISHES: _wishes(as_of),
    }


def _outcomes(as_of: date, voices: Sequence[Voice]) -> Rows:
    """Decisions of all voices; one that two of them tell is told once, by the first. Of one voice the last word of a day counts.

    What was decided under a pseudonym of the office's own is told under that of the delivery, once somebody joined the two.
    """
    found: dict[tuple[str, date, str], dict[str, Value]] = {}
    for voice in reversed(voices):
        found |= {(row.case, row.decided_on, row.stage): asdict(row) for row in voice.outcome_rows(as_of)}
    delivered = dict(Joined.objects.values_list("entered", "delivered"))
    return [row | {"case": delivered.get(str(row["case"]), row["case"])} for row in found.values()]


def _error(row: DataError, as_of: date) -> dict[str, Value]:
    """The report without a word of its reporter; an answer that came later is not known yet."""
    answered = row.answered_on is not None and row.answered_on <= as_of
    about: dict[str, Value] = {"case": row.case_id, "source": row.source, "code": row.code, "happened_on": row.happened_on}
    return about | {"reported_on": row.reported_on, "state": row.state if answered else State.OPEN.value}


def _wishes(as_of: date) -> Rows:
    rows = WishedData.objects.filter(asked_on__lte=as_of).values("source", "item").annotate(asked=Count("case")).order_by()
    return [{"source": row["source"], "item": row["item"], "asked": row["asked"]} for row in rows]


def _frame(table: Table, rows: Rows) -> pl.DataFrame:
    """In the declared shape, in a total order, without free text."""
    check_no_free_text(table, rows)
    schema = {column.name: TYPES[column.kind] for column in table.columns}
    frame = pl.DataFrame([{name: _plain(row[name]) for name in schema} for row in rows], schema=schema, orient="row")
    if "case" in schema:
        check_cases(frame, table)
    return frame.sort([*table.order, *(name for name in schema if name not in table.order)])


def _plain(value: Value) -> Value:
    """A category as the text that it is."""
    return str(value) if isinstance(value, str) else value


def _number(files: dict[str, Path]) -> int:
    """The parcel's place in the sequence: the old one for contents that were sealed before."""
    before = SentFeedback.objects.filter(digest=_digest(files)).first()
    if before:
        return before.sequence
    last = SentFeedback.objects.order_by("-sequence").first()
    return last.sequence + 1 if last else 1


def _digest(files: dict[str, Path]) -> str:
    lines = [f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for name, path in sorted(files.items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _register() -> str:
    """The register under which the current determination came; the feedback is about what it named."""
    run = Run.objects.filter(current=True).first()
    parcel = Parcel.objects.filter(pk=run.parcel).first() if run else None
    if parcel is None:
        raise NothingToSend("no determination has arrived yet", "an office with a findings parcel", "run `sukoyaka office receive` first")
    return parcel.register_version
