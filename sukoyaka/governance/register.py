"""The data-item register: every column of every source with its holder, content, purposes, legal basis and cost.

Reads `register/*.toml`, one file a source. A file says once, under `[default]`, what its items have in common; an
`approval` names the legal footing. Nothing is guessed: an unknown key, masking or approval is refused.
"""

import hashlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from sukoyaka.records.errors import RegisterInvalid
from sukoyaka.records.purpose import Purpose


class Masking(StrEnum):
    """The form in which an item leaves the terminal."""

    AS_IS = "as is"
    DROP = "drop"  # never leaves
    PSEUDONYM = "pseudonym"  # keyed, reversible by the key holder alone
    MONTH = "month"  # a date becomes the first of its month
    DWELLING = "dwelling"  # an address becomes a keyed digest: same or not, nothing more
    IDENTITY = "identity"  # to the office vault only
    ICD10_CATEGORY = "icd10 category"  # a diagnosis becomes its three-character category


class ItemType(StrEnum):
    """How an item is read."""

    RESIDENT_NUMBER = "resident_number"
    HOUSEHOLD_NUMBER = "household_number"
    NAME = "name"
    KANA = "kana"
    DATE = "date"
    YEARMONTH = "yearmonth"
    INTEGER = "integer"
    NUMBER = "number"
    CODE = "code"
    TEXT = "text"
    FLAG = "flag"
    POSTAL_CODE = "postal_code"
    TOWN = "town"
    ADDRESS = "address"
    INSURANCE = "insurance"
    DIAGNOSIS = "diagnosis"
    CERTAINTY = "certainty"


@dataclass(frozen=True)
class Approval:
    """A legal footing: which article, for what, cleared or not, until when."""

    id: str
    article: str
    scope: str
    status: str
    until: date | None = None

    def cleared_on(self, day: date) -> bool:
        """Whether data may be used under it on that day."""
        return self.status == "cleared" and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Cost:
    """What an item costs and how easily it is got."""

    yen_per_year: int
    ease: str


@dataclass(frozen=True)
class Range:
    """Values that are possible, both ends included."""

    min: float
    max: float


@dataclass(frozen=True)
class Item:
    """One registered column."""

    id: str
    source: str
    column: str
    meaning: str
    type: ItemType
    masking: Masking
    purposes: frozenset[Purpose]
    approval: Approval
    reason: str
    sensitivity: str
    cost: Cost
    required: bool = False
    identity: bool = False  # a copy goes to the vault besides the masked form
    address: bool = False  # withheld for people under 支援措置
    pattern: str | None = None
    range: Range | None = None
    unit: str | None = None
    codes: Mapping[str, str] | None = None  # as written → meaning
    other: str | None = None  # meaning of a value outside `codes`; the row stays, with a finding
    labels: Mapping[str, str] | None = None  # meaning → word on the screens
    label: str | None = None
    code: str | None = None  # event code of the item's value
    end_event: str | None = None  # event code of the day this date item names
    table: str | None = None  # of a file that holds several tables
    record: str | None = None
    field: int | None = None
    act_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """One source: whose it is, how its files look, when its facts become known."""

    id: str
    name: str
    english: str
    holder: str
    files: tuple[str, ...]
    format: str
    encoding: str
    subject: str
    time: str
    known: str | Mapping[str, Any]
    strand: str
    items: tuple[Item, ...]
    event: str | None = None
    covers: str | None = None
    crosswalk: Mapping[str, Any] | None = None
    coverage: Mapping[str, str] | None = None
    match: Mapping[str, str] | None = None
    diagnosis_master: Mapping[str, Any] | None = None
    suspected: tuple[str, ...] = ()
    delimiter: str = ","  # between the cells of a line; Excel's Unicode text has tabs
    header_rows: int = 1  # 2: a group over its columns, `体格` over `体重`, declared as `体格/体重`

    def item(self, item_id: str) -> Item:
        """The item of that id."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise RegisterInvalid(
            f"{self.id} has no item {item_id}", ", ".join(i.id for i in self.items), "correct the id in the register or in its user"
        )

    @cached_property
    def by_column(self) -> Mapping[str, Item]:
        """Items by the header of the holder's file."""
        return {item.column: item for item in self.items}

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """Names of the masked tables this source becomes: `vaccination`, or `claims_nhi.visit` and its like."""
        names = {item.table for item in self.items if item.table}
        return tuple(f"{self.id}.{name}" for name in sorted(names)) or (self.id,)


