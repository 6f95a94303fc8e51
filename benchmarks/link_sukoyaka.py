"""One run of our linker over the benchmark's rows, in a process of its own: raw files in, links out, normalising included.

Reads `residents.parquet` and `rows.csv` of a directory; writes `ours.parquet` (row, resident) and `keys/` for the peer.
"""

import sys
import time
from pathlib import Path

import polars as pl

from sukoyaka.terminal.read.wareki import parse_column
from sukoyaka.terminal.resolve import identify, persons
from sukoyaka.terminal.resolve.residents import Residents

SEXES = {"1": "male", "男": "male", "M": "male", "2": "female", "女": "female", "F": "female"}
MATCH = {name: name for name in ("name", "kana", "birth_date", "sex", "address", "building")}


def main(place: Path) -> None:
    """Prints wall and processor seconds of normalising, to be added to the peer's."""
    started, work = time.perf_counter(), time.process_time()
    register = Residents(pl.read_parquet(place / "residents.parquet"), pl.DataFrame())
    raw = pl.read_csv(place / "rows.csv", infer_schema=False)
    rows = raw.with_columns(birth_date=parse_column(raw["born"])[0], sex=pl.col("sex").replace_strict(SEXES))
    if sys.argv[2:] == ["keys"]:
        register.keys.write_parquet(place / "people_keys.parquet")
        persons.keys(rows, MATCH, register.names).with_row_index("row").write_parquet(place / "row_keys.parquet")
        print(time.perf_counter() - started, time.process_time() - work)
        return
    found = identify.identify(rows, pl.repeat(value=True, n=rows.height, eager=True), MATCH, register)
    found.links.write_parquet(place / "ours.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
