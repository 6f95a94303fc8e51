"""PySpark behind Ibis, for what one machine cannot hold: the same expressions as on DuckDB, the permit asked first.

Reads a mart's Parquet, writes nothing. Runs on this machine unless SPARK_REMOTE or a cluster's settings say otherwise; starting the
JVM takes 10 to 20 seconds, so that one session serves a whole command. PySpark is installed by requirements/spark.txt.
"""

import importlib.util
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import ibis
import ibis.expr.types as ir
import polars as pl

from sukoyaka.engine.duck import Mart, check_mart
from sukoyaka.governance.permit import Permit
from sukoyaka.records.errors import ExitCode, SukoyakaError

MASTER = "local[2]"
ANSWER = "sukoyaka_answer"  # the view of the expression that is computed
SETTINGS = {
    "spark.sql.timestampType": "TIMESTAMP_NTZ",  # a wall clock's time: never moved by a time zone
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "4",  # 200 by default: a small job would be all planning
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.codegen.maxFields": "2000",  # a fused query has hundreds of columns
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.enabled": "false",  # opens no port
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.ui.showConsoleProgress": "false",  # progress is ours, on standard error
}


class SparkMissing(SukoyakaError):
    """PySpark or Java is not on this machine."""

    exit_code = ExitCode.ENGINE_MISSING


def missing() -> str:
    """What is missing for Spark to run, or nothing."""
    if importlib.util.find_spec("pyspark") is None:
        return "PySpark"
    has_java = shutil.which("java") or os.environ.get("JAVA_HOME")
    return "" if has_java else "Java"


class Spark:
    """A session on this machine or on the cluster that it was submitted to."""

    def __init__(self) -> None:
        if lacking := missing():
            raise SparkMissing(
                f"{lacking} is not installed on this machine",
                "PySpark 4.0 and Java 17",
                "pip install --require-hashes -r requirements/spark.txt, install Java 17; or use --engine duckdb",
            )
        with _quiet():
            self._session = _session()
            self._connection: Any = ibis.pyspark.connect(self._session)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with _quiet():
            self._session.stop()

    def table(self, mart: Mart, name: str, permit: Permit) -> ir.Table:
        """The mart's table as an expression, if the permit allows the mart."""
        check_mart(mart, permit)
        with _quiet():
            return self._connection.read_parquet(str(mart.table(name)))

    def compute(self, expression: ir.Table) -> pl.DataFrame:
        """The rows of an expression, in no particular order.

        Through Arrow: Ibis goes by pandas, where an id of 19 digits beside an empty one loses its last ones.
        """
        with _quiet():
            view = self._connection.create_view(ANSWER, expression, overwrite=True)
            return pl.DataFrame(pl.from_arrow(self._session.table(view.get_name()).toArrow()))


def _session() -> Any:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("sukoyaka")
    if "MASTER" not in os.environ and "SPARK_REMOTE" not in os.environ:
        builder = builder.master(MASTER)
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


@contextmanager
def _quiet() -> Iterator[None]:
    """PySpark warns of pandas and of sockets that it closes later; nobody here can change that."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
