"""Writes a purpose's mart as a data set of the Medical Event Data Standard (MEDS 0.4), for models that others write.

Reads the mart. Writes `data/`, `metadata/` and nothing of households, towns or dwellings; the same mart gives the same bytes.
"""

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
from pyarrow import parquet

from sukoyaka.governance.permit import Permit
from sukoyaka.hub.marts import anonymity, cleared
from sukoyaka.hub.marts.opening import DOCUMENT, Mart
from sukoyaka.hub.marts.splits import NAMES, splits
from sukoyaka.hub.store import files
from sukoyaka.hub.store.code import PLATFORM, code_version
from sukoyaka.hub.store.errors import DirectoryOccupied, NothingReceived
from sukoyaka.hub.store.home import publish
from sukoyaka.records.errors import NotPermitted

VERSION = "0.4.1"
ETL = "sukoyaka hub export-meds"
FURTHER = ("known_on", "source")
EVENTS = pa.schema(
    [
        ("subject_id", pa.int64()),
        ("time", pa.timestamp("us")),
        ("code", pa.string()),
        ("numeric_value", pa.float32()),
        ("text_value", pa.large_string()),
        ("known_on", pa.date32()),
        ("source", pa.string()),
    ]
)
CODES = pa.schema([("code", pa.string()), ("description", pa.string()), ("parent_codes", pa.list_(pa.string()))])
SPLITS = pa.schema([("subject_id", pa.int64()), ("split", pa.string())])
ORDER = ("subject_id", "time", "code", "known_on", "source", "numeric_value", "text_value")
ROWS_PER_FILE = 1_000_000  # a file is closed after the subject that reaches it
BIRTH, SEX = "MEDS_BIRTH", "SEX//"
PERSONAL = {BIRTH: "出生（年月。日は1日とする）", "SEX//female": "性別 女", "SEX//male": "性別 男"}
_ANEW = "run `sukoyaka hub build --as-of DATE` again"


@dataclass(frozen=True)
class Content:
    """What an export holds, before it is written."""

    events: pl.DataFrame
    codes: pl.DataFrame
    splits: pl.DataFrame
    reidentification: dict[str, Any]


def newest_day(mart: Mart) -> date:
    """The newest day to which a source of the mart reaches. Raises `NothingReceived` for a mart without sources."""
    days: list[date] = pl.read_parquet(mart.table("sources"))["known_through"].drop_nulls().to_list()
    if not days:
        raise NothingReceived(f"no source of the mart of {mart.purpose} says how far it reaches", "a day", "pass --as-of")
    return max(days)


def check(mart: Mart, permit: Permit) -> None:
    """Raises `NotPermitted` if the mart holds items that are not cleared on the day, `StoreDamaged` if a table has changed."""
    document = files.from_json(mart.directory / DOCUMENT)
    now = cleared.allowed_items(permit)
    withdrawn = sorted(
        f"{source}.{item}" for source, items in document["allowed"].items() for item in set(items) - set(now.get(source, []))
    )
    if withdrawn:
        raise NotPermitted(
            f"{', '.join(withdrawn)} in the mart not cleared for {permit.purpose} on {permit.on}", "items cleared on that day", _ANEW
        )
    files.require_whole(mart.directory, document["sha256"], f"the mart of {mart.purpose}")


