"""`hub features measure`: the catalogue over a mart, the same values whichever engine computes."""

import json
import os
from datetime import date

import polars as pl
import pytest
from click.testing import CliRunner

from sukoyaka.engine import spark
from sukoyaka.hub import flow
from sukoyaka.hub.commands import group
from sukoyaka.hub.features import answers
from sukoyaka.hub.features.catalogue import CATALOGUE
from sukoyaka.hub.features.values import SCHEMA
from sukoyaka.records.errors import ExitCode, NotPermitted

DAY = date(2024, 4, 1)


@pytest.fixture
def mart_open(monkeypatch, hub):
    """The small hub's screening mart, as it stands."""
    monkeypatch.setattr(flow, "open_mart", lambda home, purpose, snapshot=None: hub.screening)
    monkeypatch.setattr(flow, "snapshot_of", lambda home, register, as_of: None)
    return hub


def measured(hub, engine: str, *more: str) -> tuple[pl.DataFrame, dict]:
    out = hub.home / f"{engine}.parquet"
    command = ["features", "measure", "--engine", engine, "--as-of", "2024-04-01", "--home", str(hub.home), "--out", str(out), "--json"]
    done = CliRunner().invoke(group, [*command, *more], catch_exceptions=False)
    assert done.exit_code == 0
    return pl.read_parquet(out), json.loads(done.stdout)


def test_every_child_and_feature_has_a_row(mart_open):
    values, said = measured(mart_open, "duckdb")
    assert values.schema == SCHEMA
    assert said["children"] > 0
    assert values.height == said["rows"] == said["children"] * len(CATALOGUE) == sum(said["states"].values())
    assert values.filter(pl.col("state") == "value").height > 0


def test_the_plain_engine_says_the_same(mart_open):
    assert measured(mart_open, "plain")[0].equals(measured(mart_open, "duckdb")[0])


def test_children_are_measured_in_blocks_of_any_size(mart_open, monkeypatch):
    whole, said = measured(mart_open, "duckdb")
    monkeypatch.setattr(answers, "BLOCK", 7)
    assert said["children"] > 14
    assert measured(mart_open, "duckdb")[0].equals(whole)


def test_the_same_inputs_give_the_same_bytes(mart_open):
    measured(mart_open, "duckdb")
    first = (mart_open.home / "duckdb.parquet").read_bytes()
    measured(mart_open, "duckdb")
    assert (mart_open.home / "duckdb.parquet").read_bytes() == first


@pytest.mark.needs_spark
def test_spark_says_the_same(mart_open):
    lacking = spark.missing()
    if lacking == "PySpark" or (lacking and os.environ.get("REQUIRE_ALL") != "1"):
        pytest.skip(f"{lacking} is not installed (requirements/spark.txt): Spark was not compared")
    assert measured(mart_open, "spark")[0].equals(measured(mart_open, "duckdb")[0])


@pytest.mark.needs_spark
def test_spark_keeps_every_digit_of_an_id_beside_an_empty_one(mart_open):
    lacking = spark.missing()
    if lacking == "PySpark" or (lacking and os.environ.get("REQUIRE_ALL") != "1"):
        pytest.skip(f"{lacking} is not installed (requirements/spark.txt): Spark was not compared")
    held = pl.DataFrame({"subject_id": [2**62 + 1, None], "rows": [1, 2]})
    held.write_parquet(mart_open.screening.table("held_back"))
    with spark.Spark() as engine:
        told = engine.compute(engine.table(mart_open.screening, "held_back", flow.Permit(mart_open.register, flow.Purpose.SCREENING, DAY)))
    assert told.sort("rows").equals(held)


def test_without_spark_the_command_says_what_to_do(mart_open, monkeypatch):
    monkeypatch.setattr(spark, "missing", lambda: "PySpark")
    command = ["features", "measure", "--engine", "spark", "--as-of", "2024-04-01", "--home", str(mart_open.home), "--out", "x.parquet"]
    done = CliRunner().invoke(group, command)
    assert isinstance(done.exception, spark.SparkMissing)
    assert done.exception.exit_code is ExitCode.ENGINE_MISSING
    assert "requirements/spark.txt" in done.exception.sentence()


def test_the_permit_is_asked_before_a_file_is_opened(mart_open, monkeypatch):
    """A mart of another purpose is refused on Spark as on DuckDB; no session is needed to know it."""
    unstarted = object.__new__(spark.Spark)
    permit = flow.Permit(mart_open.register, flow.Purpose.SCREENING, DAY)
    with pytest.raises(NotPermitted):
        unstarted.table(mart_open.casework, "events", permit)
