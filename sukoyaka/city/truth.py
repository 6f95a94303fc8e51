"""The truth: whose every row is, what happened, and which children need support. No zone ever reads it.

Reads what the city knows; writes `truth/*.parquet` with a total order and without time stamps, so that bytes repeat.
"""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from sukoyaka.city.claim_files import ClaimRow
from sukoyaka.city.need import Cohort
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import Sheet
from sukoyaka.city.world import NOBODY

ROWS = ("file", "line", "source", "resident_number", "planted")


def save(frame: pl.DataFrame, path: Path) -> None:
    """The Parquet file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    hidden = path.with_name(f".{path.name}.part")
    frame.write_parquet(hidden, compression="zstd", row_group_size=131_072)
    hidden.replace(path)


def rows(sheets: Iterable[tuple[Sheet, list[int]]], receipts: list[ClaimRow]) -> pl.DataFrame:
    """A row for every row of an extract about a person."""
    parts = [
        pl.DataFrame(
            {
                "file": [sheet.file] * len(sheet),
                "line": pl.Series(lines, dtype=pl.Int64),
                "source": [sheet.source] * len(sheet),
                "resident_number": sheet.owner.tolist(),
                "planted": sheet.planted.tolist(),
            },
            schema={name: pl.Int64 if name == "line" else pl.String for name in ROWS},
        )
        for sheet, lines in sheets
    ]
    claims = [(r.file, r.line, r.source, r.resident_number, r.planted) for r in receipts]
    parts.append(pl.DataFrame(claims, schema={name: pl.Int64 if name == "line" else pl.String for name in ROWS}, orient="row"))
    return pl.concat(parts).sort("file", "line")


def children(registry: Registry, cohort: Cohort) -> pl.DataFrame:
    """Resident children who are under six on the as-of day."""
    birth, person = pl.Series(cohort.birth.astype("int32")).cast(pl.Date), cohort.person
    sixth = birth.dt.offset_by("6y")
    day = pl.Series([registry.end], dtype=pl.Int32).cast(pl.Date)[0]
    return (
        pl.DataFrame(
            {
                "resident_number": registry.number[person].tolist(),
                "need_probability": cohort.probability,
                "needs_support": cohort.needs,
                "kept": registry.resident[person] & (sixth > day).to_numpy(),
            }
        )
        .filter("kept")
        .drop("kept")
        .sort("resident_number")
    )


def mothers(registry: Registry, cohort: Cohort) -> pl.DataFrame:
    """Whose child each child of the cohort is, where the city knew the mother."""
    kin = registry.world.kin
    pairs = [(registry.number[p], registry.number[kin.mother[p]]) for p in cohort.person.tolist() if kin.mother[p] != NOBODY]
    return pl.DataFrame(pairs, schema={"resident_number": pl.String, "mother_number": pl.String}, orient="row").sort("resident_number")


def events(registry: Registry, parts: list[pl.DataFrame]) -> pl.DataFrame:
    """What happened to people, recorded or not."""
    merged = pl.concat([part.cast({"person": pl.Int64, "day": pl.Int32}) for part in parts])
    number = pl.Series(registry.number[merged["person"].to_numpy()].tolist())
    return merged.select(
        resident_number=number, happened_on=pl.col("day").cast(pl.Date), kind=pl.col("kind").cast(pl.String), recorded="recorded"
    ).sort("resident_number", "happened_on", "kind", "recorded")