def export(mart: Mart, target: Path, as_of: date) -> dict[str, Any]:
    """Makes the data set appear at `target`, in the place of an earlier export; what was written and how many could be singled out.

    Raises `DirectoryOccupied` if something else is there, `NothingReceived` if the mart holds nobody, `NotPermitted` where too
    many people are alone with what is handed on.
    """
    target = target.resolve()
    _check_free(target)
    found = content(mart)
    anonymity.require_handed_on(found.reidentification)
    draft = target.with_name(f".{target.name}.meds-draft")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        count = write(found, draft, _document(mart, as_of, found.reidentification))
        publish(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return {
        "purpose": mart.purpose.value,
        "snapshot": mart.snapshot,
        "created_at": _midnight(as_of),
        "subjects": found.splits.height,
        "rows": found.events.height,
        "codes": found.codes.height,
        "files": count,
        "splits": {name: found.splits.filter(pl.col("split") == name).height for name in NAMES},
        "reidentification": found.reidentification,
    }


def _check_free(target: Path) -> None:
    if not target.exists() or not any(target.iterdir()) or _is_export(target):
        return
    raise DirectoryOccupied(
        f"{target.name}/ holds something that no `{ETL}` wrote", "a new or empty directory, or an earlier export", "name another directory"
    )


def _is_export(directory: Path) -> bool:
    document = directory / "metadata" / "dataset.json"
    if {path.name for path in directory.iterdir()} != {"data", "metadata"} or not document.is_file():
        return False
    try:
        said = json.loads(document.read_bytes())
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("etl_name") == ETL


def content(mart: Mart) -> Content:
    """The rows of a data set: the mart's events with birth and sex, their codes, the splits, and the re-identification check."""
    people, spells = pl.read_parquet(mart.table("people")), pl.read_parquet(mart.table("household_spells"))
    if people.is_empty():
        raise NothingReceived(f"the mart of {mart.purpose} holds nobody", "a mart with people", _ANEW)
    events = pl.read_parquet(mart.table("events"), columns=EVENTS.names)
    told = files.in_order(pl.concat([events, *_personal(people, events)], how="vertical").select(EVENTS.names), ORDER)
    checked = anonymity.check(people, spells)
    return Content(told, _codes(told, pl.read_parquet(mart.table("codes"))), splits(people, spells), checked)


def _personal(people: pl.DataFrame, events: pl.DataFrame) -> list[pl.DataFrame]:
    """Birth and sex as events, known since the resident register first told of the person."""
    since = events.filter(pl.col("source") == cleared.RESIDENTS).group_by("subject_id").agg(pl.col("known_on").min())
    known = people.join(since, on="subject_id", how="left").with_columns(pl.lit(cleared.RESIDENTS).alias("source"))
    born = pl.col("birth_month").cast(pl.Datetime("us")).alias("time")
    birth = known.filter(pl.col("birth_month").is_not_null()).with_columns(born, pl.lit(BIRTH).alias("code"))
    never = pl.lit(None, dtype=pl.Datetime("us")).alias("time")
    sex = known.filter(pl.col("sex").is_not_null()).with_columns(never, (pl.lit(SEX) + pl.col("sex")).alias("code"))
    empty = (pl.lit(None, dtype=pl.Float32()).alias("numeric_value"), pl.lit(None, dtype=pl.String()).alias("text_value"))
    return [frame.with_columns(empty).select(events.columns) for frame in (birth, sex)]


def _codes(events: pl.DataFrame, dictionary: pl.DataFrame) -> pl.DataFrame:
    """A row for each code of the events; its parent is the path above it."""
    unit = pl.when(pl.col("unit").is_null()).then(pl.lit("")).otherwise(pl.format("（{}）", "unit"))
    words = dictionary.select("code", (pl.col("label") + unit).alias("description"))
    words = pl.concat([words, pl.DataFrame({"code": list(PERSONAL), "description": list(PERSONAL.values())})])
    used = events.select(pl.col("code").unique().sort()).join(words, on="code", how="left", maintain_order="left")
    parents = pl.Series("parent_codes", [_parents(code) for code in used["code"]], dtype=pl.List(pl.String()))
    return used.with_columns(parents)


def _parents(code: str) -> list[str]:
    above = code.rpartition("/")[0].rstrip("/")
    return [above] if above else []


def write(found: Content, draft: Path, document: dict[str, Any]) -> int:
    """Writes the files of a data set; returns how many hold events."""
    (draft / "data").mkdir(parents=True)
    (draft / "metadata").mkdir()
    shards = list(_shards(found.events))
    for number, shard in enumerate(shards):
        _write(shard, EVENTS, draft / "data" / f"{number}.parquet")
    _write(found.codes, CODES, draft / "metadata" / "codes.parquet")
    _write(found.splits, SPLITS, draft / "metadata" / "subject_splits.parquet")
    (draft / "metadata" / "dataset.json").write_bytes(files.to_json(document))
    return len(shards)


def _shards(events: pl.DataFrame) -> Iterable[pl.DataFrame]:
    """Sorted events cut between subjects."""
    numbered = events.with_row_index("__file").with_columns(pl.col("__file").min().over("subject_id") // ROWS_PER_FILE)
    return numbered.partition_by("__file", maintain_order=True, include_key=False)


def _write(frame: pl.DataFrame, schema: pa.Schema, path: Path) -> None:
    parquet.write_table(frame.to_arrow().cast(schema), path, compression="zstd", row_group_size=files.ROW_GROUP)


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+09:00"


def _document(mart: Mart, as_of: date, reidentification: dict[str, Any]) -> dict[str, Any]:
    return {
        "dataset_name": f"sukoyaka-{mart.purpose}",
        "dataset_version": mart.snapshot,
        "etl_name": ETL,
        "etl_version": code_version(PLATFORM),
        "meds_version": VERSION,
        "created_at": _midnight(as_of),
        "other_extension_columns": list(FURTHER),
        "description": _description(mart, reidentification),
    }


def _description(mart: Mart, reidentification: dict[str, Any]) -> str:
    exported, with_town = (reidentification["_".join(by)] for by in (anonymity.EXPORTED, anonymity.WITH_TOWN))
    return (
        f"Pseudonymous events of {reidentification['people']} people for the purpose {mart.purpose}, under subject ids of its "
        "own. `time` is when something happened, `known_on` the day from which the city could know it: a prediction for a day may use "
        "only rows known before it. Birth is known by its month. Splits keep together everyone linked by a shared household. "
        f"Re-identification check: by birth month and sex the smallest class has {exported['smallest_class']} people and "
        f"{exported['unique_people']} ({exported['unique_share']:.2%}) are unique; who also knew the town, which is not in this data "
        f"set, would find classes down to {with_town['smallest_class']} people and {with_town['unique_people']} "
        f"({with_town['unique_share']:.2%}) unique. "
        "The days of events can single people out beyond this: the data stay personal data and may be used for the purpose only."
    )
