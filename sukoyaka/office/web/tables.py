"""Reads the Parquet tables of a parcel against their declared shape, and writes tables into the database in bulk.

A table that is not what the shape says is refused as a whole, before a row of it is stored.
"""

from pathlib import Path

import polars as pl
from django.db import connection

from sukoyaka.records.errors import ExitCode, SukoyakaError
from sukoyaka.records.shape import Column, Kind, Table

TYPES = {
    Kind.TEXT: pl.String(),
    Kind.INTEGER: pl.Int64(),
    Kind.SMALL: pl.Int32(),
    Kind.REAL: pl.Float32(),
    Kind.DATE: pl.Date(),
    Kind.TIMESTAMP: pl.Datetime("us"),
    Kind.FLAG: pl.Boolean(),
}
CASE = "^[0-9a-f]{32}$"


class FindingsInvalid(SukoyakaError):
    """Contents of a parcel that are not in the agreed shape."""

    exit_code = ExitCode.FINDINGS_INVALID


def read_table(directory: Path, table: Table) -> pl.DataFrame:
    """The table's declared columns, in order and kind. Raises `FindingsInvalid` naming table, column and what is wrong."""
    path = directory / f"{table.name}.parquet"
    if not path.exists():
        raise FindingsInvalid(
            f"the parcel has no {path.name}", "every table of the agreed shape", "ask the sender to build the parcel again"
        )
    try:
        frame = pl.read_parquet(path)
    except pl.exceptions.PolarsError as error:
        raise FindingsInvalid(f"{path.name} is not Parquet", "Parquet files", "ask the sender to build the parcel again") from error
    missing = [name for name in table.column_names if name not in frame.columns]
    if missing:
        raise invalid(table, f"lacks the columns {', '.join(missing)}")
    return frame.select([_checked(frame[column.name], column, table) for column in table.columns])


def _checked(series: pl.Series, column: Column, table: Table) -> pl.Series:
    if series.dtype != TYPES[column.kind]:
        series = _cast(series, column, table)
    if series.null_count() and not column.nullable:
        raise invalid(table, f"has {series.null_count():,} rows without {column.name}")
    return series


def _cast(series: pl.Series, column: Column, table: Table) -> pl.Series:
    """Wider integers fit if their values do, an empty column fits anything; a number is never read as a date."""
    wanted = TYPES[column.kind]
    alike = series.dtype.is_temporal() == wanted.is_temporal() and series.dtype.is_numeric() == wanted.is_numeric()
    try:
        if not alike and series.null_count() < series.len():
            raise invalid(table, f"has {column.name} as {series.dtype}")
        return series.cast(wanted)
    except pl.exceptions.PolarsError as error:
        raise invalid(table, f"has {column.name} as {series.dtype}, which does not fit") from error


def check_cases(frame: pl.DataFrame, table: Table, column: str = "case") -> None:
    """Raises `FindingsInvalid` unless every case is 32 hex digits."""
    wrong = frame.filter(~pl.col(column).str.contains(CASE)).height
    if wrong:
        raise invalid(table, f"has {wrong:,} rows whose {column} is not 32 hex digits")


def invalid(table: Table, what: str) -> FindingsInvalid:
    """The refusal of a table."""
    return FindingsInvalid(f"the table {table.name} {what}", table.grain, "ask the sender to build the parcel again")


def copy_into(table: str, frame: pl.DataFrame) -> None:
    """Bulk-writes a frame whose columns are named as the table's; called inside a transaction.

    By way of a temporary table: PostgreSQL copies nothing straight into a table with rules of rows.
    """
    columns = ", ".join(f'"{name}"' for name in frame.columns)
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT {columns} FROM "{table}" WITH NO DATA')  # noqa: S608 - our own names
        with cursor.copy(f"COPY incoming ({columns}) FROM STDIN (FORMAT csv)") as copy:
            copy.write(frame.write_csv(None, include_header=False, quote_style="non_numeric", null_value="").encode())
        cursor.execute(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM incoming')  # noqa: S608 - our own names
        cursor.execute("DROP TABLE incoming")
