"""The inbox: which file is of which source, read and checked one after the other. A refused file stops itself only.

Reads every file that the register knows, gives typed rows per source, and an account of each file that adds up.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from unicodedata import normalize

import polars as pl

from sukoyaka.governance.register import Register, Source
from sukoyaka.terminal.check import findings
from sukoyaka.terminal.check.claims import check_claims
from sukoyaka.terminal.check.rows import check_rows, nobody
from sukoyaka.terminal.check.sheet import check_sheet
from sukoyaka.terminal.read.columns import columns_of
from sukoyaka.terminal.read.master import load_master
from sukoyaka.terminal.read.refusals import FileRefused
from sukoyaka.terminal.read.table import count_rows, no_rows
from sukoyaka.terminal.read.uke import count_receipts, no_claims, read_claims


@dataclass(frozen=True)
class FileAccount:
    """One file: rows read = kept + quarantined. A refused file keeps none."""

    ordinal: int
    file: str
    source: str
    read: int
    kept: int
    refusal: FileRefused | None
    findings: pl.DataFrame
    quarantined: pl.DataFrame
    notes: Mapping[str, int] = field(default_factory=dict)
    columns: tuple[str, ...] = ()  # as they came, in their order; of claims none
    whose: pl.DataFrame = field(default_factory=nobody)  # of the rows held back: `line, number, happened_on`

    @property
    def held_back(self) -> int:
        """Rows quarantined."""
        return self.read - self.kept


@dataclass
class Inbox:
    """All files: accounts, and the kept rows by table (`checkup_child`, `claims_nhi.receipt`) with `file` and `line`."""

    accounts: list[FileAccount] = field(default_factory=list)
    tables: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    unregistered: list[str] = field(default_factory=list)
    masters: dict[str, dict[str, str]] = field(default_factory=dict)  # source → code → category, read at its first file

    def table(self, name: str) -> pl.DataFrame | None:
        """All kept rows of a table, in the order of files and lines."""
        parts = self.tables.get(name)
        return pl.concat(parts) if parts else None

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files by ordinal."""
        return tuple(account.file for account in self.accounts)


def find(inbox: Path, register: Register) -> Iterator[tuple[Path, Source | None]]:
    """Files in order, each with its source; masters belong to a source without being data of it."""
    for path in sorted(path for path in inbox.rglob("*") if path.is_file()):
        name = path.relative_to(inbox).as_posix()
        yield path, source_of(name, register)


def source_of(name: str, register: Register) -> Source | None:
    """The source with the most exact pattern that fits: claims of all kinds come under the same file name."""
    fitting = [(len(glob), source.id) for source in register.sources.values() for glob in source.files if _matches(name, (glob,))]
    return register.source(max(fitting)[1]) if fitting else None


def _matches(name: str, globs: tuple[str, ...]) -> bool:
    """Whatever the case of letters, and however the voicing marks of kana were composed: other machines write them apart."""
    plain = normalize("NFC", name).lower()
    return any(fnmatchcase(part, normalize("NFC", glob).lower()) for glob in globs for part in (plain, plain.rpartition("/")[2]))


def is_master(inbox: Path, path: Path, register: Register) -> bool:
    """Whether the file is a master that some source declares."""
    name = path.relative_to(inbox).as_posix()
    return any(_matches(name, tuple(source.diagnosis_master["files"])) for source in register.sources.values() if source.diagnosis_master)


def open_file(inbox: Path, path: Path, source: Source, on: date, into: Inbox) -> FileAccount:
    """Reads and checks one file; its kept rows go into `into`."""
    ordinal, name = len(into.accounts), path.relative_to(inbox).as_posix()
    try:
        account = (
            _claims(inbox, path, source, on, into, ordinal) if source.format == "uke" else _rows(inbox, path, source, on, into, ordinal)
        )
    except FileRefused as refusal:
        count = count_receipts(path) if source.format == "uke" else count_rows(path)
        columns = columns_of(path, source)
        account = FileAccount(ordinal, name, source.id, count, 0, refusal, findings.none(), findings.none(), columns=columns)
        _keep_nothing(source, on, into, ordinal)
    into.accounts.append(account)
    return account


def _keep_nothing(source: Source, on: date, into: Inbox, ordinal: int) -> None:
    """Empty tables of the source's shape: a source that was refused is delivered as empty, not as if it did not exist."""
    if source.format == "uke":
        for name, table in check_claims(no_claims(), source, {}).tables.items():
            _keep(into, f"{source.id}.{name}", table, ordinal)
    else:
        _keep(into, source.id, check_rows(no_rows(source), source, on).kept, ordinal)


def _rows(inbox: Path, path: Path, source: Source, on: date, into: Inbox, ordinal: int) -> FileAccount:
    sheet = check_sheet(path, source, on)
    checked = sheet.checked
    _keep(into, source.id, checked.kept, ordinal)
    notes = {rule: count for rule, count in (("L1-04", sheet.titles), ("L1-03", sheet.blanks)) if count} | dict(checked.notes)
    return FileAccount(
        ordinal,
        path.relative_to(inbox).as_posix(),
        source.id,
        sheet.read,
        checked.kept.height,
        None,
        checked.findings,
        checked.quarantined,
        notes,
        tuple(source.item(name).column for name in sheet.items),
        checked.whose,
    )


def _claims(inbox: Path, path: Path, source: Source, on: date, into: Inbox, ordinal: int) -> FileAccount:
    claims = read_claims(path, source)
    checked = check_claims(claims, source, _master(inbox, source, on, into))
    for name, table in checked.tables.items():
        _keep(into, f"{source.id}.{name}", table, ordinal)
    kept = checked.tables["receipt"].height
    return FileAccount(
        ordinal,
        path.relative_to(inbox).as_posix(),
        source.id,
        kept + checked.quarantined.height,
        kept,
        None,
        checked.findings,
        checked.quarantined,
        claims.skipped,
    )


def _master(inbox: Path, source: Source, on: date, into: Inbox) -> dict[str, str]:
    """The master of a source, read once for all its files."""
    if source.id not in into.masters:
        into.masters[source.id] = load_master(inbox, source.diagnosis_master, on) if source.diagnosis_master else {}
    return into.masters[source.id]


def _keep(into: Inbox, name: str, rows: pl.DataFrame, ordinal: int) -> None:
    into.tables.setdefault(name, []).append(rows.with_columns(file=pl.lit(ordinal, dtype=pl.Int32)))