@dataclass(frozen=True)
class Register:
    """All sources, and a version that names exactly these files."""

    sources: Mapping[str, Source]
    version: str

    def source(self, source_id: str) -> Source:
        """The source of that id."""
        if source_id not in self.sources:
            raise RegisterInvalid(f"no source {source_id} in the register", ", ".join(self.sources), "add its file to the register")
        return self.sources[source_id]

    def items(self) -> Iterator[Item]:
        """Every item of every source."""
        for source in self.sources.values():
            yield from source.items


def default_directory() -> Path:
    """Where the register lies: $SUKOYAKA_REGISTER, or `register/` beside the package."""
    return Path(os.environ.get("SUKOYAKA_REGISTER", Path(__file__).parents[2] / "register"))


def load(directory: Path | None = None) -> Register:
    """Reads every file of the register. Raises `RegisterInvalid` naming the file and what is wrong with it."""
    directory = directory or default_directory()
    paths = sorted(directory.glob("*.toml"))
    if not paths:
        raise RegisterInvalid(
            f"no register in {directory.name}/", "a directory of *.toml, one per source", "pass --register or set SUKOYAKA_REGISTER"
        )
    sources = {path.stem: _source(path) for path in paths}
    return Register(sources, _version(paths))


def _version(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _source(path: Path) -> Source:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RegisterInvalid(f"{path.name} is not TOML: {error}", "TOML 1.0", "mend the line named") from error
    _only(path.name, document, {"source", "default", "approval", "item"})
    approvals = {key: Approval(id=key, **value) for key, value in document.get("approval", {}).items()}
    default = document.get("default", {})
    items = tuple(_item(path.stem, key, {**default, **value}, approvals) for key, value in document.get("item", {}).items())
    raw = _tuples(document.get("source", {}), ("files", "suspected"))
    _only(f"{path.name} [source]", raw, {f.name for f in fields(Source)} - {"id", "items"})
    try:
        source = Source(id=path.stem, items=items, **raw)
    except TypeError as error:
        raise RegisterInvalid(f"{path.name} [source]: {error}", "every key of a source", "add what is missing") from error
    _check_references(source)
    return source


def _item(source: str, item_id: str, raw: dict[str, Any], approvals: Mapping[str, Approval]) -> Item:
    where = f"{source}.{item_id}"
    _only(where, raw, {f.name for f in fields(Item)} - {"id", "source"})
    if raw.get("approval") not in approvals:
        raise RegisterInvalid(
            f"{where} names the approval {raw.get('approval')!r}",
            ", ".join(approvals),
            "add [approval.…] with its article, or name another",
        )
    raw = _tuples(raw, ("act_codes",))
    try:
        return Item(
            id=item_id,
            source=source,
            **{
                **raw,
                "type": ItemType(raw["type"]),
                "masking": Masking(raw["masking"]),
                "purposes": frozenset(Purpose(p) for p in raw["purposes"]),
                "approval": approvals[raw["approval"]],
                "cost": Cost(**raw["cost"]),
                "range": Range(**raw["range"]) if "range" in raw else None,
            },
        )
    except (KeyError, ValueError, TypeError) as error:
        raise RegisterInvalid(
            f"{where}: {error}",
            "column, meaning, type, masking, purposes, approval, reason, sensitivity, cost",
            "state it in the item or under [default]",
        ) from error


def _check_references(source: Source) -> None:
    """Ids that the source's own keys name must exist."""
    for name in (source.subject, source.time):
        source.item(name)
    if isinstance(source.known, str):
        source.item(source.known)
    for mapping in (source.match or {}, {k: v for k, v in (source.coverage or {}).items() if k != "of"}):
        for name in mapping.values():
            source.item(name)


def _only(where: str, raw: Mapping[str, Any], allowed: set[str]) -> None:
    unknown = sorted(set(raw) - allowed)
    if unknown:
        raise RegisterInvalid(
            f"{where} has the unknown key {', '.join(unknown)}", ", ".join(sorted(allowed)), "remove it or correct its name"
        )


def _tuples(raw: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {key: tuple(value) if key in names else value for key, value in raw.items()}
