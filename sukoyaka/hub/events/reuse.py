"""Cleansed tables of earlier builds, used again where nothing that they rest on has changed.

Reads and writes `work/cleansed/<key>/`. The key names the delivered bytes, the register, the code, and what is known of the lives
of the people in the rows; so what is reused is what would be made anew, byte for byte.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from sukoyaka.governance.register import Source
from sukoyaka.hub.cleanse.clean import clean
from sukoyaka.hub.cleanse.sheet import Outcome, Sheet
from sukoyaka.hub.store import files
from sukoyaka.hub.store.code import PLATFORM, code_version
from sukoyaka.hub.store.deliveries import Delivery
from sukoyaka.hub.store.errors import StoreDamaged
from sukoyaka.hub.store.home import fresh_draft, publish
from sukoyaka.hub.store.standing import PART

FRAMES = ("rows", "changes", "set_aside")
DOCUMENT = "outcome.json"


@dataclass
class Shelf:
    """The kept tables of a hub; without a directory nothing is kept. `reused` and `made`: table of a delivery → rows."""

    directory: Path | None
    register_version: str
    reused: dict[str, int] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def cleansed(self, rows: pl.DataFrame, table: str, source: Source, parts: Sequence[Delivery], people: pl.DataFrame) -> Outcome:
        """`rows` of a table, cleansed: from the shelf if it holds just this, else anew and put there."""
        sheet = Sheet(source, table, frozenset(rows.columns) - {PART})
        if self.directory is None:
            return clean(rows, sheet, people)
        key = self._key(rows, sheet, parts, people)
        self.used.add(key)
        place, told = self.directory / key, f"{parts[-1].parcel}/{table}"
        found = _read(place)
        if found is not None:
            self.reused[told] = rows.height
            return found
        self.made[told] = rows.height
        outcome = clean(rows, sheet, people)
        _write(outcome, place)
        return outcome

    def tidy(self) -> None:
        """Removes what the last build did not use."""
        for path in self.directory.iterdir() if self.directory and self.directory.exists() else ():
            if path.name not in self.used:
                shutil.rmtree(path)

    def _key(self, rows: pl.DataFrame, sheet: Sheet, parts: Sequence[Delivery], people: pl.DataFrame) -> str:
        contents = [
            (part.created_on.isoformat(), content.sha256, len(part.manifest.files))
            for part in parts
            for content in part.manifest.contents
            if content.name == f"{sheet.table}.parquet"
        ]
        named = [
            contents,
            self.register_version,
            code_version(PLATFORM),
            sheet.table,
            rows.height,
            _text(rows.select(PART, "file", "line")),
        ]
        named.append(_text(_lives(rows, sheet.source.subject, people)))
        return hashlib.sha256(json.dumps(named).encode()).hexdigest()[:32]


def _lives(rows: pl.DataFrame, subject: str, people: pl.DataFrame) -> pl.DataFrame:
    """What the rules can tell of the lives: births, and deaths that some row lies after."""
    last = rows.group_by(subject).agg(last=pl.col("happened_on").max()).rename({subject: "person"})
    known = last.join(people.select("person", "birth_month", "died_on"), on="person", how="left")
    return known.select("person", "birth_month", died_on=pl.when(pl.col("died_on") < pl.col("last")).then("died_on")).sort("person")


def _text(frame: pl.DataFrame) -> str:
    """Digest of a small frame's values in their order."""
    line = pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in frame.columns], separator="|")
    return hashlib.sha256("\n".join(frame.select(line).to_series().to_list()).encode()).hexdigest()


def _read(place: Path) -> Outcome | None:
    """What the shelf holds; nothing if it is not what was put there."""
    if not (place / DOCUMENT).exists():
        return None
    try:
        stated = files.from_json(place / DOCUMENT)
    except StoreDamaged:
        return None
    paths = {name: place / f"{name}.parquet" for name in FRAMES}
    if any(not path.exists() or files.sha256(path) != stated.get(name) for name, path in paths.items()):
        return None
    return Outcome(*(pl.read_parquet(paths[name]) for name in FRAMES))


def _write(outcome: Outcome, place: Path) -> None:
    draft = fresh_draft(place)
    for name in FRAMES:
        files.write(getattr(outcome, name), draft / f"{name}.parquet")
    (draft / DOCUMENT).write_bytes(files.to_json({name: files.sha256(draft / f"{name}.parquet") for name in FRAMES}))
    publish(draft, place)
