"""One run of the claims bench, in a process of its own: `python -m benchmarks.claims_job lines|peer|sukoyaka FILE`.

Prints wall and processor seconds of the work alone as JSON, by what was reached; writes the tables beside the file, for the comparison.
"""

import json
import sys
import time
from pathlib import Path

import polars as pl

from benchmarks import claims_peer
from sukoyaka.governance import register
from sukoyaka.terminal.read.uke import read_claims

Seconds = tuple[float, float]
TABLES = ("receipts", "publics", "diagnoses", "days")
SOURCE = register.load().source("claims_nhi")


def _now() -> Seconds:
    return time.perf_counter(), time.process_time()


def _since(started: Seconds) -> Seconds:
    wall, processor = _now()
    return wall - started[0], processor - started[1]


def lines(file: Path) -> dict[str, Seconds]:
    """The least that anything built on Polars does: decoded, and cut into lines."""
    started = _now()
    pl.read_lines(file.read_bytes().decode("cp932").encode())
    return {"lines": _since(started)}


def peer(file: Path) -> dict[str, Seconds]:
    """Line by line, to records in memory and on to tables."""
    started = _now()
    read = claims_peer.read(file, frozenset(code for item in SOURCE.items for code in item.act_codes))
    records = _since(started)
    tables = claims_peer.tables(read)
    seconds = _since(started)
    _keep(tables, file, "peer")
    return {"records": records, "tables": seconds}


def sukoyaka(file: Path) -> dict[str, Seconds]:
    """The product's reader."""
    started = _now()
    claims = read_claims(file, SOURCE)
    seconds = _since(started)
    _keep({name: getattr(claims, name) for name in TABLES}, file, "sukoyaka")
    return {"tables": seconds}


def _keep(tables: dict[str, pl.DataFrame], file: Path, who: str) -> None:
    for name, table in tables.items():
        table.write_parquet(file.parent / f"{who}.{name}.parquet")


def equal(place: Path) -> bool:
    """Whether both read the same: every column of ours, in whatever order of rows."""
    return all(
        _same(pl.read_parquet(place / f"sukoyaka.{name}.parquet"), pl.read_parquet(place / f"peer.{name}.parquet")) for name in TABLES
    )


def _same(ours: pl.DataFrame, theirs: pl.DataFrame) -> bool:
    ours = ours.drop("medical", strict=False)
    return ours.sort(ours.columns).equals(theirs.select(ours.columns).cast(dict(ours.schema)).sort(ours.columns))


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"lines": lines, "peer": peer, "sukoyaka": sukoyaka}[sys.argv[1]](Path(sys.argv[2]))) + "\n")
