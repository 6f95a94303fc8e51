"""DuckDB behind Ibis: opens a mart's tables after asking the permit, and computes expressions within a memory limit.

Reads a mart's Parquet, writes nothing. Why one place: no other package can read a mart without naming its purpose.
"""

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import ibis
import ibis.expr.types as ir
import polars as pl

from sukoyaka.governance.permit import Permit
from sukoyaka.records.errors import NotPermitted
from sukoyaka.records.purpose import Purpose

MEMORY = "1536MB"  # leaves room for Polars within 2 GiB
THREADS = 2
# No file of a child is spilled into whatever directory we happen to be in, and nothing is fetched: the hub has no network.
CLOSED = {"temp_directory": "", "autoinstall_known_extensions": False, "autoload_known_extensions": False}


class Mart(Protocol):
    """What an engine wants to know of a mart."""

    @property
    def purpose(self) -> Purpose:
        """What the mart's data may be used for."""
        ...

    @property
    def register_version(self) -> str:
        """The register that the mart was made under."""
        ...

    def table(self, name: str) -> Path:
        """Where the table of that name lies."""
        ...


def check_mart(mart: Mart, permit: Permit) -> None:
    """Raises `NotPermitted` unless the mart serves the permit's purpose under the permit's register."""
    if mart.purpose is not permit.purpose:
        raise NotPermitted(
            f"a mart made for {mart.purpose} was asked for {permit.purpose}",
            f"the mart of the purpose {permit.purpose}",
            "open that mart; two purposes are never joined",
        )
    if mart.register_version != permit.register.version:
        raise NotPermitted(
            f"the mart was made under register {mart.register_version}, in force is {permit.register.version}",
            "marts made under the register in force",
            "run `sukoyaka hub build` again, so that withdrawn items leave the mart",
        )


class Duck:
    """A connection with a memory limit; a context manager, so that its memory is given back."""

    def __init__(self, memory: str = MEMORY, threads: int = THREADS) -> None:
        self._connection: Any = ibis.duckdb.connect(memory_limit=memory, threads=threads, **CLOSED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.disconnect()

    def table(self, mart: Mart, name: str, permit: Permit) -> ir.Table:
        """The mart's table as an expression, if the permit allows the mart."""
        check_mart(mart, permit)
        with _quiet_about_arrow():
            return self._connection.read_parquet(mart.table(name))

    def compute(self, expression: ir.Table) -> pl.DataFrame:
        """The rows of an expression, in no particular order."""
        with _quiet_about_arrow():
            frame: pl.DataFrame = self._connection.to_polars(expression)
        return frame


@contextmanager
def _quiet_about_arrow() -> Iterator[None]:
    """Ibis 12 still calls a method that DuckDB 2 renamed; nobody here can change that, and other warnings stay loud."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="fetch_arrow_table", category=DeprecationWarning)
        yield


def rows(frame: pl.DataFrame) -> ir.Table:
    """A small frame as an expression to join with."""
    return ibis.memtable(frame)


def events_of(events: ir.Table, subjects: pl.Series, codes: Iterable[str] | None = None) -> ir.Table:
    """The events of some subjects, with some codes only if given."""
    wanted = events.semi_join(rows(pl.DataFrame({"subject_id": subjects.unique()})), "subject_id")
    return wanted if codes is None else wanted.filter(wanted.code.isin(list(codes)))
