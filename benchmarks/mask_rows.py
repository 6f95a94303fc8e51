"""The extract of the mask bench: 10 million rows of 95 bytes about 375,781 residents, as a department's system writes them.

Writes UTF-8 CSV in pieces, so that making it needs no memory in proportion to it. One row in 5,000 is about somebody under no number
that fits, and one in 5,000 has an impossible day: they must be held back.
"""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

RESIDENTS, PIECE = 375_781, 500_000
FIRST = date(2019, 4, 1)
COLUMNS = {"resident": "宛名番号", "date": "受診日", "judgement": "判定", "weight": "体重", "place": "実施機関", "course": "経過"}
JUDGEMENTS = ("異常なし", "要経過観察", "要精密検査", "要治療", "既医療")


def write(path: Path, rows: int, seed: int = 7) -> None:
    """Writes the file; the same seed gives the same bytes."""
    rng = np.random.default_rng(seed)
    with path.open("wb") as file:
        for start in range(0, rows, PIECE):
            piece = _piece(rng, start, min(PIECE, rows - start))
            piece.rename(COLUMNS).write_csv(file, include_header=start == 0, quote_style="never")


def _piece(rng: np.random.Generator, start: int, size: int) -> pl.DataFrame:
    number = pl.Series(rng.integers(0, RESIDENTS, size)) * 7 + 100_000_000
    day = pl.Series([FIRST]).dt.epoch("d").item() + pl.Series(rng.integers(0, 1826, size))
    odd = pl.int_range(start, start + size, eager=True) % 5_000
    text = pl.DataFrame({"number": number, "day": day.cast(pl.Int32).cast(pl.Date), "odd": odd}).with_columns(
        resident=pl.col("number").cast(pl.String).str.zfill(pl.when(pl.col("odd") == 7).then(9).otherwise(15)),
        date=pl.when(pl.col("odd") == 11).then(pl.lit("2023-02-30")).otherwise(pl.col("day").dt.strftime("%Y-%m-%d")),
    )
    return text.select(
        "resident",
        "date",
        judgement=pl.Series(np.array(JUDGEMENTS)[rng.integers(0, len(JUDGEMENTS), size)]),
        weight=pl.Series(rng.integers(20, 300, size)).cast(pl.String).str.replace(r"(\d)$", ".${1}"),
        place=pl.format("1410{}", pl.Series(rng.integers(100_000, 100_400, size))),
        course=pl.format("visit-{}/ward-{}/note-{}", pl.int_range(start, start + size) + 100_000_000, pl.Series(rng.integers(10, 60, size)),
                         pl.Series(rng.integers(1_000_000, 9_999_999, size))),
    )  # fmt: skip
