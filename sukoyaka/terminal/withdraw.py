"""Takes back rows, or a whole parcel, that were delivered before.

Reads a list of rows (`table,file,line`, as the reports and `work/links.parquet` name them), gives the contents of a data parcel:
places of rows and nothing of what they said. The hub keeps its history and builds from them no more.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from sukoyaka.governance.register import Register
from sukoyaka.records.delivery import SOURCES, SUBJECTS, WITHDRAWALS
from sukoyaka.records.errors import ExitCode, SukoyakaError
from sukoyaka.records.shape import Kind, Table
from sukoyaka.terminal.deliver import Delivery
from sukoyaka.terminal.deliveries import Sent

ROWS = {"table": pl.String(), "file": pl.Int32(), "line": pl.Int32()}
DTYPES = {Kind.TEXT: pl.String(), Kind.INTEGER: pl.Int64(), Kind.SMALL: pl.Int32(), Kind.DATE: pl.Date()}


class WithdrawalInvalid(SukoyakaError):
    """A list of rows to take back that does not say which rows."""

    exit_code = ExitCode.USAGE


def named(parcel: str, sent: Sequence[Sent]) -> str:
    """The 16 hex digits of a data parcel that this terminal sent, from them alone or from its directory's name.

    Raises `WithdrawalInvalid`.
    """
    found = re.fullmatch(r"(?:data-\d+-)?([0-9a-f]{16})(?:\.parcel)?", parcel)
    if not found:
        raise WithdrawalInvalid(
            f"{parcel!r} is no data parcel", "data-0001-0123456789abcdef.parcel, or its 16 digits", "take the name from the receipt"
        )
    if found[1] not in {row.parcel for row in sent if row.kind == "data"}:
        raise WithdrawalInvalid(f"this terminal sent no data parcel {found[1]}", "a parcel of its own", "look at `sukoyaka terminal sent`")
    return found[1]


def read_rows(path: Path, register: Register) -> pl.DataFrame:
    """`table, file, line` of a CSV with just these columns. Raises `WithdrawalInvalid`."""
    try:
        rows = pl.read_csv(path, schema=ROWS)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise WithdrawalInvalid(f"{path.name} is not a list of rows", "a CSV with the columns table,file,line", "mend the list") from error
    tables = {table for source in register.sources.values() for table in source.tables}
    if rows.is_empty() or rows.null_count().sum_horizontal().item() or not set(rows["table"]) <= tables:
        raise WithdrawalInvalid(
            f"{path.name} names no rows, or a table that is not registered",
            ", ".join(sorted(tables)),
            "say table, file and line of each row",
        )
    return rows


def write(parcel: str, rows: pl.DataFrame | None, into: Path) -> Delivery:
    """The contents of the parcel that takes `parcel` back, or `rows` of it."""
    whole = pl.DataFrame([(None, None, None)], schema=ROWS, orient="row")
    told = (whole if rows is None else rows).unique().with_columns(parcel=pl.lit(parcel)).select(WITHDRAWALS.column_names)
    done = Delivery()
    into.mkdir(parents=True, exist_ok=True)
    for table, frame in ((WITHDRAWALS, told.sort(WITHDRAWALS.order)), (SUBJECTS, _empty(SUBJECTS)), (SOURCES, _empty(SOURCES))):
        path = into / f"{table.name}.parquet"
        frame.write_parquet(path)
        done.files[path.name], done.rows[path.name] = path, frame.height
    return done


def _empty(table: Table) -> pl.DataFrame:
    return pl.DataFrame(schema={column.name: DTYPES[column.kind] for column in table.columns})
