"""timeseriesflattener on the same events, own events only: `python hub_peer.py DIR`, in the bench's own environment.

Prints what the work took after the imports, as JSON. It has no day on which an event became known and no households, so it is timed and
not compared.
"""

import json
import sys
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
from timeseriesflattener import (
    CountAggregator,
    Flattener,
    MaxAggregator,
    MeanAggregator,
    PredictionTimeFrame,
    PredictorSpec,
    ValueFrame,
)
from timeseriesflattener.aggregators import LatestAggregator

WINDOWS = [timedelta(days=days) for days in (90, 365, 1095)]


def spec(events, group):
    """Four aggregates of a group over three windows."""
    chosen = (
        events.filter(pl.col("code").str.starts_with(group))
        .select("subject_id", "time", **{group: pl.col("numeric_value")})
        .drop_nulls()
        .collect()
    )
    return PredictorSpec(
        value_frame=ValueFrame(init_df=chosen, entity_id_col_name="subject_id", value_timestamp_col_name="time"),
        lookbehind_distances=WINDOWS,
        aggregators=[CountAggregator(), LatestAggregator(timestamp_col_name="time"), MaxAggregator(), MeanAggregator()],
        fallback=np.nan,
        column_prefix=group,
    )


def main():
    place = Path(sys.argv[1])
    started, spent = time.perf_counter(), time.process_time()
    index = pl.read_parquet(place / "index.parquet").with_columns(pl.col("as_of").cast(pl.Datetime("us"))).rename({"as_of": "timestamp"})
    events = pl.scan_parquet(place / "events" / "*.parquet").join(index.lazy().select("subject_id").unique(), on="subject_id", how="semi")
    specs = [spec(events, f"G{number:02d}") for number in range(24)]
    frame = PredictionTimeFrame(init_df=index, entity_id_col_name="subject_id", timestamp_col_name="timestamp")
    result = Flattener(predictiontime_frame=frame).aggregate_timeseries(specs=specs).df
    done = result.collect() if isinstance(result, pl.LazyFrame) else result
    took = {"seconds": time.perf_counter() - started, "processor": time.process_time() - spent}
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    took["peak_mib"] = int(told["VmHWM"].split()[0]) / 1024
    sys.stdout.write(json.dumps(took | {"features": sum(name.startswith("G") for name in done.columns)}) + "\n")


main()
