"""What may stand in a data parcel: exactly the tables and columns that the register and the permit allow, with the rows stated.

Reads an opened parcel and the register. A fault is an error that names tables, columns and counts only.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from sukoyaka.governance.permit import leaves_terminal
from sukoyaka.governance.register import Register, Source
from sukoyaka.hub.store.errors import DataInconsistent
from sukoyaka.hub.store.tables import delivered_columns, delivered_items, fits, schema
from sukoyaka.parcel.manifest import Manifest
from sukoyaka.records.delivery import HELD_BACK, SOURCES, SUBJECTS, WITHDRAWALS
from sukoyaka.records.errors import NotPermitted, ParcelDamaged, RegisterInvalid

OPTIONAL = {"held_back.parquet", "withdrawals.parquet"}
_RESEAL = "ask the sender to mask under the register in force and seal again"


def check(directory: Path, manifest: Manifest, register: Register, on: date) -> dict[str, int]:
    """Rows per file of an opened data parcel.

    Raises `NotPermitted` for a table or column that nothing allows, `DataInconsistent` for one that is missing, of another
    type, or whose rows are not those of the manifest, and `ParcelDamaged` for a file that is not Parquet.
    """
    found = {content.name: _schema(directory / content.name) for content in manifest.contents}
    _check_columns("sources", found.get("sources.parquet"), schema(SOURCES.columns))
    _check_columns("subjects", found.get("subjects.parquet"), schema(SUBJECTS.columns))
    if "held_back.parquet" in found:
        _check_columns("held_back", found["held_back.parquet"], schema(HELD_BACK.columns))
        _check_held_back(directory)
    if "withdrawals.parquet" in found:
        _check_columns("withdrawals", found["withdrawals.parquet"], schema(WITHDRAWALS.columns))
    tables = _tables(directory, register)
    _check_tables(set(found), tables)
    for table, source in tables.items():
        _check_table(table, found[f"{table}.parquet"], source, date.fromisoformat(manifest.created_on), on)
    return {content.name: _rows(directory / content.name, content.rows) for content in manifest.contents}


def _schema(path: Path) -> Mapping[str, pl.DataType]:
    try:
        return pl.read_parquet_schema(path)
    except pl.exceptions.PolarsError as error:
        raise ParcelDamaged(f"{path.name} is not Parquet", "Parquet tables only", _RESEAL) from error


def _tables(directory: Path, register: Register) -> dict[str, Source]:
    """Tables that the delivery must hold, by the sources that it lists."""
    names = pl.read_parquet(directory / "sources.parquet")["source"].to_list()
    try:
        sources = [register.source(name) for name in names]
    except RegisterInvalid as error:
        raise NotPermitted("the delivery lists a source that is not registered", ", ".join(register.sources), _RESEAL) from error
    return {table: source for source in sources for table in source.tables}


def _check_tables(files: set[str], tables: Mapping[str, Source]) -> None:
    wanted = {f"{table}.parquet" for table in tables} | {"sources.parquet", "subjects.parquet"}
    if surplus := sorted(files - wanted - OPTIONAL):
        raise NotPermitted(f"the parcel holds {', '.join(surplus)}", "the tables of the sources it lists", _RESEAL)
    if missing := sorted(wanted - files):
        raise DataInconsistent(f"the parcel lacks {', '.join(missing)}", "every table of the sources it lists", _RESEAL)


def _check_held_back(directory: Path) -> None:
    """Whom the rows held back are about must sum to how many there are, source by source."""
    stated = pl.scan_parquet(directory / "sources.parquet").select("source", "rows_quarantined")
    told = pl.scan_parquet(directory / "held_back.parquet").group_by("source").agg(pl.col("rows").sum())
    joined = stated.join(told, on="source", how="full", coalesce=True)
    wrong = joined.filter(pl.col("rows_quarantined").fill_null(-1) != pl.col("rows").fill_null(0)).select("source").collect()
    if wrong.height:
        names = ", ".join(sorted(wrong["source"]))
        raise DataInconsistent(f"held_back does not add up for {names}", "rows of a source = its rows_quarantined", _RESEAL)


def _check_table(table: str, found: Mapping[str, pl.DataType], source: Source, created_on: date, on: date) -> None:
    items = delivered_items(source, table, created_on)
    expired = [item.id for item in items if not leaves_terminal(item, on)]
    if expired:
        raise NotPermitted(
            f"{table} holds {', '.join(expired)}, no longer cleared on {on.isoformat()}",
            "items whose legal footing is in force",
            f"ask {source.holder} and the steward to renew it",
        )
    _check_columns(table, found, delivered_columns(source, table, created_on))


def _check_columns(table: str, found: Mapping[str, pl.DataType] | None, wanted: Mapping[str, pl.DataType]) -> None:
    if found is None:
        raise DataInconsistent(f"the parcel lacks {table}.parquet", "sources, subjects and every table of the sources", _RESEAL)
    if surplus := sorted(set(found) - set(wanted)):
        raise NotPermitted(f"{table} holds the columns {', '.join(surplus)}", ", ".join(wanted), _RESEAL)
    if missing := sorted(set(wanted) - set(found)):
        raise DataInconsistent(f"{table} lacks the columns {', '.join(missing)}", ", ".join(wanted), _RESEAL)
    if wrong := sorted(name for name, dtype in wanted.items() if not fits(found[name], dtype)):
        kinds = ", ".join(f"{name}: {wanted[name]}" for name in wrong)
        raise DataInconsistent(f"{table} has columns of another type: {', '.join(wrong)}", kinds, _RESEAL)


def _rows(path: Path, stated: int | None) -> int:
    rows = int(pl.scan_parquet(path).select(pl.len()).collect().item())
    if stated is not None and stated != rows:
        raise DataInconsistent(f"{path.name} holds {rows:,} rows", f"the {stated:,} rows of the manifest", _RESEAL)
    return rows
