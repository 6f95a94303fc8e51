"""What every engine that computes expressions offers: a mart's tables after asking the permit, and the rows of an expression.

Reads nothing itself. Why: who measures does not know whether a city's DuckDB or a prefecture's Spark answers.
"""

from types import TracebackType
from typing import Protocol, Self

import ibis.expr.types as ir
import polars as pl

from sukoyaka.engine.duck import Mart
from sukoyaka.governance.permit import Permit


class Engine(Protocol):
    """A context manager, so that its memory is given back."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...

    def table(self, mart: Mart, name: str, permit: Permit) -> ir.Table:
        """The mart's table as an expression. Raises `NotPermitted` unless the permit allows the mart."""
        ...

    def compute(self, expression: ir.Table) -> pl.DataFrame:
        """The rows of an expression, in no particular order."""
        ...
