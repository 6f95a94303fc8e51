"""What may stand in a feedback parcel: exactly its four tables, codes and categories only, with the rows stated.

Reads an opened parcel. A fault is an error that names tables, columns and counts, never a value.
"""

from pathlib import Path

import polars as pl

from sukoyaka.hub.store.errors import DataInconsistent
from sukoyaka.hub.store.tables import DTYPES, fits, schema
from sukoyaka.parcel.manifest import Manifest
from sukoyaka.records.errors import NotPermitted, ParcelDamaged
from sukoyaka.records.feedback import DATA_ERRORS, KIND, OUTCOMES, TABLES, VERDICTS, Channel, Decision, Verdict
from sukoyaka.records.shape import Kind, Table

__all__ = ["KIND", "check", "read"]

CASE = "^[0-9a-f]{32}$"
CODE = r"^[A-Za-z0-9_./:+\-]{0,120}$"  # a sentence, or a name, is not one
CHOICES: dict[tuple[str, str], frozenset[str]] = {
    (VERDICTS.name, "verdict"): frozenset(Verdict),
    (OUTCOMES.name, "channel"): frozenset(Channel),
    (OUTCOMES.name, "decision"): frozenset(Decision),
    (OUTCOMES.name, "stage"): frozenset({"assessment", "meeting"}),
    (DATA_ERRORS.name, "state"): frozenset({"open", "corrected", "stands"}),
}
_AGAIN = "ask the office to seal its feedback again"


def check(directory: Path, manifest: Manifest) -> dict[str, int]:
    """Rows per file. Raises `NotPermitted` for what is not allowed, `DataInconsistent` for what is missing or contradicts itself."""
    found, wanted = {content.name for content in manifest.contents}, {f"{table.name}.parquet" for table in TABLES}
    if surplus := sorted(found - wanted):
        raise NotPermitted(f"the parcel holds {', '.join(surplus)}", ", ".join(sorted(wanted)), _AGAIN)
    if missing := sorted(wanted - found):
        raise DataInconsistent(f"the parcel lacks {', '.join(missing)}", ", ".join(sorted(wanted)), _AGAIN)
    rows = {f"{table.name}.parquet": _check_table(directory, table) for table in TABLES}
    if wrong := sorted(c.name for c in manifest.contents if c.rows is not None and c.rows != rows[c.name]):
        raise DataInconsistent(f"{', '.join(wrong)} has other rows than the manifest says", "the rows of the manifest", _AGAIN)
    return rows


def read(directory: Path, table: Table) -> pl.DataFrame:
    """A table of an opened parcel, in the declared shape."""
    frame = pl.read_parquet(directory / f"{table.name}.parquet")
    return frame.select(pl.col(name).cast(dtype) for name, dtype in schema(table.columns).items())


def _check_table(directory: Path, table: Table) -> int:
    _check_columns(directory / f"{table.name}.parquet", table)
    frame = read(directory, table)
    for column in table.columns:
        values = frame[column.name]
        if not column.nullable and values.null_count():
            raise _inconsistent(table, f"has {values.null_count():,} rows without {column.name}")
        if column.kind is Kind.TEXT:
            _check_text(table, column.name, values)
    return frame.height


def _check_columns(path: Path, table: Table) -> None:
    try:
        found = pl.read_parquet_schema(path)
    except pl.exceptions.PolarsError as error:
        raise ParcelDamaged(f"{path.name} is not Parquet", "Parquet tables only", _AGAIN) from error
    if surplus := sorted(set(found) - set(table.column_names)):
        raise NotPermitted(f"{table.name} holds the columns {', '.join(surplus)}", ", ".join(table.column_names), _AGAIN)
    if missing := sorted(set(table.column_names) - set(found)):
        raise _inconsistent(table, f"lacks the columns {', '.join(missing)}")
    if wrong := sorted(column.name for column in table.columns if not fits(found[column.name], DTYPES[column.kind])):
        raise _inconsistent(table, f"has columns of another type: {', '.join(wrong)}")


def _check_text(table: Table, name: str, values: pl.Series) -> None:
    pattern = CASE if name == "case" else CODE
    if wrong := int((~values.drop_nulls().str.contains(pattern)).sum()):
        raise NotPermitted(f"{table.name}.{name} is more than a code in {wrong:,} rows", "ids, codes and categories", _AGAIN)
    allowed = CHOICES.get((table.name, name))
    if allowed is not None and (strangers := int((~values.drop_nulls().is_in(sorted(allowed))).sum())):
        raise _inconsistent(table, f"has {strangers:,} rows whose {name} is none of {', '.join(sorted(allowed))}")


def _inconsistent(table: Table, what: str) -> DataInconsistent:
    return DataInconsistent(f"the table {table.name} {what}", table.grain, _AGAIN)
